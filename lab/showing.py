"""What the pages of the lab say of exercises and submissions: never more than they may."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dockercheck import Report, check
from lab import judging
from lab.exercises.exercise import Exercise, Files, Mistake
from lab.goals.foreseen import images
from lab.judging import Judgement
from lab.models import Aid, Draft, StoredExercise, Submission
from learning.checker import SECONDS, Project, TooMuchError
from learning.lenses import Lens
from learning.lenses.cache import cache
from learning.lenses.findings import Findings, diagnostics, findings
from learning.lenses.image import BAR_WIDTH, image
from learning.lenses.stages import draw, stage_entries
from learning.models import Learner, Pattern
from learning.rendering.code_blocks import CodeBlock, code_html
from learning.time_box import TimeUpError, within

HINT_NAMES = ("Where to look", "The rule", "Almost there")


# Goals


@dataclass(frozen=True, slots=True)
class Tally:
    """How many goals are met, how many are not, and of how many nothing is known."""

    met: int
    missed: int
    unknown: int

    @property
    def of(self) -> int:
        return self.met + self.missed + self.unknown

    @property
    def is_all(self) -> bool:
        return self.met == self.of

    @property
    def foreseen(self) -> str:
        """The tally in a sentence, before anything is built."""
        if not self.met + self.missed:
            return "Nothing can be foreseen yet."
        parts = [f"{self.met} of {self.of} goals foreseen as met"]
        if self.missed:
            parts.append(f"{self.missed} not yet")
        sentence = ", ".join(parts)
        return (
            f"{sentence}; {self.unknown} only a build can tell." if self.unknown else f"{sentence}."
        )


def tally(judgements: Iterable[Judgement]) -> Tally:
    verdicts = [judgement.is_met for judgement in judgements]
    return Tally(verdicts.count(True), verdicts.count(False), verdicts.count(None))


def signs(judgements: Iterable[Judgement]) -> str:
    """The goals' verdicts, a character each: for the page to send back, to see what changed."""
    return "".join({True: "1", False: "0", None: "?"}[one.is_met] for one in judgements)


def unforeseen(exercise: Exercise) -> tuple[Judgement, ...]:
    """The goals while nothing has been looked at."""
    return tuple(
        Judgement(goal.id, goal.wants(), goal.because, None, None) for goal in exercise.goals
    )


# What is foreseen of the files in the editor


@dataclass(frozen=True)
class Foresight:
    """What is said of a learner's files before anything is built."""

    judgements: tuple[Judgement, ...]
    lens: Lens = Lens.FINDINGS
    seen: Mapping[str, Any] = field(default_factory=dict)  # what the lens shows

    @property
    def tally(self) -> Tally:
        return tally(self.judgements)

    @property
    def signs(self) -> str:
        return signs(self.judgements)

    def news(self, before: str) -> str:
        """What a screen reader is told of a change; "" where nothing changed."""
        if len(before) != len(self.judgements):
            return ""
        changed = sum(one != other for one, other in zip(before, self.signs, strict=True))
        if not changed:
            return ""
        return f"{changed} {'goal' if changed == 1 else 'goals'} changed. {self.tally.foreseen}"


def foresight(
    exercise: Exercise, files: Files, lens: Lens = Lens.FINDINGS, changed: Sequence[str] = ()
) -> Foresight:
    """The goals and what the lens shows; raises TooMuchError for what takes too long."""
    project = Project(files.dockerfile, ignore=files.ignore or "", changed=tuple(changed))

    def look() -> dict[str, Any]:
        return seen(lens, project, exercise, report_of(exercise, project))

    judgements = judging.foresee(exercise, files)
    try:
        return Foresight(judgements, lens, within(SECONDS, look))
    except TimeUpError as error:
        message = f"Reading this takes longer than {SECONDS} s, and so it was stopped."
        raise TooMuchError("dockerfile", message) from error


def report_of(exercise: Exercise, project: Project) -> Report:
    return check(
        project.source,
        context={path: len(body) for path, body in exercise.context.items()},
        dockerignore=project.ignore or None,
        images=images(),
        changed=project.changed or None,
    )


def seen(lens: Lens, project: Project, exercise: Exercise, report: Report) -> dict[str, Any]:
    """What the chosen lens shows, and the marks in the text whichever is chosen."""
    found = without_fixes(findings(report))
    context: dict[str, Any] = {
        "findings": found,
        "marks": {"diagnostics": diagnostics(found), "source": project.source},
    }
    if lens is Lens.STAGES:
        context["stages"] = stage_entries(report)
        context["drawing"] = draw(context["stages"])
    elif lens is Lens.IMAGE:
        context["image"] = image(report)
        context["bar_width"] = BAR_WIDTH
    elif lens is Lens.CACHE:
        context["cache"] = cache(report, project, exercise.context)
    return context


