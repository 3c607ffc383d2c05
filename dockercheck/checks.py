"""Which checks are off, on or fatal: `# check=skip=…;error=true;experimental=…`.

Follows moby/buildkit `frontend/dockerfile/linter`: once at the top for the file, and in the
comment right before an instruction for that one.
"""

from collections.abc import Iterable
from typing import NamedTuple

from dockercheck.instructions import quoted
from dockercheck.lines import SPACES, split_directive
from dockercheck.values import ValueFormatError, parse_bool

ALL = "all"


class CheckOptionError(ValueError):
    """The option is not one; the message is the one BuildKit gives."""


class Checks(NamedTuple):
    """Names of checks to skip and of experimental ones to run; "all" stands for every one."""

    skip: frozenset[str] = frozenset()
    experimental: frozenset[str] = frozenset()
    error: bool = False

    def allow(self, name: str, *, experimental: bool) -> bool:
        """Whether the check runs."""
        if experimental:
            return name in self.experimental or ALL in self.experimental
        return name not in self.skip and ALL not in self.skip

    def merged(self, other: "Checks") -> "Checks":
        """Both together, as for an instruction with a comment of its own."""
        return Checks(self.skip | other.skip, self.experimental | other.experimental, self.error)


def parse_checks(text: str) -> Checks:
    """Read the value of a `# check=` directive. Raises CheckOptionError."""
    checks = Checks()
    text = text.strip(SPACES)
    for part in text.split(";", 2) if text else ():
        key, equals, value = part.partition("=")
        key, value = key.strip(SPACES), value.strip(SPACES)
        if not equals:
            raise CheckOptionError(f"invalid check option {quoted(part)}")
        if key == "skip":
            checks = checks._replace(skip=_names(value))
        elif key == "experimental":
            checks = checks._replace(experimental=_names(value))
        elif key == "error":
            checks = checks._replace(error=_flag(part, value))
        else:
            raise CheckOptionError(f"invalid check option {quoted(key)}")
    return checks


def _names(value: str) -> frozenset[str]:
    return frozenset(name.strip(SPACES) for name in value.split(","))


def _flag(part: str, value: str) -> bool:
    try:
        return parse_bool(value)
    except ValueFormatError as error:
        raise CheckOptionError(f"failed to parse check option {quoted(part)}") from error


def checks_in_comments(comments: Iterable[str]) -> Checks | None:
    """The options in the comments before an instruction; only the first counts."""
    for comment in comments:
        found = split_directive(comment.lstrip(SPACES))
        if found is not None and found[0] == "check":
            try:
                return parse_checks(found[1].partition(" ")[0])
            except CheckOptionError:
                return None
    return None
