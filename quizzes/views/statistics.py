"""What the answers of all learners say about tests and questions; for instructors."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from learning.models import Pattern
from learning.signin import for_instructors
from learning.spreadsheets import Echo, plain
from quizzes import tallies
from quizzes.models import ItemTally, PatternTally, Question, Status
from quizzes.statistics import (
    SHOWN_FROM,
    Problem,
    QuestionSums,
    Visibility,
    bands,
    choices,
    observed_difficulties,
    option_statistics,
    plots,
    ticked,
    visibility,
    wording,
)

AT_ONCE = 1_000  # runs that a press of the button counts
ON_A_PAGE = 100
FINE_BANDS_FROM = 150  # answers: thirty in each of five
SORTS = {  # the columns of the table, in their order, and what each is sorted by
    "question": "slug",
    "answers": "answers",
    "facility": "facility",
    "discrimination": "discrimination",
    "efficiency": "efficiency",
    "time": "pace",
    "label": "harder",
    "flags": "flagged",
}
DOWN = {"answers", "flags", "time"}  # where the greatest is what one looks for first
COLUMNS = (
    "pattern",
    "question",
    "kind",
    "status",
    "difficulty",
    "observed",
    "first_answers",
    "shown",
    "facility",
    "compared_answers",
    "discrimination",
    "efficiency",
    "median_seconds",
    "planned_seconds",
    "flags",
)
HARDER = {"easy": 0, "medium": 1, "hard": 2}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A question in the table; figures that may not be shown yet are None."""

    slug: str
    kind: str
    status: str
    difficulty: str
    planned: int
    answers: int
    compared: int
    facility: float | None
    discrimination: float | None
    efficiency: float | None
    seconds: float | None
    pace: float | None
    reasons: tuple[tuple[str, str], ...]
    observed: str = ""

    @property
    def url(self) -> str:
        return f"/teach/statistics/{self.slug}/"

    @property
    def shown(self) -> Visibility:
        return visibility(self.answers)

    @property
    def is_compared(self) -> bool:
        return self.compared >= SHOWN_FROM

    @property
    def few(self) -> str:
        return wording.of_few(self.answers)

    @property
    def few_compared(self) -> str:
        return wording.of_few(self.compared)

    # As they are written: a template's filters take ten times as long.
    @property
    def facility_text(self) -> str:
        return written(self.facility, 2)

    @property
    def discrimination_text(self) -> str:
        return written(self.discrimination, 2).replace("-", "−")

    @property
    def efficiency_text(self) -> str:
        return written(self.efficiency, 0, " %").replace("-", "−")

    @property
    def seconds_text(self) -> str:
        return written(self.seconds, 0, " s")

    @property
    def harder(self) -> int:
        return HARDER[self.difficulty]

    @property
    def flagged(self) -> int:
        return len(self.reasons)


@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
def show_statistics(request: HttpRequest) -> HttpResponse:
    """One pattern's test and questions. What little is new is counted first."""
    if request.method == "POST":
        tallies.count(AT_ONCE)
        return redirect(request.get_full_path())
    is_all = tallies.count(tallies.A_FEW).is_all
    patterns = asked_about()
    pattern = chosen(patterns, request.GET.get("pattern"))
    rows = rows_of(pattern) if pattern else []
    sort = request.GET.get("sort", "")
    context = {
        "patterns": patterns,
        "pattern": pattern,
        "test": test_of(pattern) if pattern else None,
        "rows": page_of(in_order(rows, sort), request.GET.get("page")),
        "flagged": sum(bool(row.reasons) for row in rows),
        "sort": sort,
        "heads": heads(sort),
        "left": 0 if is_all else tallies.left(),
        "shown_from": SHOWN_FROM,
    }
    return render(request, "quizzes/statistics.html", context)


def asked_about() -> list[Pattern]:
    """The patterns that have questions."""
    return list(Pattern.objects.filter(Exists(Question.objects.filter(pattern=OuterRef("pk")))))


