"""The stages of a build simulated one after the other."""

from collections.abc import Mapping
from typing import NamedTuple

from dockercheck.build import Build
from dockercheck.paths import clean, normalise
from dockercheck.references import Reference
from dockercheck.runs import is_windows
from dockercheck.simulation import copying, running
from dockercheck.simulation.bytes import Bytes
from dockercheck.simulation.files import Clock, File, Place, Tree
from dockercheck.simulation.grounds import SCRATCH, ImageGround, ground_of
from dockercheck.simulation.kinds import kind_of
from dockercheck.simulation.scripts import Scripts
from dockercheck.simulation.work import Work
from dockercheck.stages import Origin, Stage, Step

# The context is no stage; its files have this place until a COPY takes them.
CONTEXT = Place(-1, 0)


class Stages(NamedTuple):
    """The stages that were simulated, by their index, and what another simulation can use."""

    works: Mapping[int, Work]
    context: Tree
    scripts: Scripts
    stages: tuple[Stage, ...]


def simulate_stages(build: Build, *, every: bool = False, like: Stages | None = None) -> Stages:
    """What becomes of the stages that the target needs, or of every stage.

    `like` is another simulation with the same context and ignore file: stages in which nothing is
    different are taken over from it.
    """
    context = like.context if like is not None else context_tree(build)
    scripts = like.scripts if like is not None else Scripts()
    works: dict[int, Work] = {}
    simulator = _Simulator(build, context, scripts, works)
    taken_over = _unchanged(build.stages, like) if like is not None else {}
    for stage in build.stages:
        if every or stage.in_target:
            works[stage.index] = taken_over.get(stage.index) or simulator.stage(stage)
    return Stages(works, context, scripts, build.stages)


def _unchanged(stages: tuple[Stage, ...], like: Stages) -> dict[int, Work]:
    """The stages that are as they were, with all that they are made from."""
    found: dict[int, Work] = {}
    for stage, old in zip(stages, like.stages, strict=False):
        work = like.works.get(stage.index)
        needs = {need.stage for need in stage.needs}
        if work is not None and needs <= found.keys() and _is_same(stage, old):
            found[stage.index] = work
    return found


def _is_same(stage: Stage, old: Stage) -> bool:
    if (stage.line, stage.base, stage.needs) != (old.line, old.base, old.needs):
        return False
    if len(stage.steps) != len(old.steps):
        return False
    return all(
        (step.span, step.args, step.workdir, step.instruction.original, step.failed)
        == (was.span, was.args, was.workdir, was.instruction.original, was.failed)
        and step.instruction.heredocs == was.instruction.heredocs
        and step.env == was.env
        for step, was in zip(stage.steps, old.steps, strict=True)
    )


def context_tree(build: Build) -> Tree:
    """The build context as a file system: what is ignored is not there."""
    tree = Tree(Clock(limited=False))
    listing = build.context
    if listing is None:
        tree.doubt("/", CONTEXT, "what is in the build context: no listing was given")
        return tree
    sizes = listing if isinstance(listing, Mapping) else {}
    for path in sorted(listing):
        place = clean(f"/{path}")
        if build.ignore is not None and build.ignore.ignores(place[1:]):
            continue
        size = sizes.get(path)
        known = Bytes.exactly(size) if isinstance(size, int) and size >= 0 else None
        if path.endswith("/"):
            tree.make_directory(place)
        elif place != "/":
            tree.put(place, File(kind_of(place), known, (), CONTEXT))
    return tree


class _Simulator:
    def __init__(
        self, build: Build, context: Tree, scripts: Scripts, works: dict[int, Work]
    ) -> None:
        self.build = build
        self.clock = Clock()
        self.context = context
        self.scripts = scripts
        self.works = works
        self.images: dict[str, Tree] = {}

    def stage(self, stage: Stage) -> Work:
        work = self._begin(stage)
        for step in stage.steps:
            if step.failed:
                continue
            if self.clock.exhausted:
                work.begin(step.line, step.instruction.original)
                work.lose("/", "the build is too large to be followed further")
                break
            self._step(work, stage, step)
        return work

    def _begin(self, stage: Stage) -> Work:
        base = self.works.get(stage.base.stage) if stage.base.stage is not None else None
        if base is not None:
            return Work(stage.index, self.clock, base, base.ground)
        ground = self._ground(stage)
        work = Work(stage.index, self.clock, None, ground)
        if stage.base.kind == "image":
            work.begin(stage.line, f"FROM {stage.base.ref or stage.base.name}")
            work.ledger.add(work.place, ground.name or stage.base.name, ground.size)
            if ground.source:
                work.sources.setdefault(ground.source)
            work.add_tools(ground.tools, (work.place,), f"part of the image {stage.base.name}")
        return work

    def _ground(self, stage: Stage) -> ImageGround:
        if stage.base.kind == "scratch":
            return SCRATCH
        return ground_of(self.build, stage.base.reference)

    def _step(self, work: Work, stage: Stage, step: Step) -> None:
        if step.name not in ("COPY", "ADD", "RUN", "WORKDIR"):
            return
        work.begin(step.line, step.instruction.original)
        if step.name == "WORKDIR":
            work.tree.make_directory(clean(normalise(step.workdir, step.args[0])))
        elif step.name == "RUN":
            if is_windows(self.build, stage):
                work.lose("/", "what a command of Windows does")
            else:
                running.run(work, self.scripts.read(step))
        else:
            copying.copy(work, step, self._origin(step.origin or Origin("context")))

    def _origin(self, origin: Origin) -> Tree:
        if origin.kind == "context":
            return self.context
        if origin.stage is not None and origin.stage in self.works:
            return self.works[origin.stage].tree
        if origin.kind == "scratch":
            return Tree(self.clock)
        return self._image(origin.reference)

    def _image(self, reference: Reference | None) -> Tree:
        name = str(reference)
        if name not in self.images:
            self.images[name] = Tree(self.clock, ground_of(self.build, reference))
        return self.images[name]
