"""Verifying: judging a credential, a presentation or a share link, and saying so in plain words."""