def chosen(patterns: Sequence[Pattern], slug: str | None) -> Pattern | None:
    """The pattern with that name; the first where none is named."""
    if not slug:
        return patterns[0] if patterns else None
    for pattern in patterns:
        if pattern.slug == slug:
            return pattern
    raise Http404


def rows_of(pattern: Pattern) -> list[ItemRow]:
    """Its questions by name: those that are asked, and those that were answered."""
    questions = Question.objects.filter(pattern=pattern, current__isnull=False)
    asked = questions.filter(Q(is_in_course=True) | Q(tally__answers__gt=0)).order_by("slug")
    values = asked.values_list(
        "slug",
        "kind",
        "status",
        "difficulty",
        "current__seconds",
        *(f"tally__{name}" for name in ("answers", "compared", "facility", "discrimination")),
        *(f"tally__{name}" for name in ("efficiency", "seconds", "pace", "reasons")),
    )
    return labelled([row_of(found) for found in values])


def row_of(found: Sequence[Any]) -> ItemRow:
    slug, kind, status, difficulty, planned, answers, compared, *figures, reasons = found
    facility, discrimination, efficiency, seconds, pace = figures
    is_shown = visibility(answers or 0) != Visibility.HIDDEN
    is_compared = visibility(compared or 0) != Visibility.HIDDEN
    return ItemRow(
        slug,
        kind,
        status,
        difficulty,
        planned,
        answers or 0,
        compared or 0,
        facility if is_shown else None,
        discrimination if is_compared else None,
        efficiency if is_compared else None,
        seconds if is_shown else None,
        pace if is_shown else None,
        tuple((reasons or {}).items()),
    )


def labelled(rows: Sequence[ItemRow]) -> list[ItemRow]:
    """With the label that each question would have by the order of their facilities."""
    ranked = [row for row in rows if row.status == Status.REVIEWED]
    facilities = {row.slug: row.facility for row in ranked}
    observed = observed_difficulties(facilities, {row.slug: row.difficulty for row in ranked})
    return [replace(row, observed=observed.get(row.slug, "")) for row in rows]


def in_order(rows: Sequence[ItemRow], sort: str) -> list[ItemRow]:
    """Sorted by a column, downwards with a minus before it; what has no figure comes last."""
    name = SORTS.get(sort.removeprefix("-"))
    if name is None:
        return list(rows)
    known = [row for row in rows if getattr(row, name) is not None]
    known.sort(key=lambda row: getattr(row, name), reverse=sort.startswith("-"))
    return known + [row for row in rows if getattr(row, name) is None]


@dataclass(frozen=True, slots=True)
class Head:
    """Of a column: what a click on it sorts by, and how the table is sorted by it now."""

    label: str
    by: str
    state: str = ""  # as aria-sort has it

    @property
    def arrow(self) -> str:
        return {"ascending": "↑", "descending": "↓"}.get(self.state, "")


def heads(sort: str) -> list[Head]:
    """A second click turns the order round."""
    now = sort.removeprefix("-")
    found = []
    for name in SORTS:
        first, second = (f"-{name}", name) if name in DOWN else (name, f"-{name}")
        state = ("descending" if sort.startswith("-") else "ascending") if now == name else ""
        found.append(Head(name.capitalize(), second if sort == first else first, state))
    return found


def page_of(rows: Sequence[ItemRow], number: str | None) -> Page[ItemRow]:
    return Paginator(rows, ON_A_PAGE).get_page(number)


def test_of(pattern: Pattern) -> dict[str, Any]:
    """The figures of its test, with what they mean."""
    tally = PatternTally.objects.filter(pattern=pattern).defer("sums").first()
    shown = visibility(tally.tests if tally else 0)
    figures: dict[str, Any] = {"tally": tally, "shown": shown}
    if tally is None or shown == Visibility.HIDDEN:
        figures["few"] = wording.of_few(tally.tests if tally else 0, "tests")
        return figures
    mean = tally.mean or 0
    if tally.spread is not None:
        figures["spread"] = wording.of_spread(mean, tally.spread, tally.length)
    if tally.alpha is not None:
        figures["alpha"] = wording.of_alpha(tally.alpha)
    if tally.standard_error is not None:
        figures["error"] = wording.of_error(mean, tally.standard_error, tally.length)
    return figures


