"""Queries of accounts, one module a subject."""
