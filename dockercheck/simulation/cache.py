"""Which steps of a build run again after a change, and which come from the cache.

BuildKit keys a RUN by its text, its environment and what it runs on; COPY and ADD by the content
of the files they take, wherever else in the context something has changed; a bind mount counts by
its content too. Cache mounts, secrets and SSH agents never count. What is copied from another
stage is compared by content: when that stage runs again, the copy runs again only if the files
come out different, which nobody can tell before.
"""

import re
from collections.abc import Collection, Mapping, Set
from typing import NamedTuple

from dockercheck.build import Build, Inputs, read_build
from dockercheck.graph import Vertex
from dockercheck.mounts import Mount
from dockercheck.paths import clean, source
from dockercheck.simulation.copying import selects
from dockercheck.simulation.files import Place
from dockercheck.stages import Stage, Step

_STEP_NAMES = {
    "run": ("RUN",),
    "copy": ("COPY",),
    "add": ("ADD",),
    "merge": ("COPY", "ADD"),
    "workdir": ("WORKDIR",),
}
# Instructions that make no layer but are part of what later RUNs are keyed by.
_STATE = frozenset({"ARG", "ENV", "SHELL", "USER"})


class Changes(NamedTuple):
    """What is different from the build before: paths of the context, build arguments, lines."""

    paths: Collection[str] = ()
    build_args: Mapping[str, str] = {}
    lines: Collection[int] = ()


class Reason(NamedTuple):
    """Why a vertex runs again; not `certain` where identical files would keep it."""

    because: str
    certain: bool = True


class Rerun(NamedTuple):
    """A step that runs again."""

    place: Place
    because: str
    certain: bool

    def to_dict(self) -> dict[str, object]:
        """The step as JSON can hold it."""
        return {**self.place.to_dict(), "because": self.because, "certain": self.certain}


