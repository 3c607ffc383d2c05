"""An exercise as the lab works with it, whole and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lab.goals import AnyGoal
from sandbox import Trial


@dataclass(frozen=True, slots=True)
class Files:
    """What a learner edits; `ignore` is the .dockerignore file, None where there is none."""

    dockerfile: str
    ignore: str | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """Files with one mistake; `name` is a rule that finds it, or the goal that is not met."""

    name: str
    why_html: str
    files: Files


@dataclass(frozen=True)
class Exercise:
    """An exercise. Its texts are safe HTML.

    `context` are the files of the build context without Dockerfile and .dockerignore, `overlays`
    those that replace some of them in a build of their own, `secrets` what the build is given.
    One that is retired is kept for those who have tried it, and offered to nobody else.
    """

    slug: str
    pattern: str
    title: str
    number: int
    difficulty: str
    objective: str
    minutes: int
    goals: tuple[AnyGoal, ...]
    starter: Files
    solution: Files
    mistakes: tuple[Mistake, ...] = ()
    trial: Trial | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, bytes] = field(default_factory=dict)
    overlays: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    task: str = ""
    hints: tuple[str, ...] = ()
    solution_text: str = ""
    references: str = ""
    digest: str = ""
    is_retired: bool = False
