"""What can be won."""