class Cache(NamedTuple):
    """The answer for a change: what runs again, and what is kept."""

    changed: tuple[str, ...]
    rebuilt: tuple[Rerun, ...]
    kept: tuple[Place, ...]

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON can hold it."""
        return {
            "changed": list(self.changed),
            "rebuilt": [rerun.to_dict() for rerun in self.rebuilt],
            "kept": [place.to_dict() for place in self.kept],
        }


def cache_after(build: Build, changes: Changes, inputs: Inputs | None = None) -> Cache:
    """What a build does again after a change, for every stage that the target needs.

    `inputs` are those that the build was read with; changed build arguments need them.
    """
    before = build
    if changes.build_args:
        given = inputs or Inputs(build_args=build.build_args, context=build.context)
        merged = {**given.build_args, **changes.build_args}
        build = read_build(build.source, given._replace(build_args=merged))
    reasons = reruns(build, changes, before if changes.build_args else None)
    named = (
        *changes.paths,
        *(f"--build-arg {name}" for name in changes.build_args),
        *(f"line {line}" for line in sorted(changes.lines)),
    )
    return _by_line(build, reasons, named)


def reruns(build: Build, changes: Changes, before: Build | None = None) -> dict[int, Reason]:
    """The vertices of the graph that run again, by their id, with the first reason of each.

    `before` is the build that the cache is from, where build arguments have changed since.
    """
    tracer = _Tracer(build, changes, before)
    for vertex in build.graph.vertices:
        reason = tracer.reason(vertex)
        if reason is not None:
            tracer.found[vertex.id] = reason
    return tracer.found


class _Tracer:
    def __init__(self, build: Build, changes: Changes, before: Build | None) -> None:
        self.build = build
        self.steps = _steps_by_line(build)
        self.paths = _seen_paths(build, changes.paths)
        self.roots = _changed_steps(build, changes, before)
        self.found: dict[int, Reason] = {}

    def reason(self, vertex: Vertex) -> Reason | None:
        """Why a vertex runs again; certain reasons first."""
        steps = self._steps(vertex)
        own = self._own(vertex, steps)
        if own is not None and own.certain:
            return own
        inherited = self._inherited(vertex)
        if inherited is not None and (own is None or inherited.certain):
            return inherited
        return own

    def _steps(self, vertex: Vertex) -> list[Step]:
        names = _STEP_NAMES.get(vertex.kind, ())
        found = [
            step for step in self.steps.get((vertex.stage, vertex.line), ()) if step.name in names
        ]
        if len(found) > 1:
            found = [step for step in found if step.instruction.original == vertex.text] or found
        return found

    def _own(self, vertex: Vertex, steps: list[Step]) -> Reason | None:
        if vertex.kind == "image":
            because = self.roots.get((vertex.stage, -1))
            return Reason(because) if because else None
        for step in steps:
            because = self.roots.get((step.stage, id(step.instruction)))
            if because:
                return Reason(because)
            path = self._taken(vertex, step)
            if path is not None:
                return Reason(f"it takes {path}, which has changed")
        return None

    def _taken(self, vertex: Vertex, step: Step) -> str | None:
        """The first changed path that a step takes from the context."""
        if vertex.kind in ("copy", "add"):
            if step.origin is None or step.origin.kind != "context":
                return None
            return next((path for path in self.paths if selects(step, path)), None)
        if vertex.kind != "run":
            return None
        mounts = [mount for mount in step.mounts if mount.type == "bind" and not mount.source_stage]
        return next((path for mount in mounts for path in self.paths if _shows(mount, path)), None)

    def _inherited(self, vertex: Vertex) -> Reason | None:
        """What the inputs hand on: the step before, or another stage."""
        read = {vertex.inputs[each.input] for each in vertex.sources if each.input >= 0}
        read |= {vertex.inputs[each.input] for each in vertex.mounts if each.input >= 0}
        chain = [number for number in vertex.inputs if number in self.found]
        first: Reason | None = None
        for number in chain:
            reason = self.found[number]
            built_on = number not in read or (number == vertex.inputs[0] and vertex.kind == "run")
            certain = built_on and reason.certain
            found = Reason(self._because(vertex, number, built_on), certain)
            if certain:
                return found
            first = first or found
        return first

    def _because(self, vertex: Vertex, number: int, built_on: bool) -> str:
        other = self.build.graph.vertices[number]
        where = f"line {other.line}" if other.line is not None else "what it needs"
        if vertex.kind == "merge" and number == vertex.inputs[0]:
            return f"{where} runs again: its own files are kept and linked onto the new result"
        if built_on:
            return f"{where}, which it is built on, runs again"
        name = self.build.stages[other.stage].label if other.stage is not None else "the image"
        return f"{name} runs again at {where}; kept if what it takes from there stays the same"


def _steps_by_line(build: Build) -> dict[tuple[int | None, int | None], list[Step]]:
    found: dict[tuple[int | None, int | None], list[Step]] = {}
    for stage in build.stages:
        for step in stage.steps:
            found.setdefault((stage.index, step.line), []).append(step)
    return found


def _seen_paths(build: Build, paths: Collection[str]) -> list[str]:
    """The changed paths that the build sees; a directory stands for each file below it."""
    found: list[str] = []
    context = build.context or ()
    for path in paths:
        cleaned = clean(f"/{path}")[1:]
        below = f"{cleaned}/" if cleaned else ""
        listed: list[str] = []
        if path.endswith("/") or not (cleaned in context or f"./{cleaned}" in context):
            listed = [each for each in context if each.removeprefix("./").startswith(below)]
        if listed:
            found += [clean(f"/{each}")[1:] for each in listed]
        elif path.endswith("/"):
            found.append(f"{below}any file")
        elif cleaned:
            found.append(cleaned)
    if build.ignore is None:
        return found
    return [path for path in found if not build.ignore.ignores(path)]


def _shows(mount: Mount, path: str) -> bool:
    shown = source(mount.source)
    return shown in ("/", f"/{path}") or f"/{path}".startswith(f"{shown}/")


# What a change of lines or build arguments begins with


def _changed_steps(
    build: Build, changes: Changes, before: Build | None
) -> dict[tuple[int | None, int], str]:
    """Steps that are not what they were, by stage and instruction; -1 stands for FROM."""
    found: dict[tuple[int | None, int], str] = {}
    if changes.lines:
        _edited_lines(build, changes.lines, found)
    if before is not None:
        names = ", ".join(sorted(changes.build_args))
        for stage, old in zip(build.stages, before.stages, strict=False):
            _compare(stage, old, f"it depends on the build argument {names}", found)
    return found


def _compare(
    stage: Stage, old: Stage, because: str, found: dict[tuple[int | None, int], str]
) -> None:
    if (stage.base, stage.platform) != (old.base, old.platform):
        found[stage.index, -1] = because
    for step, was in zip(stage.steps, old.steps, strict=False):
        if _key(step) != _key(was):
            found[stage.index, id(step.instruction)] = because


def _key(step: Step) -> tuple[object, ...]:
    """What the cache knows a step by, its files aside."""
    flags = step.instruction.flags_key
    if step.name == "RUN":
        env = dict(step.env)
        return (step.args, env, step.workdir, step.user, step.shell, step.mounts, flags)
    if step.name in ("COPY", "ADD"):
        owner = [step.env.get(name) for name in _variables(" ".join(flags))]
        return (step.args, step.workdir, tuple(owner), flags)
    return (step.args, step.workdir, step.user) if step.name == "WORKDIR" else ()


_VARIABLE = re.compile(r"\$\{?(\w+)")


def _variables(text: str) -> list[str]:
    return _VARIABLE.findall(text)


def _edited_lines(
    build: Build, lines: Collection[int], found: dict[tuple[int | None, int], str]
) -> None:
    """An edited line changes its own step, or all later RUNs where it sets a variable or a user."""
    wanted = frozenset(lines)
    touched: dict[int, dict[str, int]] = {}
    for stage in build.stages:
        state = dict(touched.get(stage.base.stage, {})) if stage.base.stage is not None else {}
        if _covers(stage.line, stage.instruction.end_line, wanted):
            found[stage.index, -1] = f"line {stage.line} was edited"
        for step in stage.steps:
            _edited_step(step, wanted, state, found)
        touched[stage.index] = state


def _edited_step(
    step: Step,
    wanted: frozenset[int],
    state: dict[str, int],
    found: dict[tuple[int | None, int], str],
) -> None:
    edited = _covers(step.line, step.instruction.end_line, wanted) and not step.triggered
    key = (step.stage, id(step.instruction))
    if edited and step.name in _STATE:
        names = [pair.key for pair in step.instruction.pairs] or [""]
        state.update(dict.fromkeys(names, step.line))
    elif edited:
        found[key] = f"line {step.line} was edited"
    elif state and step.name == "RUN":
        found[key] = f"line {min(state.values())}, which sets what it runs with, was edited"
    else:
        used = [name for name in _variables(step.instruction.original) if name in state]
        if used:
            found[key] = f"it uses {used[0]}, which line {state[used[0]]} sets anew"


def _covers(first: int, last: int, lines: frozenset[int]) -> bool:
    return any(first <= line <= last for line in lines)


# Vertices as lines


def _by_line(build: Build, reasons: Mapping[int, Reason], changed: tuple[str, ...]) -> Cache:
    rebuilt: dict[Place, Rerun] = {}
    kept: dict[Place, None] = {}
    begins = {(step.stage, step.line) for stage in build.stages for step in stage.steps}
    for vertex in build.graph.vertices:
        reason = reasons.get(vertex.id)
        for place in _places(build, vertex, begins):
            if reason is None:
                kept.setdefault(place)
            elif place not in rebuilt or (reason.certain and not rebuilt[place].certain):
                rebuilt[place] = Rerun(place, reason.because, reason.certain)
    ordered = sorted(rebuilt.values(), key=lambda rerun: (rerun.place.line, rerun.place.stage))
    return Cache(
        changed,
        tuple(ordered),
        tuple(sorted((p for p in kept if p not in rebuilt), key=lambda place: place.line)),
    )


def _places(build: Build, vertex: Vertex, begins: Set[tuple[int, int]]) -> list[Place]:
    """The instructions that a vertex stands for, those in which they begin: two stages may share
    one, and triggers begin in the line of FROM."""
    if vertex.line is None:
        return []
    if vertex.kind == "image":
        return [Place(vertex.stage if vertex.stage is not None else -1, vertex.line)]
    found = []
    for line in vertex.lines:
        stage = build.stage_at(line)
        if stage is not None and (stage.index, line) in begins:
            found.append(Place(stage.index, line))
    return found
