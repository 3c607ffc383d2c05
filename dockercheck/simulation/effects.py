"""What a fix changes, found by simulating the fixed file; nothing is claimed without that.

Sizes are compared item by item: what is the same before and after cancels out, so that an unknown
amount on both sides does not hide a known difference.
"""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from dockercheck.build import Build, Inputs, read_build
from dockercheck.paths import source
from dockercheck.report import Edit, Fix, apply_edits
from dockercheck.simulation.bytes import Bytes, total
from dockercheck.simulation.cache import Changes, cache_after
from dockercheck.simulation.copying import sources_of
from dockercheck.simulation.globs import has_wildcards
from dockercheck.simulation.kinds import SOURCE, is_surely_file, kind_of
from dockercheck.simulation.stages import Stages, simulate_stages
from dockercheck.simulation.work import Work
from dockercheck.stages import Stage, Step

_MEGABYTE = 1_000_000
_SMALLEST = 100_000  # bytes: less is not worth a word
_MOST_EDITS = 4


class Edited(NamedTuple):
    """An edit of a file in the context: its path, and how to name it in a sentence."""

    path: str
    name: str


class Effect(NamedTuple):
    """What a fix changes: bytes of the image, and the steps that an edit of a file reruns."""

    size: Bytes | None = None
    edited: Edited | None = None
    reruns_before: int = 0
    reruns_after: int = 0

    @property
    def text(self) -> str:
        """The effect in a sentence."""
        parts = []
        if self.size is not None:
            parts.append(_in_megabytes(self.size))
        if self.edited is not None:
            steps = "step" if self.reruns_after == 1 else "steps"
            parts.append(
                f"an edit of {self.edited.name} reruns {self.reruns_after} {steps} "
                f"instead of {self.reruns_before}"
            )
        return "; ".join(parts)

    def to_dict(self) -> dict[str, object]:
        """The effect as JSON can hold it."""
        reruns = None
        if self.edited is not None:
            reruns = {
                "path": self.edited.path,
                "before": self.reruns_before,
                "after": self.reruns_after,
            }
        size = self.size.to_dict() if self.size is not None else None
        return {"text": self.text, "size": size, "reruns": reruns}


# The instructions that decide what is in the image and what the cache knows a step by.
_AT_WORK = frozenset({"ADD", "ARG", "COPY", "ENV", "RUN", "SHELL", "USER", "WORKDIR"})

