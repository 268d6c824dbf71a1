"""Data Integrity cryptosuites, one file per suite."""
