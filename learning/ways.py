"""The ten ways to study a pattern, in the order in which they are recommended."""

from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """The value is the last part of the URL and the name of the content file."""

    OVERVIEW = "overview"
    WHY = "why"
    ARCHITECTURE = "architecture"
    DEEP_DIVE = "deep-dive"
    WORKED_EXAMPLE = "worked-example"
    TRY = "try"
    LAB = "lab"
    TEST = "test"
    RECALL = "recall"
    PROJECT = "project"


@dataclass(frozen=True)
class WayInfo:
    """What every pattern's page says of a way, whatever the pattern."""

    way: Way
    name: str
    offer: str


WAYS = (
    WayInfo(Way.OVERVIEW, "Overview", "Answer one question, then read the idea in ten minutes."),
    WayInfo(Way.WHY, "Why it matters", "The same service before and after, with measured sizes."),
    WayInfo(Way.ARCHITECTURE, "Architecture", "A diagram to walk, break and predict."),
    WayInfo(Way.DEEP_DIVE, "Deep dive", "Build graph, scope, cache, mounts, base images."),
    WayInfo(
        Way.WORKED_EXAMPLE, "Worked example", "One Dockerfile: complete, with gaps, then blank."
    ),
    WayInfo(Way.TRY, "Try", "Short exercises: fill gaps, order lines, find the fault."),
    WayInfo(Way.LAB, "Lab", "Write Dockerfiles that are checked and really built."),
    WayInfo(Way.TEST, "Test", "Ten questions and an honest verdict."),
    WayInfo(Way.RECALL, "Recall", "Spaced review, when it is due."),
    WayInfo(Way.PROJECT, "Project", "A design task with a rubric and a sample answer."),
)
