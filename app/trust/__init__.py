"""Whom to believe: signing keys, did:web identities and the register of issuers."""
