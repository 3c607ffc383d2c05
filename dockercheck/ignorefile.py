"""The .dockerignore file: which paths of the context a build never sees.

Follows moby/patternmatcher: patterns hold for a path and everything below it, the last line
that matches wins, `!` takes a path back in.
"""

from typing import NamedTuple

from dockercheck.globs import Glob
from dockercheck.lines import SPACES
from dockercheck.paths import clean

MAX_PATTERN = 1024


class Rule(NamedTuple):
    """One line of the file: the cleaned pattern, and whether it takes paths back in."""

    pattern: str
    negated: bool
    glob: Glob


class IgnoreFile:
    """A parsed ignore file. Patterns that are not well formed are left out."""

    def __init__(self, text: str) -> None:
        self.rules = tuple(
            rule
            for line in text.removeprefix("\ufeff").split("\n")
            if (rule := _rule(line)) is not None
        )

    @property
    def has_exceptions(self) -> bool:
        """Whether a line takes paths back in."""
        return any(rule.negated for rule in self.rules)

    @property
    def ignores_everything(self) -> bool:
        """Whether a pattern matches every entry at the root."""
        return any(r.pattern in ("*", "**", "**/*") for r in self.rules if not r.negated)

    def ignores(self, path: str) -> bool:
        """Whether the build does not see the path, by itself or for a directory above it."""
        cleaned = clean(path)
        ignored = False
        for rule in self.rules:
            if rule.negated == ignored and rule.glob.matches(cleaned):
                ignored = not rule.negated
        return ignored


def _rule(line: str) -> Rule | None:
    if line.startswith("#"):
        return None
    pattern = line.strip(SPACES)
    negated = pattern.startswith("!")
    pattern = pattern[1:].strip(SPACES) if negated else pattern
    if not pattern or len(pattern) > MAX_PATTERN:
        return None
    pattern = clean(pattern)
    if len(pattern) > 1:
        pattern = pattern.removeprefix("/")
    try:
        return Rule(pattern, negated, Glob(pattern))
    except ValueError:
        return None
