"""What is made public, and when."""
