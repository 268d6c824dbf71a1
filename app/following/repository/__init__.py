"""Queries of following, each scoped to one organisation when it is made."""
