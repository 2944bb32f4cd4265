"""A season played through the real services, in a place of its own."""
