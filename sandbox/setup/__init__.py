"""`make sandbox`: what real builds need, from Debian packages and PyPI wheels, in one go."""
