"""Questions while they are written: their text, the form that is the same text, and both ways."""
