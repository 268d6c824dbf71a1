"""Load on this machine's own loopback address: measurements with a bounded number of requests."""
