"""Whom the rules send to a person, told of made-up patients of whom the truth is known."""
