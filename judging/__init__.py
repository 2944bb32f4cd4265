"""How entries are judged."""
