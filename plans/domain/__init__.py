"""Pure rules of the clinic: no Django, no clock, no database."""
