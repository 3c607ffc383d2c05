"""Patterns and their ways to study, learners and their progress."""
