"""ROOF: what the commands of `python -m app` do beyond calling a use case."""
