"""Between question files and the items of other quiz systems."""
