"""Commands of the plant."""
