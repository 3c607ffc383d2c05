"""What other apps add to the course: files that they own, read and store.

`settings.COURSE_PARTS` names the parts and `settings.COURSE_WITNESSES` those who want to know what
is loaded, so that `learning` need not import who uses it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Outline:
    """What a part may rely on: the course's objectives, and which of them each pattern has."""

    objectives: Mapping[str, str]  # id → sentence
    patterns: Mapping[str, tuple[str, ...]]  # slug → ids of its objectives


class CoursePart(Protocol):
    """Files of the course that an app of its own understands."""

    expected: str  # what its files are called, for whoever named one wrongly

    def owns(self, path: str) -> bool:
        """Is that a path of this part? Also what keeps an export in its folder."""

    def read(self, files: Mapping[str, bytes], outline: Outline) -> Any:
        """Read those of the files that are the part's; raises ContentError with every fault."""

    def store(self, read: Any) -> None:
        """Store what was read, within the transaction that stores the course."""

    def is_stored(self, files: Mapping[str, bytes]) -> bool:
        """Is the database what these files and this code make? Reads digests only."""


class CourseWitness(Protocol):
    """Is told of a load what it puts over what was served: nothing published is lost."""

    def replaced(self, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
        """Files that changed or went, as they were, and files that changed or came, as they will
        be; within the transaction that stores the course, before it does."""


@cache
def course_parts() -> tuple[CoursePart, ...]:
    return tuple(import_string(path) for path in settings.COURSE_PARTS)


@cache
def course_witnesses() -> tuple[CourseWitness, ...]:
    return tuple(import_string(path) for path in settings.COURSE_WITNESSES)
