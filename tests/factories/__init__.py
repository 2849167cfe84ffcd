"""Rows for tests, made through the program's own services."""
