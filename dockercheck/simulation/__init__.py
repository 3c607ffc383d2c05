"""What will be in an image before it is built: files, sizes, cache, leaks and effects of fixes.

`Simulation` answers one question at a time and works only for those that are asked.
"""

from functools import cached_property

from dockercheck.build import Build, Inputs, read_build
from dockercheck.report import Fix
from dockercheck.simulation.bytes import Bytes
from dockercheck.simulation.cache import Cache, Changes, Rerun, cache_after
from dockercheck.simulation.effects import Effect, Effects
from dockercheck.simulation.files import File, Place, State
from dockercheck.simulation.layers import Summary
from dockercheck.simulation.leaks import Leak, leaks_of, tools_of
from dockercheck.simulation.stages import Stages, simulate_stages
from dockercheck.simulation.work import Missing, Unclear, Work

__all__ = [
    "Bytes",
    "Cache",
    "Changes",
    "Effect",
    "File",
    "Leak",
    "Missing",
    "Place",
    "Rerun",
    "Simulation",
    "State",
    "Summary",
    "Unclear",
]

# Each effect costs a simulation of its own: fewer are told of a long file.
MAX_EFFECTS = 8
MAX_INSTRUCTIONS = 1_200  # read again for all effects together
_SHELL = "/bin/sh"


class Simulation:
    """A build simulated. Everything is found when it is asked for, and kept.

    Paths are from the root of an image; a path of the context is seen from the context.
    """

    def __init__(self, build: Build, inputs: Inputs, changed: Changes | None = None) -> None:
        self.build = build
        self.inputs = inputs
        self.changed = changed
        self._asked = 0

    @classmethod
    def of(cls, source: str, inputs: Inputs | None = None) -> "Simulation":
        """The simulation of a Dockerfile's text."""
        inputs = inputs or Inputs()
        return cls(read_build(source, inputs), inputs)

    # Stages

    @cached_property
    def _needed(self) -> Stages:
        return simulate_stages(self.build)

    @cached_property
    def _every(self) -> Stages:
        return simulate_stages(self.build, every=True, like=self._needed)

    @cached_property
    def _effects(self) -> Effects:
        return Effects(self.build, self.inputs, self._needed)

    def _work(self, stage: int | None) -> Work | None:
        if stage is None:
            target = self.build.target
            return None if target is None else self._needed.works.get(target.index)
        if stage in self._needed.works:
            return self._needed.works[stage]
        return self._every.works.get(stage)

    def state(self, path: str, stage: int | None = None) -> State:
        """Whether a path is in a stage, the target where none is named."""
        work = self._work(stage)
        return State.UNKNOWN if work is None else work.tree.look(path).state

    def files(self, stage: int | None = None) -> list[tuple[str, File, State]]:
        """The files that a stage holds or may still hold, those of its image left out."""
        work = self._work(stage)
        if work is None:
            return []
        return [
            (f"/{entry.path}", entry.node.file, State.UNKNOWN if entry.doubt else State.PRESENT)
            for entry in work.tree.walk("/")
            if entry.node.file is not None
        ]

    def unclear(self, stage: int | None = None) -> tuple[Unclear, ...]:
        """From which lines on it is not known what is where."""
        work = self._work(stage)
        return () if work is None else tuple(work.unclear)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """The sources of COPY and ADD that are certainly not there."""
        return tuple(each for work in self._needed.works.values() for each in work.missing)

    # The image

    @property
    def shell(self) -> bool | None:
        """Whether the image has a shell; None where that is not known."""
        state = self.state(_SHELL)
        return None if state is State.UNKNOWN else state is State.PRESENT

    @property
    def layers(self) -> tuple[Summary, ...]:
        """The layers of the image, by line."""
        work = self._work(None)
        return () if work is None else work.ledger.summary()

    @property
    def size(self) -> Bytes | None:
        """The size of the image on disk."""
        work = self._work(None)
        return None if work is None else work.ledger.size()

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the figures behind the sizes come from."""
        work = self._work(None)
        return () if work is None else tuple(work.sources)

    @cached_property
    def leaks(self) -> tuple[Leak, ...]:
        """What reaches the last stage and serves nobody there."""
        work = self._work(None)
        if work is None:
            return ()
        certain = [(path, file) for path, file, state in self.files() if state is State.PRESENT]
        return leaks_of(work, certain)

    # Changes

    def cache(self, changes: Changes) -> Cache:
        """Which steps run again after a change."""
        return cache_after(self.build, changes, self.inputs)

    def effect(self, fix: Fix) -> Effect | None:
        """What a fix changes; None where a simulation of the fixed file shows nothing."""
        most = min(MAX_EFFECTS, MAX_INSTRUCTIONS // max(1, len(self.build.instructions)))
        if self._asked >= most:
            return None
        self._asked += 1
        return self._effects.of(fix)

    # As JSON

    def image_dict(self) -> dict[str, object]:
        """What the report says of the image beside its configuration."""
        size = self.size
        return {
            "shell": self.shell,
            "layers": [layer.to_dict() for layer in self.layers],
            "files": [_file(*each) for each in self.files()],
            "tools": tools_of(self.leaks),
            "size": size.to_dict() if size is not None else None,
            "size_sources": list(self.sources),
            "leaks": [leak.to_dict() for leak in self.leaks],
            "unknown": [
                {"path": each.path, "from": each.place.to_dict(), "why": each.why}
                for each in self.unclear()
            ],
            "missing": [{"path": each.path, "from": each.place.to_dict()} for each in self.missing],
        }

    def cache_dict(self) -> dict[str, object] | None:
        """The answer for what the caller says has changed; None where nothing was said."""
        return None if self.changed is None else self.cache(self.changed).to_dict()

    def effect_dict(self, fix: Fix) -> dict[str, object] | None:
        """The effect of a fix as JSON can hold it."""
        effect = self.effect(fix)
        return None if effect is None else effect.to_dict()


def _file(path: str, file: File, state: State) -> dict[str, object]:
    made = file.trail[0]
    return {
        "path": path,
        "from": made.to_dict(),
        "trail": [place.to_dict() for place in file.trail],
        "kind": file.kind,
        "bytes": file.size.to_dict() if file.size is not None else None,
        "state": state.value,
        "tree": file.tree,
    }