def without_fixes(found: Findings) -> Findings:
    """Here it is the learner who mends."""

    def bare(entries: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(replace(entry, fix="", fix_title="", effect=None) for entry in entries)

    return replace(found, entries=bare(found.entries), elsewhere=bare(found.elsewhere))


def coded(sentences: str) -> SafeString:
    """Words of the sandbox as safe HTML, what stands between backticks as code."""
    pieces = enumerate(sentences.split("`"))
    marked = (format_html("<code>{}</code>", text) if at % 2 else text for at, text in pieces)
    return format_html_join("", "{}", ((piece,) for piece in marked))


# Help


@dataclass(frozen=True, slots=True)
class ShownMistake:
    """A known mistake: the rule that finds it, or the goal that it misses; `code` is safe."""

    name: str
    rule: str
    why_html: str
    code: str


@dataclass(frozen=True)
class Help:
    """The hints that are open, and the solution once it is; all texts are safe HTML."""

    hints: tuple[tuple[str, str], ...]
    of: int
    solution: tuple[str, ...] = ()  # its files as code
    reasoning: str = ""
    mistakes: tuple[ShownMistake, ...] = ()
    references: str = ""

    @property
    def next_hint(self) -> int:
        """The number of the next one; 0 when all are open."""
        return len(self.hints) + 1 if len(self.hints) < self.of else 0


def help_of(exercise: Exercise, aid: Aid) -> Help:
    hints = tuple(zip(HINT_NAMES, exercise.hints[: aid.hints], strict=False))
    if aid.solution_at is None:
        return Help(hints, len(exercise.hints))
    return Help(
        hints,
        len(exercise.hints),
        codes(exercise.solution),
        exercise.solution_text,
        tuple(shown_mistake(exercise, mistake) for mistake in exercise.mistakes),
        exercise.references,
    )


def shown_mistake(exercise: Exercise, mistake: Mistake) -> ShownMistake:
    wants = {goal.id: goal.wants() for goal in exercise.goals}
    rule = "" if mistake.name in wants else mistake.name
    return ShownMistake(
        wants.get(mistake.name, mistake.name), rule, mistake.why_html, "".join(codes(mistake.files))
    )


def codes(files: Files) -> tuple[str, ...]:
    """The files as the site shows code."""
    shown = [code_html(dockerfile(files.dockerfile), None)]
    if files.ignore is not None:
        block = CodeBlock(1, "text", trimmed(files.ignore), ".dockerignore", is_numbered=True)
        shown.append(code_html(block, None))
    return tuple(shown)


def dockerfile(text: str) -> CodeBlock:
    return CodeBlock(1, "dockerfile", trimmed(text), "Dockerfile", is_numbered=True)


def trimmed(text: str) -> str:
    return text.removesuffix("\n")


# The list of exercises


class Standing(StrEnum):
    """How far a learner is with an exercise; the furthest counts."""

    BUILT = "built"
    REPORT = "report"
    TRIED = "tried"
    NEW = "new"

    @property
    def words(self) -> str:
        return {
            Standing.BUILT: "passed by a real build",
            Standing.REPORT: "passed by the report alone",
            Standing.TRIED: "tried",
            Standing.NEW: "not yet",
        }[self]

    @property
    def is_passed(self) -> bool:
        return self in {Standing.BUILT, Standing.REPORT}


ORDER = list(Standing)  # the furthest first


@dataclass(frozen=True, slots=True)
class Row:
    """An exercise in the list of its pattern."""

    exercise: StoredExercise
    standing: Standing
    is_after_solution: bool = False  # every time it was passed, the solution had been shown
    is_open: bool = False  # something is waiting or being built


def rows_of(pattern: Pattern, learner: Learner | None) -> tuple[Row, ...]:
    """The exercises of a pattern in their order, with what the learner has done."""
    exercises = StoredExercise.objects.open_to(learner).in_order().filter(pattern=pattern)
    listed = list(exercises.select_related("objective"))
    for exercise in listed:
        exercise.pattern = pattern
    if learner is None:
        return tuple(Row(exercise, Standing.NEW) for exercise in listed)
    mine = Submission.objects.filter(learner=learner, exercise__in=[one.pk for one in listed])
    done: dict[int, list[Submission]] = {}
    for submission in mine.only(
        "exercise_id", "state", "status", "has_passed", "has_seen_solution"
    ):
        done.setdefault(submission.exercise_id, []).append(submission)
    drafts = set(Draft.objects.filter(learner=learner).values_list("exercise_id", flat=True))
    return tuple(row_of(one, done.get(one.pk, []), one.pk in drafts) for one in listed)


def row_of(exercise: StoredExercise, done: Sequence[Submission], has_draft: bool) -> Row:
    standings = {standing_of(submission) for submission in done}
    standings.add(Standing.TRIED if has_draft else Standing.NEW)
    passed = [submission for submission in done if submission.has_passed]
    return Row(
        exercise,
        min(standings, key=ORDER.index),
        bool(passed) and all(submission.has_seen_solution for submission in passed),
        any(submission.is_open for submission in done),
    )


def standing_of(submission: Submission) -> Standing:
    if not submission.has_passed:
        return Standing.TRIED
    return Standing.BUILT if submission.was_built else Standing.REPORT
