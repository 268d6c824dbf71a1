"""What is in a file that somebody sent as evidence: pure functions on its bytes, and a process to run them in."""
