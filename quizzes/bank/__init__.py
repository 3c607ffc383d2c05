"""Question files: read, checked, rendered and stored."""
