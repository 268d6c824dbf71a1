"""ROOF: the demonstration, a made-up partnership with made-up workers on the real service."""
