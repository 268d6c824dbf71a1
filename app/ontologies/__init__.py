"""Ontologies: the vocabulary of skills that achievements point at."""
