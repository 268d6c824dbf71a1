"""Status entries and status lists."""
