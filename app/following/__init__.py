"""This room is for what happens after: the system of who verified a share is told when something changes in it."""
