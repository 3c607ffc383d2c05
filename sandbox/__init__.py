"""Really build a Dockerfile, and what comes of it, in a box that nothing gets out of."""
