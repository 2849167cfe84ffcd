"""Breaks the machine on purpose and counts what reached people: ``python -m tests.faults``."""
