"""The deeds of judging."""
