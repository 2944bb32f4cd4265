"""Who is put forward."""
