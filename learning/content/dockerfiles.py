"""Holds the course's Dockerfiles against the checker: a lesson may not show one that fails."""

import re
from collections.abc import Iterator

from dockercheck import check
from learning.rendering import Flaw
from learning.rendering.code_blocks import CodeBlock
from learning.rendering.exercises import Exercise

FIRST_INSTRUCTION = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*([A-Za-z]+)")
STAGES_ABOVE = 10  # enough for every number that COPY --from= may name


def dockerfile_faults(text: str, *, fragment: bool) -> list[tuple[int, str]]:
    """Where a build of the text would stop: lines from 1, and why.

    A fragment that does not say what it builds on is read as if it stood below a FROM.
    """
    match = FIRST_INSTRUCTION.match(text)
    needs_base = fragment and (match is None or match[1].upper() not in {"FROM", "ARG"})
    above = STAGES_ABOVE if needs_base else 0
    report = check("FROM scratch\n" * above + text)
    return [(max(error.span.line - above, 1), error.message) for error in report.errors]


def code_flaws(block: CodeBlock) -> Iterator[Flaw]:
    """What is wrong with a block of code, if it is a Dockerfile."""
    if block.language != "dockerfile":
        return
    found = dockerfile_faults(block.source, fragment=block.is_fragment)
    if block.broken is None:
        yield from stops(found, block.line)
    elif not any(block.broken in message for _, message in found):
        errors = "; ".join(message for _, message in found) or "no error"
        yield Flaw(block.line, f"the broken Dockerfile has another error: {errors}", block.broken)


def exercise_flaws(exercise: Exercise) -> Iterator[Flaw]:
    """What is wrong with an exercise once its first answers are filled in."""
    if exercise.language == "dockerfile":
        found = dockerfile_faults(exercise.filled, fragment=exercise.is_fragment)
        yield from stops(found, exercise.line)


def stops(found: list[tuple[int, str]], line: int) -> Iterator[Flaw]:
    for number, message in found:
        yield Flaw(
            line + number,
            f"BuildKit would stop here: {message}",
            'a Dockerfile that builds, or broken="…", or fragment',
        )
