"""Pictures that carry a credential: Open Badges 3.0 section 5.3, baked badges."""
