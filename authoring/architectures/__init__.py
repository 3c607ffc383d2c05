"""An architecture while it is written: its text, the form that is the same text, and both ways."""
