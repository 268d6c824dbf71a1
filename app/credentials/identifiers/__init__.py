"""Decentralised identifiers: parsed here, never fetched."""
