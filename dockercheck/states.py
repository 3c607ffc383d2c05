"""The parts that linking and evaluation hand to each other: states, tasks, complaints."""

from collections.abc import Mapping
from typing import NamedTuple

from dockercheck.image import NOTHING_KNOWN, ImageConfig, Known
from dockercheck.instructions import Instruction
from dockercheck.lines import Problem, Span
from dockercheck.platforms import Platform
from dockercheck.references import Reference
from dockercheck.stages import Need
from dockercheck.words import Budget, Expansion


class Complaint(NamedTuple):
    """A problem and the stage it belongs to, None for the file as a whole."""

    problem: Problem
    stage: int | None


class Task(NamedTuple):
    """An instruction of a stage, and the states its `from` parts name, None for the context."""

    instruction: Instruction
    sources: tuple["State | None", ...]
    triggered: bool


class State:
    """A stage while it is linked and evaluated, or an image that COPY or a mount reads.

    `instruction` is its FROM, or None for such an image. `index` is its place among all states:
    images come behind the stages.
    """

    def __init__(self, index: int, instruction: Instruction | None, base_name: str) -> None:
        self.index = index
        self.instruction = instruction
        self.base_name = base_name
        self.name: str | None = None
        self.base: State | None = None
        self.reference: Reference | None = None
        self.platform: Platform | None = None
        self.base_words: Expansion | None = None
        self.platform_words: Expansion | None = None
        self.commands: list[Instruction] = []
        self.tasks: list[Task] = []
        self.needs: list[Need] = []
        self.depends: dict[int, State] = {}
        self.config = ImageConfig()
        # For an image that is read: the first stage that does, and the lines of its COPY.
        self.user: int | None = None
        self.place: Span | None = None

    @property
    def label(self) -> str:
        """How BuildKit's messages name it."""
        return self.name if self.name is not None else f"stage-{self.index}"

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines of the COPY that reads it; BuildKit keeps none for a mount."""
        return tuple(range(self.place.line, self.place.end_line + 1)) if self.place else ()

    @property
    def is_scratch(self) -> bool:
        """Whether it begins with nothing."""
        return self.base is None and self.base_name == "scratch"


class Linked(NamedTuple):
    """The stages of a file, linked."""

    states: tuple[State, ...]
    target: State | None
    reachable: frozenset[int]
    global_args: Mapping[str, str]
    default_args: Mapping[str, str] | None
    declared: frozenset[str]
    circular: bool
    budget: Budget
    complaints: tuple[Complaint, ...]


class Settings(NamedTuple):
    """What the build is asked for besides the file."""

    target: str | None = None
    build_args: Mapping[str, str] = {}
    images: Known = NOTHING_KNOWN
