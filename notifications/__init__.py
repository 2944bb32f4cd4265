"""What is said to whom."""
