"""Speed, measured: seasons of any size, and what each page costs in them."""
