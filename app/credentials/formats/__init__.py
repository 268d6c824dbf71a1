"""Signed formats, one file per format."""
