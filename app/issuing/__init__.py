"""Issuing: achievements, the issuance ledger, delivery by claim link, revocation and status lists."""
