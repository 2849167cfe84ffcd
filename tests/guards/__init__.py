"""The repository looks at itself."""
