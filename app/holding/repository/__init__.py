"""Queries on the tables of the passport, scoped to one holder at construction; one module a subject."""
