"""The way to study an architecture: its stored drawing, what marks it, breaks it and asks of it."""
