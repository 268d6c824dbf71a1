"""Keys and the closed list of algorithms."""
