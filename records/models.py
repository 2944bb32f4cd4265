"""What is kept, shown and erased."""
