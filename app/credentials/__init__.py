"""What is true about a credential without a server: pure, synchronous computing."""
