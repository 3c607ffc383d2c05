"""What a rule is: a name, a check, two examples, and a docstring that is its page."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from dockercheck.build import Build
from dockercheck.lines import Span
from dockercheck.report import ERROR, INFO, WARNING, Fix

__all__ = ["BUILDKIT", "ERROR", "INFO", "STAGECRAFT", "WARNING", "Found", "Rule"]

BUILDKIT, STAGECRAFT = "buildkit", "stagecraft"


class Found(NamedTuple):
    """What a rule found, without the rule's name: where, what, why here, how to mend it.

    `governed_by` is a line of the instruction whose comment may switch the rule off, where that
    is not the one of the finding. BuildKit's checks are told from the first line of their
    instruction on, unless `exact` says that `span` is to stay as it is.
    """

    span: Span
    message: str
    why: str
    fix: Fix | None = None
    governed_by: int | None = None
    exact: bool = False


class Rule(NamedTuple):
    """A rule.

    `docs` is its page: the module's docstring. `bad` is a Dockerfile that it finds something
    in, `good` one in which it does not. With `whole_file` its findings count whatever the
    target is; without, only in stages the target needs. `by_comment` tells whether a comment
    before an instruction can switch it off, `experimental` that it only runs when asked for.
    `given` are arguments of `check` that the examples need, such as a dockerignore.
    """

    name: str
    family: str
    severity: str
    docs: str
    bad: str
    good: str
    find: Callable[[Build], Iterator[Found]]
    whole_file: bool = False
    by_comment: bool = True
    experimental: bool = False
    given: Mapping[str, Any] = MappingProxyType({})

    @property
    def title(self) -> str:
        """The first line of the page."""
        return self.docs.strip().partition("\n")[0].rstrip(".")
