"""A line that ends the builder's reading, with a second step after it."""

from pathlib import Path

Path("Dockerfile").write_text("FROM alpine\nRUN : " + "a" * 70_000 + "\nRUN false\n")
