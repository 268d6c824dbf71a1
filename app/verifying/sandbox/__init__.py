"""Fixed test credentials, one for every verdict and reason, by issuers that exist on paper only."""