@require_safe
@for_instructors
def download_table(request: HttpRequest) -> HttpResponse:
    """The table of a pattern's questions; what is hidden on the page is empty here."""
    patterns = asked_about()
    pattern = chosen(patterns, request.GET.get("pattern"))
    writer = csv.writer(Echo())
    rows = rows_of(pattern) if pattern else []
    name = pattern.slug if pattern else "none"
    text = "".join(writer.writerow(line) for line in table(name, rows))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="stagecraft-statistics-{name}.csv"'
    return response


def table(pattern: str, rows: Sequence[ItemRow]) -> Iterator[tuple[Any, ...]]:
    yield COLUMNS
    for row in rows:
        yield (
            pattern,
            plain(row.slug),
            row.kind,
            row.status,
            row.difficulty,
            row.observed,
            row.answers,
            row.shown.value,
            cell(row.facility, 4),
            row.compared,
            cell(row.discrimination, 4),
            cell(row.efficiency, 2),
            cell(row.seconds, 1),
            row.planned,
            plain(" | ".join(reason for _, reason in row.reasons)),
        )


def written(value: float | None, places: int, unit: str = "") -> str:
    return "–" if value is None else f"{value:.{places}f}{unit}"


def cell(value: float | None, places: int) -> str:
    return "" if value is None else f"{value:.{places}f}"


# One question


@require_safe
@for_instructors
def show_item(request: HttpRequest, slug: str) -> HttpResponse:
    related = ("pattern", "objective", "current", "tally")
    questions = Question.objects.select_related(*related).filter(current__isnull=False)
    question = get_object_or_404(questions, slug=slug)
    tally = getattr(question, "tally", None) or ItemTally(question=question)
    form = tallies.present_form(question)
    added = tallies.sums_of(tally, form)
    rows = {row.slug: row for row in rows_of(question.pattern)}
    is_compared = visibility(tally.compared) != Visibility.HIDDEN
    context = {
        "question": question,
        "body": question.current.body if question.current else {},
        "row": rows[slug],
        "flags": advised(tally.reasons),
        "earlier": sum(tallies.sums_of(tally, other).n for other in tally.sums if other != form),
        "options": options_of(question, added) if tally.answers >= SHOWN_FROM else [],
        "curve": plots.curve(parts(added)) if is_compared else None,
        "is_compared": is_compared,
        "shown_from": SHOWN_FROM,
        "back": f"{reverse('quizzes:statistics')}?pattern={question.pattern.slug}",
    }
    return render(request, "quizzes/item.html", context)


def advised(reasons: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each flag's reason, and what to do about it."""
    return [(reason, wording.ADVICE[Problem(code)]) for code, reason in reasons.items()]


def parts(added: QuestionSums) -> Any:
    return bands(added, 5 if added.n >= FINE_BANDS_FROM else 3)


def options_of(question: Question, added: QuestionSums) -> list[dict[str, Any]]:
    """What each option drew, with its drawing; of several that may be ticked each by itself."""
    spec = question.current.body["spec"] if question.current else {}
    found = choices(question.kind, spec)
    words = tallies.asked(question).words
    every = []
    for option, is_right in found.items():
        mine = ticked(added, option) if question.kind == "multiple" else added
        (row,) = option_statistics(mine, [option], option if is_right else None)
        drawing = plots.drawn_to(parts(mine), option)
        every.append(
            {
                "words": words.get(option, option),
                "row": row,
                "percent": percent(row.share),
                "plot": drawing,
                "points": [
                    {"name": point.name, "percent": percent(point.share)}
                    for point in drawing.points
                ],
            }
        )
    return every


def percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
