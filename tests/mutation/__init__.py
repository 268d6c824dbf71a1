"""How many deliberate faults in the code the tests notice."""
