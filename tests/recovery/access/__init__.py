"""Every route asked by everybody: own records, colleagues', another clinic's."""