# Those that only tell how a container starts.
_AT_REST = frozenset(
    {"CMD", "ENTRYPOINT", "EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "VOLUME"}
)


class Effects:
    """The effects of the fixes of one build; `stages` is its simulation."""

    def __init__(self, build: Build, inputs: Inputs, stages: Stages) -> None:
        self.build = build
        self.inputs = inputs
        self.stages = stages
        self._reruns: dict[str, int] = {}

    @cached_property
    def _edits(self) -> list[Edited]:
        return likely_edits(self.build)

    def of(self, fix: Fix) -> Effect | None:
        """The effect of a fix; None where the simulation of the fixed file shows none."""
        if not any(self._may_matter(edit) for edit in fix.edits):
            return None
        fixed = read_build(apply_edits(self.build.source, fix.edits), self.inputs)
        if self.build.target is None or fixed.target is None or fixed.errors:
            return None
        if _work_of(self.build) == _work_of(fixed):
            return None
        edited, before, after = self._fewest_reruns(fixed)
        size = self._size(fixed) if self._is_shipped(fix) else None
        effect = Effect(size, edited, before, after)
        return effect if effect.size is not None or effect.edited is not None else None

    def _may_matter(self, edit: Edit) -> bool:
        """Whether an edit may change files or the cache: most change letter case, or a command."""
        span = edit.span
        if span.line == span.end_line <= len(self.build.lines):
            before = self.build.text(span)
            if before.lower() == edit.text.lower():
                return False
        owner = next(
            (each for each in self.build.instructions if each.line <= span.line <= each.end_line),
            None,
        )
        last = owner is not None and span.end_line <= owner.end_line and "\n" not in edit.text
        return not (last and owner is not None and owner.name in _AT_REST)

    def _is_shipped(self, fix: Fix) -> bool:
        """Whether a fix changes a stage whose layers are in the image, or none in particular."""
        if self.build.target is None:
            return False
        shipped = {stage.index for stage in self.build.lineage(self.build.target)}
        stages = [self.build.stage_at(edit.span.line) for edit in fix.edits]
        return any(stage is None or stage.index in shipped for stage in stages)

    def _size(self, fixed: Build) -> Bytes | None:
        if self.build.target is None or fixed.target is None:
            return None
        before = self.stages.works[self.build.target.index]
        after = simulate_stages(fixed, like=self.stages).works[fixed.target.index]
        change = size_difference(before, after)
        if change is None or change.high is None:
            return None
        shrinks, grows = change.high < -_SMALLEST, change.low > _SMALLEST
        return change if shrinks or grows else None

    def _fewest_reruns(self, fixed: Build) -> tuple[Edited | None, int, int]:
        """The edit for which a fix saves most steps, and the steps before and after."""
        best: tuple[Edited | None, int, int] = (None, 0, 0)
        for edited in self._edits:
            before = self._reruns.setdefault(edited.path, -1)
            if before < 0:
                before = self._reruns[edited.path] = count_reruns(self.build, edited.path)
            after = count_reruns(fixed, edited.path)
            if not after:
                continue  # a file that is not copied any more is no step saved
            if before - after > best[1] - best[2]:
                best = (edited, before, after)
        return best


def _work_of(build: Build) -> list[object]:
    """What a build works through: two with the same work have the same files and cache."""
    return [
        (stage.base, stage.platform, stage.in_target, *_steps_of(stage)) for stage in build.stages
    ]


def _steps_of(stage: Stage) -> list[object]:
    return [
        (step.name, step.args, [pair[:2] for pair in step.pairs], step.mounts, _written(step))
        for step in stage.steps
        if step.name in _AT_WORK
    ]


def _written(step: Step) -> tuple[object, ...]:
    instruction = step.instruction
    return (*instruction.flags_key, *(document.content for document in instruction.heredocs))


def size_difference(before: Work, after: Work) -> Bytes | None:
    """The size of one image less that of another; None where it cannot be told."""
    old, new = Counter(_items(before)), Counter(_items(after))
    gone, come = list((old - new).elements()), list((new - old).elements())
    removed = total(size for _item, size in gone)
    added = total(size for _item, size in come)
    if removed is None or added is None or removed.high is None or added.high is None:
        return None
    return Bytes(added.low - removed.high, added.high - removed.low)


def _items(work: Work) -> Iterable[tuple[str, Bytes | None]]:
    for layer in work.ledger.layers.values():
        yield from layer.items.items()


def _in_megabytes(size: Bytes) -> str:
    ends = sorted((size.low, size.high if size.high is not None else size.low), key=abs)
    sign = "−" if ends[0] < 0 else "+"
    texts = list(dict.fromkeys(_megabytes(abs(end)) for end in ends))
    return f"{sign}{f' to {sign}'.join(texts)} MB"


def _megabytes(amount: int) -> str:
    megabytes = amount / _MEGABYTE
    return f"{megabytes:.0f}" if megabytes >= 10 else f"{megabytes:.1f}"


# Reruns


def count_reruns(build: Build, path: str) -> int:
    """How many steps an edit of a file in the context runs again."""
    return len(cache_after(build, Changes(paths=(path,))).rebuilt)


def likely_edits(build: Build) -> list[Edited]:
    """Files of the context that people edit: of each directory of sources one."""
    if build.context is not None:
        listed = [path for path in build.context if kind_of(f"/{path}") == SOURCE]
        tops = {path.partition("/")[0] if "/" in path else path: path for path in sorted(listed)}
        found = [
            Edited(path, f"`{top}/`" if "/" in path else f"`{path}`") for top, path in tops.items()
        ]
        return found[:_MOST_EDITS]
    found = []
    for folder in dict.fromkeys(_copied_folders(build)):
        if folder == "/":
            found.append(Edited("any/source.file", "a source file"))
        else:
            found.append(Edited(f"{folder[1:]}/source.file", f"`{folder[1:]}/`"))
    return found[:_MOST_EDITS]


def _copied_folders(build: Build) -> Iterable[str]:
    """The directories of the context that are copied as a whole."""
    for stage in build.target_stages:
        for step in stage.named("COPY", "ADD"):
            if step.failed or step.origin is None or step.origin.kind != "context":
                continue
            for each in sources_of(step):
                path = source(each.path)
                if not (has_wildcards(path) or is_surely_file(path)):
                    yield path
