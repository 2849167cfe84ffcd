"""The clinic's protocols and exercises as data files, and how they are read."""
