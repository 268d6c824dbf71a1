"""What every page and JSON route shares: reading, refusing, answering."""
