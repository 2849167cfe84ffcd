"""How fast the program is, beside what others do and the limit."""
