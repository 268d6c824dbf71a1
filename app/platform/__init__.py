"""Plumbing every room shares, without HTTP."""
