"""Pure rules of telling people: which message, when, and until when it is worth sending."""
