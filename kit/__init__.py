"""What every room uses and no library gives."""
