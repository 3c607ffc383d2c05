"""What visitors do, a function each: guard, form, domain call, render."""
