"""The forms of the nominations room."""
