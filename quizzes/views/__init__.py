"""What visitors do, a function each."""
