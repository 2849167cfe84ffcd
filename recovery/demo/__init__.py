"""A clinic of made-up people, so that a newcomer finds the program at work."""
