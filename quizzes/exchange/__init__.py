"""Questions in the files of other quiz systems: plain Python, bytes in, items out, and back."""
