"""Strict encodings: base64url, multibase and I-JSON."""
