"""The clinic's work: protocols, plans, logs and judgements."""
