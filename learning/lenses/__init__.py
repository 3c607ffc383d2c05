"""What each of the four lenses shows of a report, a module each."""

from enum import StrEnum


class Lens(StrEnum):
    """The four ways to look at a Dockerfile, in the order of the page."""

    FINDINGS = "findings"
    STAGES = "stages"
    IMAGE = "image"
    CACHE = "cache"


MOST_SHOWN = 100  # findings, files or steps in one list
