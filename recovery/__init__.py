"""The project: puts the apps together; nothing imports it."""
