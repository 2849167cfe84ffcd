"""How fast people are told: from rows that are due to handed to the channel, beside its peers."""
