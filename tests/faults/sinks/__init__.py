"""Servers that outlive every worker and write down all that reaches them."""
