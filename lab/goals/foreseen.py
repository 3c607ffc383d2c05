"""What the checker foresees of a learner's files: a forecast for each build that goals ask for."""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from dockercheck import Report, check
from dockercheck.build import Build, Inputs, read_build
from dockercheck.images import Images, load
from dockercheck.runtime import steps_of_lineage
from dockercheck.simulation.cache import Cache, Changes, cache_after
from dockercheck.simulation.files import File, Place, State
from dockercheck.simulation.leaks import Leak, leaks_of
from dockercheck.simulation.stages import simulate_stages
from dockercheck.simulation.work import Work
from dockercheck.stages import Stage, Step
from lab.goals.goal import Sight, Variant, blocked
from lab.goals.sentences import inner, plain, sentence, short

IGNORE_FILE = ".dockerignore"
# Rules that speak of where the build stops.
FATAL = frozenset({"MissingArtifact", "MistypedStageName", "RunInScratch"})


@cache
def images() -> Images:
    return load()


class Forecast:
    """The report and the simulation of one build; each part is made when it is asked for."""

    def __init__(self, source: str, inputs: Inputs) -> None:
        self.source = source
        self.inputs = inputs

    @cached_property
    def report(self) -> Report:
        given = self.inputs
        return check(
            self.source,
            target=given.target,
            build_args=given.build_args,
            context=given.context,
            dockerignore=given.dockerignore,
            images=given.images,
        )

    @cached_property
    def build(self) -> Build:
        return read_build(self.source, self.inputs)

    @cached_property
    def _works(self) -> Mapping[int, Work]:
        return simulate_stages(self.build).works

    @property
    def target(self) -> Stage | None:
        return self.build.target

    @property
    def work(self) -> Work | None:
        """The target as it is simulated."""
        return None if self.target is None else self._works.get(self.target.index)

    @cached_property
    def obstacle(self) -> Sight | None:
        """Where the build certainly stops; None where it may well succeed."""
        stops = next(self._stops(), None)
        return None if stops is None else blocked(sentence(stops))

    def _stops(self) -> Iterator[str]:
        """Where the build certainly stops, and why."""
        for error in self.report.errors:
            message = short(error.message, 200)
            has_no_line = message.startswith("target stage")
            at = "" if has_no_line else f" at line {error.span.line}"
            yield f"The build stops{at}: {message}"
        for work in self._works.values():
            for missing in work.missing:
                where = self._origin_name(missing.place)
                line = missing.place.line
                yield f"The build stops at line {line}: {missing.path} is not in {where}"
        for found in self.report.findings:
            if found.rule in FATAL:
                yield f"The build stops at line {found.line}: {inner(found.message)}"
        if self.target is None or self.work is None:
            yield "There is nothing to build"

    def _origin_name(self, place: Place) -> str:
        """Where an instruction copies from."""
        step = self.step_at(place)
        origin = step.origin if step is not None else None
        if origin is None or origin.kind == "context":
            return "the build context"
        known = origin.stage is not None and origin.stage < len(self.build.stages)
        return self.build.stages[origin.stage or 0].label if known else origin.written

    # Instructions

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The instructions that make the target's image, those of its base stages first."""
        return () if self.target is None else tuple(steps_of_lineage(self.build, self.target))

    @cached_property
    def root(self) -> Stage | None:
        """The stage that begins the target on an image, or on nothing."""
        return None if self.target is None else self.build.root(self.target)

    def needed(self, text: str) -> Iterator[Step]:
        """The instructions that have a text, in the stages that the target needs."""
        return (step for stage in self.build.target_stages for step in running(stage, text))

    def elsewhere(self, text: str) -> Iterator[Step]:
        """The same in the stages that it does not need."""
        others = (stage for stage in self.build.stages if not stage.in_target)
        return (step for stage in others for step in running(stage, text))

    def step_at(self, place: Place) -> Step | None:
        """The instruction that a place of the simulation stands for."""
        if not 0 <= place.stage < len(self.build.stages):
            return None
        steps = self.build.stages[place.stage].steps
        return next((step for step in steps if step.line == place.line), None)

    def makers(self, stage: Stage) -> list[Stage]:
        """The stage, and every stage that files of it may be from."""
        found = {stage.index: stage}
        waiting = [stage]
        while waiting:
            for need in waiting.pop().needs:
                if need.stage not in found and need.stage < len(self.build.stages):
                    found[need.stage] = self.build.stages[need.stage]
                    waiting.append(found[need.stage])
        return list(found.values())

    # The image

    def state(self, path: str) -> State:
        """Whether a path is in the image."""
        return State.UNKNOWN if self.work is None else self.work.tree.look(path).state

    @cached_property
    def files(self) -> tuple[tuple[str, File], ...]:
        """The files that are certainly in the image, those of its base left out."""
        if self.work is None:
            return ()
        return tuple(
            (f"/{entry.path}", entry.node.file)
            for entry in self.work.tree.walk("/")
            if entry.node.file is not None and entry.doubt is None
        )

    @cached_property
    def leaks(self) -> tuple[Leak, ...]:
        return () if self.work is None else leaks_of(self.work, list(self.files))

    @cached_property
    def buried(self) -> Mapping[str, Place]:
        """Files that a later line hides: still in the layer of the line that brought them."""
        if self.work is None:
            return {}
        return {
            path: place
            for place, layer in self.work.ledger.layers.items()
            for path in layer.wasted_items
            if path.startswith("/") and self.state(path) is State.ABSENT
        }

    def bringer(self, path: str) -> Place | None:
        """The line in whose layer a file is, though a later one may hide it."""
        layers = self.work.ledger.layers.items() if self.work is not None else ()
        return next((place for place, each in layers if path in each.items), None)

    def is_settled(self, path: str) -> bool:
        """Whether no instruction may have done something unknown at or around a path."""
        work = self.work
        if work is None or self.work_is_cut:
            return False
        below = path.rstrip("/") + "/"
        return not any(
            each.path == "/" or below.startswith(f"{each.path.rstrip('/')}/")
            or f"{each.path}/".startswith(below)
            for each in work.unclear
        )  # fmt: skip

    @property
    def work_is_cut(self) -> bool:
        """Whether the file asks for more than a simulation does."""
        return self.work is not None and self.work.clock.exhausted

    def lacks(self, path: str) -> bool:
        """Whether nothing is at a path for certain: not made, and not in a base that is known."""
        state = self.state(path)
        if state is not State.UNKNOWN:
            return state is State.ABSENT
        root = self.root
        if root is None or root.base.reference is None or not self.is_settled(path):
            return False
        return base_lacks(path, self.facts)

    @property
    def facts(self) -> Mapping[str, object]:
        """What is known of the image that the target stands on."""
        return {} if self.root is None else self.build.facts(self.root)

    def cache_after(self, edited: str) -> Cache:
        """Which instructions run again once a file of the context is edited."""
        return cache_after(self.build, Changes(paths=(edited,)), self.inputs)

    # How things came

    def came_by(self, place: Place) -> str:
        """How a file came with the line of a place: "line 4 copied the whole context"."""
        step = self.step_at(place)
        if step is None or step.line != place.line:
            return f"{self.base_name(place.stage)}, on which line {place.line} builds, has it"
        return came_by(step, self.build)

    def base_name(self, stage: int) -> str:
        """What a stage stands on, as its FROM says it."""
        known = 0 <= stage < len(self.build.stages)
        return self.build.stages[stage].base.name if known else "its image"


