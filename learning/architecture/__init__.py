"""A pattern's architecture: a diagram that is data, and what can be asked of it."""
