"""What a learner did and what is due: progress, spaced review, mistakes, and taking it along."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from learning import records
from learning.learners import LearnerRequest
from learning.models import Learner, Pattern
from learning.spreadsheets import Echo, plain
from learning.views.study import get_study, place_of
from quizzes import overview, reviewing, selection
from quizzes.forms import PlanForm
from quizzes.models import Answer

COLUMNS = (
    "answered_at",
    "pattern",
    "question",
    "revision",
    "mode",
    "difficulty",
    "objective",
    "answer",
    "score",
    "credit",
    "right",
    "first",
    "tries",
    "hints",
    "certainty",
    "seconds",
)


@require_safe
def show_progress(request: LearnerRequest) -> HttpResponse:
    learner = request.visit.learner
    today = timezone.localdate()
    context: dict[str, Any] = {"learner": learner}
    if learner:
        context["rows"] = overview.strip_rows(overview.strip(learner, today))
        patterns = list(Pattern.objects.all())
        context["patterns"] = [overview.of_pattern(learner, pattern) for pattern in patterns]
        context["agenda"] = reviewing.agenda(learner, today)
        context["mistakes"] = len(selection.for_mistakes(selection.candidates(learner)))
    return render(request, "quizzes/progress.html", context)


@require_safe
def download_json(request: LearnerRequest) -> JsonResponse:
    """Everything that is kept of this learner."""
    learner = request.visit.learner
    response = JsonResponse(
        records.export(learner) if learner else {}, json_dumps_params={"indent": 1}
    )
    response["Content-Disposition"] = 'attachment; filename="stagecraft-progress.json"'
    return response


@require_safe
def download_csv(request: LearnerRequest) -> StreamingHttpResponse:
    """Every answer, a line each."""
    writer = csv.writer(Echo())
    learner = request.visit.learner
    lines = (writer.writerow(row) for row in rows_of(learner))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="stagecraft-answers.csv"'
    return response


def rows_of(learner: Learner | None) -> Iterator[tuple[Any, ...]]:
    yield COLUMNS
    if learner is None:
        return
    answers = Answer.objects.filter(learner=learner).select_related(
        "question__pattern", "question__objective", "revision"
    )
    for answer in answers.defer("revision__body").iterator(chunk_size=500):
        yield row_of(answer)


def row_of(answer: Answer) -> tuple[Any, ...]:
    question = answer.question
    return (
        answer.answered_at.isoformat(timespec="seconds"),
        question.pattern.slug,
        question.slug,
        answer.revision.number,
        answer.mode,
        question.difficulty,
        question.objective.slug if question.objective else "",
        plain(" | ".join(answer.given)),
        f"{answer.score:.3f}",
        f"{answer.credit:.3f}",
        int(answer.is_right),
        int(answer.is_first),
        answer.tries,
        answer.hints,
        answer.certainty or "",
        answer.seconds if answer.seconds is not None else "",
    )


@require_safe
def show_mistakes(request: LearnerRequest) -> HttpResponse:
    """What was missed when it was last asked."""
    learner = request.visit.learner
    found = selection.for_mistakes(selection.candidates(learner)) if learner else []
    return render(request, "quizzes/mistakes.html", {"count": len(found)})


@require_http_methods(["GET", "HEAD", "POST"])
def show_review(request: LearnerRequest) -> HttpResponse:
    """Spaced review over all patterns; POST changes the plan."""
    if request.method == "POST":
        form = PlanForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            learner = request.visit.ensure_learner()
            reviewing.save_plan(learner, data["per_day"], data["exam_on"])
            return redirect(f"{reverse('quizzes:review')}#plan")
        return review_page(request, form, status=422)
    plan = reviewing.plan_of(request.visit.learner)
    return review_page(request, PlanForm({"per_day": plan.per_day, "exam_on": plan.exam_on}))


def review_page(request: LearnerRequest, form: PlanForm, status: int = 200) -> HttpResponse:
    agenda = reviewing.agenda(request.visit.learner, timezone.localdate())
    return render(request, "quizzes/recall.html", {"agenda": agenda, "form": form}, status=status)


@require_safe
def show_recall(request: LearnerRequest, slug: str) -> HttpResponse:
    """The way "recall": one pattern's share of the review."""
    study = get_study(slug, "recall")
    learner = request.visit.learner
    agenda = reviewing.agenda(learner, timezone.localdate(), study.pattern)
    context = {**place_of(study, learner), "agenda": agenda}
    return render(request, "quizzes/recall.html", context)
