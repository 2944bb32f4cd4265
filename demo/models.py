"""The reference season and its loader."""
