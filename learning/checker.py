"""Runs the checker on a visitor's Dockerfile, within bounds, and applies what it proposes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from dockercheck import Finding, Report, check
from dockercheck.instructions import parse
from dockercheck.report import apply_edits
from learning.file_listing import ListingError, read_listing
from learning.time_box import TimeUpError, within

LONGEST_SOURCE = 64 * 1024  # bytes, as the two below
LONGEST_LISTING = 64 * 1024
LONGEST_IGNORE = 8 * 1024
MOST_IGNORE_LINES = 200
MOST_INSTRUCTIONS = 300
MOST_CHANGED = 50
SECONDS = 0.7

Seen = TypeVar("Seen")


class TooMuchError(ValueError):
    """The page does not take this; the message says why, and how much it takes."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Project:
    """A Dockerfile and what stands around it, all of it text as the visitor gives it.

    `listing` are the files of the build context, `ignore` the .dockerignore file, `target` a
    stage's name or number, `changed` the files edited since the last build.
    """

    source: str
    listing: str = ""
    ignore: str = ""
    target: str = ""
    changed: tuple[str, ...] = ()


def examine(project: Project, look: Callable[[Report], Seen]) -> Seen:
    """What `look` sees in the report on a project; all of it within the time that is given.

    The simulation works while it is looked at. Raises TooMuchError for what is too much work.
    """
    refuse_too_much(project)
    arguments = arguments_of(project)
    try:
        return within(SECONDS, lambda: look(check(project.source, **arguments)))
    except TimeUpError as error:
        raise TooMuchError(
            "source", f"Reading this takes longer than {SECONDS} s, and so it was stopped."
        ) from error


def check_project(project: Project) -> Report:
    """The report on a project, nothing simulated yet."""
    return examine(project, lambda report: report)


def arguments_of(project: Project) -> dict[str, Any]:
    """The project as arguments of `dockercheck.check`, besides the source."""
    try:
        files = read_listing(project.listing)
    except ListingError as error:
        raise TooMuchError("listing", str(error)) from error
    return {
        "target": project.target or None,
        "context": files or None,
        "dockerignore": project.ignore or None,
        "changed": project.changed or None,
    }


def refuse_too_much(project: Project) -> None:
    for field, text, most in (
        ("source", project.source, LONGEST_SOURCE),
        ("listing", project.listing, LONGEST_LISTING),
        ("ignore", project.ignore, LONGEST_IGNORE),
    ):
        size = len(text.encode(errors="replace"))
        if size > most:
            raise TooMuchError(field, f"This has {kilobytes(size)}; {kilobytes(most)} are read.")
    lines = project.ignore.split("\n")
    if len(lines) > MOST_IGNORE_LINES:
        raise TooMuchError("ignore", f"Up to {MOST_IGNORE_LINES} lines are read.")
    instructions = len(parse(project.source).instructions)
    if instructions > MOST_INSTRUCTIONS:
        raise TooMuchError(
            "source",
            f"This has {instructions:,} instructions; up to {MOST_INSTRUCTIONS} are read.",
        )


def kilobytes(size: int) -> str:
    return f"{-(-size // 1024):,} kB"


def fix_key(finding: Finding) -> str:
    """What names a finding between two requests: the text may have changed in between."""
    return f"{finding.rule}:{finding.span.line}:{finding.span.column}"


def fixed(project: Project, report: Report, key: str) -> tuple[Project, str] | None:
    """The project with a finding's fix applied, and the fix's title; None if it is gone."""
    for finding in report.all_findings:
        if finding.fix is not None and fix_key(finding) == key:
            source = apply_edits(project.source, finding.fix.edits)
            return replace(project, source=source), finding.fix.title
    return None
