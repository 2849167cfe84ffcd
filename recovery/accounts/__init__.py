"""Accounts: signing in, second factors, sessions, tokens and invitations."""
