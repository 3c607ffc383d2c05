"""Reading a text, and what one does in it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from learning import exercises, progress, scaleout
from learning.exercises import Result
from learning.forms import (
    ClockForm,
    GapsForm,
    OpeningForm,
    PositionForm,
    ReadForm,
    WorkbookForm,
)
from learning.learners import LearnerRequest
from learning.models import ExerciseAnswer, Learner, Study, Workbook

CLOCK_WIDTH = 600  # of the drawing, in its own units
CLOCK_START = {
    "before": 301,
    "after": 5,
    "nodes": 20,
    "node_mbit": 1_000,
    "registry_mbit": 10_000,
    "startup": 2,
}


View = Callable[..., HttpResponse]


def posted(view: View) -> View:
    """POST does it; GET leads to the text: a phone that dropped the tab asks for its address."""

    @wraps(view)
    def guarded(request: LearnerRequest, slug: str, way: str, **more: str) -> HttpResponse:
        if request.method in {"GET", "HEAD"}:
            return redirect(get_study(slug, way))
        return require_POST(view)(request, slug, way, **more)

    return guarded


def get_study(slug: str, way: str) -> Study:
    return get_object_or_404(Study.objects.select_related("pattern"), pattern__slug=slug, way=way)


@require_safe
def show_study(request: LearnerRequest, slug: str, way: str) -> HttpResponse:
    study = get_study(slug, way)
    if request.htmx.target == "clock-said":
        return render(request, "learning/_clock.html", {"study": study} | clock_of(request))
    return study_page(request, study)


def study_page(request: LearnerRequest, study: Study, **fresh: Any) -> HttpResponse:
    """The whole page; `fresh` overrides what is kept with what was just sent."""
    learner = request.visit.learner
    kept = kept_answers(study, learner)
    context: dict[str, Any] = {
        **place_of(study, learner),
        "parts": parts(study, kept | fresh.get("results", {})),
        "chosen": chosen(study, kept_choice(kept)),
        **workbook_of(study, learner),
        **clock_of(request),
        **fresh,
    }
    return render(request, "learning/study.html", context, status=fresh.get("status", 200))


def place_of(study: Study, learner: Learner | None) -> dict[str, Any]:
    """Where the study stands among the ten ways, and which open one comes after it."""
    ways = progress.ways_of(study.pattern, learner)
    here = next(index for index, way in enumerate(ways) if way.info.way == study.way)
    following = next((way for way in ways[here + 1 :] if way.study), None)
    return {
        "study": study,
        "pattern": study.pattern,
        "ways": ways,
        "here": ways[here],
        "next": following,
    }


def kept_answers(study: Study, learner: Learner | None) -> dict[str, Any]:
    """Exercise → its result, from the answers kept; the opening question's is its option."""
    if not learner or not (study.exercises or study.opening):
        return {}
    return {
        answer.exercise: exercises.judge(study.exercises[answer.exercise], answer.answers)
        if answer.exercise in study.exercises
        else answer.answers
        for answer in ExerciseAnswer.objects.filter(learner=learner, study=study)
    }


def kept_choice(kept: dict[str, Any]) -> int | None:
    answers = kept.get(exercises.OPENING)
    return int(answers[0]) if answers else None


def chosen(study: Study, option: int | None) -> dict[str, Any] | None:
    """The opening question's answer: its number and what to say of it."""
    if option is None or not (found := exercises.opening_choice(study, option)):
        return None
    return {"number": option, **found}


def parts(study: Study, results: dict[str, Result]) -> list[dict[str, Any]]:
    """The page's parts in order, exercises with their lines and results put in."""
    return [
        exercise_part(study, part["exercise"], results.get(part["exercise"]))
        if "exercise" in part
        else part
        for part in study.parts
    ]


def exercise_part(study: Study, name: str, result: Result | None) -> dict[str, Any]:
    exercise = study.exercises[name]
    return {
        "exercise": name,
        "title": exercise["title"],
        "language": exercise["language"],
        "rows": exercises.rows(exercise, result),
        "result": result,
    }