_PROGRAM = re.compile(r"/(?:usr/(?:local/(?:go/|cargo/)?)?|root/\.cargo/)?s?bin/[^/]+")
_TOOLCHAINS = frozenset({"/usr/local/cargo", "/usr/local/go"})
_SHELLS = frozenset({"ash", "bash", "dash", "sh"})
# Programs that a base made to run programs, and known by its name, has only where it says so.
_COMPILERS = frozenset(
    {"c++", "cargo", "cc", "cmake", "dotnet", "g++", "gcc", "git", "go", "gofmt", "gradle"}
    | {"javac", "make", "mvn", "rustc"}
)


def base_lacks(path: str, facts: Mapping[str, object]) -> bool:
    """Whether an image of which so much is known has certainly no such program."""
    name = posixpath.basename(path)
    is_program = _PROGRAM.fullmatch(path) is not None
    if path in _TOOLCHAINS or (is_program and name in _COMPILERS):
        return facts.get("runtime") is True and name not in _words(facts, "tools", "has")
    if not is_program:
        return False
    return name in _words(facts, "lacks") or (name in _SHELLS and facts.get("shell") is False)


def _words(facts: Mapping[str, object], *names: str) -> set[str]:
    told = (facts.get(name) for name in names)
    return {each for words in told if isinstance(words, tuple | frozenset) for each in words}


def running(stage: Stage, text: str) -> Iterator[Step]:
    """The instructions of a stage that have a text."""
    return (step for step in stage.steps if text_in(step, text))


def text_in(step: Step, text: str) -> bool:
    """Whether an instruction, its heredocs included, has a text; spaces count as one."""
    documents = " ".join(document.content for document in step.instruction.heredocs)
    return plain(text) in plain(f"{step.instruction.original} {documents}")


def came_by(step: Step, build: Build) -> str:
    """What an instruction did to bring a file, as the end of a sentence."""
    line = f"line {step.line}"
    if step.name not in {"COPY", "ADD"}:
        return f"{line} made it"
    origin = step.origin
    if origin is not None and origin.kind == "stage" and origin.stage is not None:
        known = origin.stage < len(build.stages)
        name = build.stages[origin.stage].label if known else origin.written
        return f"{line} copied it from {name}"
    if origin is not None and origin.kind == "image":
        return f"{line} copied it from the image {origin.written}"
    whole = any(posixpath.normpath(f"/{path}") == "/" for path in step.args[:-1])
    return f"{line} copied the whole context" if whole else f"{line} copied it"


@dataclass(frozen=True)
class Foreseen:
    """A learner's files and what stands around them, for goals to foresee from."""

    dockerfile: str
    ignore: str | None = None
    context: Mapping[str, bytes] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    _made: dict[Variant, Forecast] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def of(self, variant: Variant) -> Forecast:
        """The forecast of a build; its overlay and its edit change no path, and so nothing."""
        key = Variant(variant.target, variant.build_args)
        if key not in self._made:
            self._made[key] = Forecast(self.dockerfile, self._inputs(key))
        return self._made[key]

    def look(self, variant: Variant, judge: Callable[[Forecast], Sight | None]) -> Sight | None:
        """What `judge` says of a forecast; why there is no image where the build surely stops."""
        forecast = self.of(variant)
        return forecast.obstacle or judge(forecast)

    def _inputs(self, variant: Variant) -> Inputs:
        sizes = {path: len(content) for path, content in self.context.items()}
        if self.ignore is not None:
            sizes[IGNORE_FILE] = len(self.ignore.encode(errors="replace"))
        return Inputs(variant.target, dict(variant.build_args), sizes, self.ignore, images())
