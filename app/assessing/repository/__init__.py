"""Queries of the assessing room, scoped to one organisation at construction."""
