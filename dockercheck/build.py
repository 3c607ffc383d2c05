"""The whole picture of a build that rules look at."""

from bisect import bisect_right
from collections.abc import Collection, Mapping
from typing import NamedTuple

from dockercheck.evaluation import config_of, evaluate
from dockercheck.graph import Graph
from dockercheck.ignorefile import IgnoreFile
from dockercheck.image import NOTHING_KNOWN, ImageConfig, Known, image_facts
from dockercheck.instructions import Instruction, Parsed, parse
from dockercheck.lines import Problem, Span
from dockercheck.linking import link
from dockercheck.stages import Stage
from dockercheck.states import Complaint, Linked, Settings
from dockercheck.syntax import check_syntax


class Build(NamedTuple):
    """A Dockerfile read, linked and evaluated. Everything in it is for reading only.

    `instructions` are all of the file, `sound` those without an error of their own: stages are
    made of these.
    `context` are the paths in the build context, `ignore` its ignore file, `images` what is
    known of base images: each None or empty where the caller did not say.
    """

    source: str
    lines: tuple[str, ...]
    parsed: Parsed
    sound: tuple[Instruction, ...]
    stages: tuple[Stage, ...]
    target: Stage | None
    graph: Graph
    image: ImageConfig | None
    linked: Linked
    complaints: tuple[Complaint, ...]
    build_args: Mapping[str, str]
    context: Collection[str] | None
    ignore: IgnoreFile | None
    images: Known

    @property
    def instructions(self) -> tuple[Instruction, ...]:
        """All instructions of the file, in order."""
        return self.parsed.instructions

    @property
    def target_stages(self) -> list[Stage]:
        """The stages that the target needs, itself included, in the order of the file."""
        return [stage for stage in self.stages if stage.in_target]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Where the build of the target would stop, in the order of the file."""
        found = [
            problem
            for problem, stage in self.complaints
            if stage is None or self.stages[stage].in_target
        ]
        return tuple(sorted(dict.fromkeys(found), key=lambda problem: problem.span))

    def lineage(self, stage: Stage) -> list[Stage]:
        """The stage, the stage it is built from, and so on to the one on an image."""
        found = [stage]
        while found[-1].base.stage is not None:
            found.append(self.stages[found[-1].base.stage])
        return found

    def root(self, stage: Stage) -> Stage:
        """The last of a stage's lineage: the stage on an image, or on nothing."""
        return self.stages[stage.root]

    def config(self, stage: Stage) -> ImageConfig:
        """The configuration of the image that a stage would become."""
        return config_of(self.linked, self.stages, stage.index)

    def facts(self, stage: Stage) -> Mapping[str, object]:
        """What is known of the image at the root of a stage; empty where nothing is."""
        reference = self.root(stage).base.reference
        return {} if reference is None else image_facts(self.images, reference)

    def stage_at(self, line: int) -> Stage | None:
        """The stage that a line of the file belongs to, None before the first FROM."""
        index = bisect_right(self.stages, line, key=lambda stage: stage.line) - 1
        return self.stages[index] if index >= 0 else None

    def text(self, span: Span) -> str:
        """The source of a stretch of one line, as written."""
        line = self.lines[span.line - 1]
        return line[span.column - 1 : span.end_column - 1 if span.end_line == span.line else None]


class Inputs(NamedTuple):
    """What the caller gives besides the file."""

    target: str | None = None
    build_args: Mapping[str, str] = {}
    context: Collection[str] | None = None
    dockerignore: str | None = None
    images: Known = NOTHING_KNOWN


def read_build(source: str, inputs: Inputs) -> Build:
    """Read a Dockerfile as a build. Never raises: what is wrong is in `complaints`."""
    parsed = parse(source)
    complaints = [Complaint(problem, None) for problem in parsed.problems]
    sound = []
    for instruction in parsed.instructions:
        problem = check_syntax(instruction)
        if problem is not None:
            complaints.append(Complaint(problem, None))
        elif not instruction.broken:
            sound.append(instruction)
    settings = Settings(inputs.target, inputs.build_args, inputs.images)
    linked = link(sound, parsed.escape, settings)
    if not parsed.instructions or _lost_stages(parsed, sound):
        linked = linked._replace(complaints=())
    evaluated = evaluate(linked, parsed.escape, inputs.build_args)
    stages = evaluated.stages
    target = stages[linked.target.index] if linked.target is not None else None
    return Build(
        source,
        tuple(source.split("\n")),
        parsed,
        tuple(sound),
        stages,
        target,
        evaluated.graph,
        config_of(linked, stages, target.index) if target is not None else None,
        linked,
        (*complaints, *linked.complaints, *evaluated.complaints),
        inputs.build_args,
        inputs.context,
        None if inputs.dockerignore is None else IgnoreFile(inputs.dockerignore),
        inputs.images,
    )


def _lost_stages(parsed: Parsed, sound: list[Instruction]) -> bool:
    """Whether a FROM is broken, so that what follows from the missing stage is no news."""
    every = sum(1 for i in parsed.instructions if i.name == "FROM")
    return every != sum(1 for i in sound if i.name == "FROM")
