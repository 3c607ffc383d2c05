"""Questions: the bank, six kinds, attempts, the verdict, and review that comes back in time."""
