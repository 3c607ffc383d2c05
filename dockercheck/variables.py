"""Which variables a stage uses without having them, in arguments and in shell text."""

from bisect import bisect_left
from collections.abc import Container, Iterator
from typing import NamedTuple

from dockercheck.build import Build
from dockercheck.instructions import Instruction
from dockercheck.lines import Span
from dockercheck.report import Edit
from dockercheck.runs import Run, is_windows, run_of
from dockercheck.stages import Stage, Step
from dockercheck.words import Mode, WordError, expand

# Commands after which a script may know variables that it does not set itself.
_IMPORTS = frozenset({".", "eval", "source"})
_SHELL_TEXT = frozenset({"CMD", "ENTRYPOINT", "RUN"})


class Use(NamedTuple):
    """A variable that an instruction uses and that the stage has not set before.

    `guarded` means that the text allows for it being unset, as `${NAME:-value}` does;
    `at_run_time` that it is looked up when a container runs, not when the image is built.
    """

    name: str
    span: Span
    step: Step
    guarded: bool = False
    at_run_time: bool = False


def unset_uses(build: Build, stage: Stage, wanted: Container[str]) -> Iterator[Use]:
    """The uses of those of the wanted variables that are not set, in the order of the file."""
    reads_shell = not is_windows(build, stage) if stage.base.stage is None else True
    declared: set[str] = set()
    for step in stage.steps:
        if step.name == "ARG":
            declared.update(pair.key for pair in step.pairs)
        if step.triggered:
            continue
        uses = list(_in_arguments(build, step))
        if reads_shell and step.name in _SHELL_TEXT and _has_dollar(step):
            uses += _in_shell(step)
        for use in uses:
            if use.name in wanted and use.name not in declared and not _inherits(build, stage, use):
                yield use


def _inherits(build: Build, stage: Stage, use: Use) -> bool:
    """Whether a stage below has declared the argument, perhaps without a value."""
    while stage.base.stage is not None:
        stage = build.stages[stage.base.stage]
        for step in stage.steps:
            if step.name == "ARG" and any(pair.key == use.name for pair in step.pairs):
                return True
    return False


def _in_arguments(build: Build, step: Step) -> Iterator[Use]:
    for name, span in step.undefined:
        yield Use(name, span, step)
    if step.name != "EXPOSE":
        return
    # BuildKit expands the words of EXPOSE without noting what is not set.
    mode = Mode(escape=build.parsed.escape)
    for token in step.instruction.args:
        try:
            unmatched = expand(token.text, step.env, mode).unmatched
        except WordError:
            continue
        for name in unmatched:
            yield Use(name, token.span, step, guarded=":" in token.text or "-" in token.text)


def _has_dollar(step: Step) -> bool:
    texts = (step.instruction.original, *(doc.content for doc in step.instruction.heredocs))
    return any("$" in text for text in texts)


def _in_shell(step: Step) -> Iterator[Use]:
    run = run_of(step)
    if any(command.name in _IMPORTS for command in run.commands):
        return
    own = _own_names(run)
    for reference in run.references:
        name = reference.name
        if name not in own and step.env.get(name) is None:
            span = run.span(reference.start, reference.end)
            yield Use(name, span, step, reference.guarded, step.name != "RUN")


def _own_names(run: Run) -> set[str]:
    """The names that the script, or a mount of its RUN, sets."""
    names = set(run.script.assigned)
    for command in run.commands:
        names.update(assignment.name for assignment in command.assignments)
    names.update(mount.env for mount in run.step.mounts if mount.env)
    return names


def set_before(build: Build, instruction: Instruction, text: str) -> Edit:
    """The edit that writes a line above an instruction and above the comments right before it."""
    place = bisect_left(build.instructions, instruction.line, key=lambda each: each.line)
    first = build.instructions[place - 1].end_line + 1 if place else 1
    line = instruction.line
    while line > first and build.lines[line - 2].lstrip().startswith("#"):
        line -= 1
    return Edit(Span(line, 1, line, 1), f"{text}\n")
