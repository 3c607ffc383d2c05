"""Edits that rules share: put a flag in, join two RUNs, add a command, take a line out."""

from bisect import bisect_right

from dockercheck.build import Build
from dockercheck.instructions import Instruction
from dockercheck.lines import SPACES, Span
from dockercheck.report import Edit
from dockercheck.stages import Step


def insertion(line: int, column: int, text: str) -> Edit:
    """Put a text in front of a place."""
    return Edit(Span(line, column, line, column), text)


def add_flag(instruction: Instruction, flag: str) -> Edit:
    """Put a flag right behind an instruction's keyword."""
    span = instruction.keyword_span
    return insertion(span.end_line, span.end_column, f" {flag}")


def remove_instruction(build: Build, instruction: Instruction) -> Edit:
    """Take an instruction out, with the line end behind it."""
    last = instruction.end_line
    if last < len(build.lines):
        return Edit(Span(instruction.line, 1, last + 1, 1), "")
    return Edit(Span(instruction.line, 1, last, len(build.lines[last - 1]) + 1), "")


def is_plain_run(step: Step) -> bool:
    """Whether a RUN is shell text in the instruction itself, written in this file."""
    instruction = step.instruction
    plain = not (instruction.json or instruction.heredocs or step.triggered)
    return step.name == "RUN" and plain and bool(instruction.args)


def append_command(step: Step, command: str) -> Edit | None:
    """Let a RUN run one more command at its end; None where that is not safe."""
    if not is_plain_run(step) or not _may_be_continued(step):
        return None
    span = step.instruction.args[0].span
    return insertion(span.end_line, span.end_column, f" && {command}")


def _may_be_continued(step: Step) -> bool:
    """Whether ` && …` behind the text would run exactly after all of it has succeeded."""
    text = step.instruction.args[0].text
    return not text.endswith((";", "&", "\\")) and "||" not in text and "#" not in text


def next_instruction(build: Build, step: Step) -> Instruction | None:
    """The instruction of the file right behind a step's."""
    if step.triggered:
        return None
    at = bisect_right(build.instructions, step.line, key=lambda each: each.line)
    return build.instructions[at] if at < len(build.instructions) else None


def join_runs(build: Build, first: Step, second: Step) -> Edit | None:
    """Make one RUN of two that stand one behind the other; None where that is not safe.

    Both must be plain, have the same flags, and run the second text only if the first succeeds.
    """
    if not (is_plain_run(first) and is_plain_run(second)):
        return None
    if next_instruction(build, first) is not second.instruction:
        return None
    if [f.text for f in first.instruction.flags] != [f.text for f in second.instruction.flags]:
        return None
    if not (_may_be_continued(first) and _may_be_continued(second)):
        return None
    start, end = first.instruction.args[0].span, second.instruction.args[0].span
    comments = [
        line.strip(SPACES)
        for line in build.lines[start.end_line : second.instruction.line - 1]
        if line.strip(SPACES)
    ]
    lines = "".join(f"{comment}\n" for comment in comments)
    span = Span(start.end_line, start.end_column, end.line, end.column)
    return Edit(span, f" {build.parsed.escape}\n{lines} && ")
