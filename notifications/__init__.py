"""Telling people: reads what happened in plans and sends messages; never writes plans."""
