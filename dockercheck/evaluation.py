"""Stages evaluated one instruction after the other, as BuildKit does it before it builds.

The second half of moby/buildkit `dockerfile2llb/convert.go`: variables get their values, each
step its environment, and the steps that do work become vertices of the build graph.
"""

from collections.abc import Mapping
from typing import NamedTuple

from dockercheck.effects import EFFECTS
from dockercheck.evaluator import Evaluator, Run
from dockercheck.graph import Graph
from dockercheck.image import ImageConfig, build_config
from dockercheck.stages import Base, Stage
from dockercheck.states import Complaint, Linked, State


class Evaluated(NamedTuple):
    """All stages with their steps, the graph, and where the build would stop."""

    stages: tuple[Stage, ...]
    graph: Graph
    complaints: tuple[Complaint, ...]


def evaluate(linked: Linked, escape: str, build_args: Mapping[str, str]) -> Evaluated:
    """Evaluate every stage, also those the target does not need."""
    evaluator = Evaluator(linked, escape, build_args, EFFECTS)
    for state in linked.states:
        evaluator.evaluate(state)
    return _finish(evaluator)


def _finish(evaluator: Evaluator) -> Evaluated:
    linked = evaluator.linked
    runs = [evaluator.runs[s.index] for s in linked.states if s.instruction is not None]
    stages = tuple(_stage(linked, run) for run in runs)
    target = evaluator.runs[linked.target.index].vertex if linked.target is not None else None
    return Evaluated(stages, evaluator.graph.finish(target), tuple(evaluator.complaints))


def _stage(linked: Linked, run: Run) -> Stage:
    state = run.state
    assert state.instruction is not None  # noqa: S101 -- only stages of the file come here
    return Stage(
        state.index,
        state.name,
        state.instruction,
        _base(state),
        str(state.platform) if state.platform is not None else None,
        tuple(dict.fromkeys(state.needs)),
        tuple(run.steps),
        state.index in linked.reachable,
        state.base_words,
        state.platform_words,
        frozenset(step.instruction.name for step in run.steps),
        run.root,
    )


def config_of(linked: Linked, stages: tuple[Stage, ...], index: int) -> ImageConfig:
    """The configuration of the image that a stage becomes."""
    chain = []
    state: State | None = linked.states[index]
    root = linked.states[index]
    while state is not None:
        root = state
        chain.append(stages[state.index].steps)
        state = state.base
    return build_config(root.config, chain[::-1])


def _base(state: State) -> Base:
    if state.base is not None:
        return Base("stage", state.base_name, state.base.index)
    if state.is_scratch:
        return Base("scratch", state.base_name)
    return Base("image", state.base_name, None, state.reference)
