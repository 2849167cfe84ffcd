"""The faults, one file for each part of the machine that is broken."""