def workbook_of(study: Study, learner: Learner | None) -> dict[str, Any]:
    if not study.rubric:
        return {}
    kept = Workbook.objects.filter(learner=learner, study=study).first() if learner else None
    ratings = kept.ratings if kept else {}
    rubric = [row | {"rating": ratings.get(str(n))} for n, row in enumerate(study.rubric)]
    return {"workbook": kept, "rubric": rubric}


def clock_of(request: LearnerRequest) -> dict[str, Any]:
    """The scale-out clock for what the address says, else for its starting values."""
    asked = {name: request.GET[name] for name in ClockForm.base_fields if name in request.GET}
    form = ClockForm(CLOCK_START | asked)
    if not form.is_valid():
        return {"clock_form": form}
    sizes = form.cleaned_data
    compared = scaleout.compare(sizes["before"], sizes["after"], form.rollout())
    bars = [
        (name, clock, *compared.bar(clock, CLOCK_WIDTH))
        for name, clock in (("Before", compared.before), ("After", compared.after))
    ]
    return {"clock_form": form, "compared": compared, "bars": bars}


@posted
def note_position(request: LearnerRequest, slug: str, way: str) -> HttpResponse:
    """Sent by the page's script while one reads; unknown sections are dropped."""
    study = get_study(slug, way)
    form = PositionForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    section = form.cleaned_data["section"]
    if section not in {known["id"] for known in study.sections}:
        section = ""
    learner = request.visit.ensure_learner()
    progress.note_position(learner, study, section, form.cleaned_data["percent"])
    return HttpResponse(status=204)


@posted
def mark_read(request: LearnerRequest, slug: str, way: str) -> HttpResponse:
    study = get_study(slug, way)
    form = ReadForm(request.POST)
    read = form.is_valid() and form.cleaned_data["read"]
    progress.note_read(request.visit.ensure_learner(), study, read)
    if not request.htmx:
        return redirect(f"{study.get_absolute_url()}#finish")
    return render(request, "learning/_finish.html", place_of(study, request.visit.learner))


@posted
def answer_opening(request: LearnerRequest, slug: str, way: str) -> HttpResponse:
    study = get_study(slug, way)
    form = OpeningForm(request.POST)
    if not study.opening:
        raise Http404
    choice = chosen(study, form.cleaned_data["option"]) if form.is_valid() else None
    if choice:
        progress.note_exercise(
            request.visit.ensure_learner(),
            study,
            exercises.OPENING,
            [str(choice["number"])],
            right=int(choice["correct"]),
            of=1,
        )
    if request.htmx:
        context = {"study": study, "chosen": choice, "unanswered": choice is None}
        return render(request, "learning/_opening.html", context)
    if choice is None:
        return study_page(request, study, unanswered=True, status=422)
    return redirect(f"{study.get_absolute_url()}#opening")


@posted
def check_exercise(request: LearnerRequest, slug: str, way: str, name: str) -> HttpResponse:
    """Judge the gaps; "check without recording" leaves no trace."""
    study = get_study(slug, way)
    if name not in study.exercises:
        raise Http404
    form = GapsForm(request.POST, gaps=len(study.exercises[name]["gaps"]))
    result = exercises.judge(study.exercises[name], form.given)
    recorded = form.is_valid() and form.cleaned_data["record"]
    if recorded:
        progress.note_exercise(
            request.visit.ensure_learner(),
            study,
            name,
            form.given,
            right=result.right,
            of=result.of,
        )
    if request.htmx:
        context = {"study": study, "part": exercise_part(study, name, result)}
        return render(request, "learning/_exercise.html", context)
    if recorded:
        return redirect(f"{study.get_absolute_url()}#{name}")
    return study_page(request, study, results={name: result})


@posted
def save_workbook(request: LearnerRequest, slug: str, way: str) -> HttpResponse:
    study = get_study(slug, way)
    if not study.rubric:
        raise Http404
    form = WorkbookForm(request.POST, study)
    if not form.is_valid():
        return study_page(request, study, workbook_form=form, status=422)
    learner = request.visit.ensure_learner()
    progress.save_workbook(learner, study, form.cleaned_data["text"], form.ratings())
    if request.htmx:
        context = {"study": study, "saved": True, **workbook_of(study, learner)}
        return render(request, "learning/_workbook.html", context)
    return redirect(f"{study.get_absolute_url()}#workbook")
