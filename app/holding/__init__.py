"""Holding: the passport of a person, and the links by which that person shows a part of it."""
