"""Exercises: read from files, checked, kept."""
