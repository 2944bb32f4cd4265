"""The pages of the nominations room, one module for each of those who use them."""
