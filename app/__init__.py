"""Issues, stores and verifies signed skills passports."""
