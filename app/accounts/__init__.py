"""Who: organisations, their API keys, and what each key may do."""
