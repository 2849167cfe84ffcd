"""Starting the whole program on one machine, and leaving nothing behind."""
