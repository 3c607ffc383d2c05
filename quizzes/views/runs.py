"""Runs through questions: begun, left and resumed, handed in, looked back on."""

import random
from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learning.learners import LearnerRequest
from learning.models import Learner, Pattern
from learning.views.study import get_study, place_of
from quizzes import attempts, calibration, reviewing, selection, showing, standing
from quizzes.forms import StartForm
from quizzes.models import Attempt, Mode
from quizzes.selection import Candidate, candidates
from quizzes.views.questions import next_place

CHANCE = random.SystemRandom()
AGAIN: dict[str, str] = {
    Mode.TEST: "Take another test",
    Mode.PRACTICE: "Practise five more",
    Mode.ARCHITECTURE: "Three more",
    Mode.TRY: "Try it again",
    Mode.MISTAKES: "More of your mistakes",
    Mode.RECALL: "Review more",
}
NOTHING: dict[str, str] = {
    Mode.MISTAKES: "There are no mistakes to take again.",
    Mode.RECALL: "Nothing is due for review now.",
}
RESUMED = {Mode.TEST, Mode.PRACTICE, Mode.ARCHITECTURE, Mode.MISTAKES, Mode.RECALL}


def get_attempt(request: LearnerRequest, key: str) -> Attempt:
    """The run, if it is this learner's; others do not exist."""
    learner = request.visit.learner
    found = Attempt.objects.select_related("pattern", "learner").filter(key=key, learner=learner)
    attempt = found.first() if learner else None
    if attempt is None:
        raise Http404
    return attempt


@require_safe
def show_quizzes(request: LearnerRequest) -> HttpResponse:
    """All ways to be asked, of every pattern, and what is begun."""
    learner = request.visit.learner
    begun = Attempt.objects.filter(finished_at=None, learner=learner).exclude(learner=None)
    with_questions = Pattern.objects.filter(questions__status="reviewed").distinct()
    return render(
        request,
        "quizzes/quizzes.html",
        {
            "patterns": [(p, standing.verdict_of(learner, p)) for p in with_questions],
            "begun": begun.select_related("pattern").order_by("-started_at")[:10],
            "nothing": NOTHING.get(request.GET.get("nothing", "")),
            "mistakes": len(selection.for_mistakes(candidates(learner))) if learner else 0,
        },
    )


Choice = Callable[[list[Candidate]], list[Candidate]]
CHOICES: dict[str, Choice] = {
    Mode.TEST: lambda found: selection.for_test(found, CHANCE),
    Mode.PRACTICE: lambda found: selection.for_practice(found, CHANCE),
    Mode.ARCHITECTURE: lambda found: selection.for_architecture(found, CHANCE),
    Mode.MISTAKES: selection.for_mistakes,
}


@require_POST
def start(request: LearnerRequest) -> HttpResponse:
    """Begin a run, or go on with the one of that kind that is open."""
    form = StartForm(request.POST)
    if not form.is_valid():
        raise Http404
    data = form.cleaned_data
    mode, pattern = Mode(data["mode"]), data["pattern"]
    learner = request.visit.ensure_learner()
    if mode in RESUMED and (begun := attempts.open_attempt(learner, mode, pattern)):
        return redirect(begun)
    chosen = choose(learner, mode, pattern, data["question"])
    if not chosen:
        return redirect(f"{reverse('quizzes:quizzes')}?nothing={mode}")
    attempt = attempts.start(
        learner, mode, chosen, pattern=pattern, asks_certainty=data["certainty"]
    )
    return redirect(attempt)


def choose(learner: Learner, mode: Mode, pattern: Pattern | None, question: str) -> list[Candidate]:
    found = candidates(learner, pattern)
    if mode == Mode.RECALL:
        return reviewing.next_questions(learner, found, timezone.localdate())
    if mode == Mode.TRY:
        exercises = selection.hands_on(found)
        slugs = standing.slugs_of(exercises)
        at = slugs.index(question) if question in slugs else 0
        return exercises[at : at + 1]
    return CHOICES[mode](found)


@require_safe
def resume(request: LearnerRequest, key: str) -> HttpResponse:
    """The run's own address: where one left it, or what came of it."""
    attempt = get_attempt(request, key)
    if not attempt.is_open:
        return redirect(f"{attempt.get_absolute_url()}review/")
    return redirect(f"{attempt.get_absolute_url()}{next_place(attempt)}/")


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: LearnerRequest, key: str) -> HttpResponse:
    """GET says what is still open; POST hands the test in."""
    attempt = get_attempt(request, key)
    if not attempt.is_test:
        raise Http404
    if not attempt.is_open:
        return redirect(f"{attempt.get_absolute_url()}review/")
    if request.method == "POST":
        attempts.hand_in(attempt)
        return redirect(f"{attempt.get_absolute_url()}review/")
    slots = list(attempt.slots.all())
    unanswered = [slot for slot in slots if not slot.given]
    context = {"attempt": attempt, "slots": slots, "unanswered": unanswered}
    return render(request, "quizzes/finish.html", context)


@require_safe
def review(request: LearnerRequest, key: str) -> HttpResponse:
    """What came of a run: every question with its explanation, and the verdict."""
    attempt = get_attempt(request, key)
    if attempt.is_open:
        return redirect(attempt)
    slots = attempt.slots.select_related("revision__question__objective")
    shown = showing.review_of(attempt, list(slots))
    answers = list(attempt_answers(attempt))
    context = {
        "attempt": attempt,
        "questions": shown,
        "right": sum(bool(one.grade and one.grade.is_right) for one in shown),
        "standing": standing.of(attempt.learner, attempt.pattern) if attempt.pattern else None,
        "again": AGAIN[attempt.mode],
        "calibration": calibration.of(answers) if attempt.asks_certainty else None,
    }
    return render(request, "quizzes/review.html", context)


def attempt_answers(attempt: Attempt) -> list[tuple[int | None, bool]]:
    rows = attempt.learner.answers.filter(slot__attempt=attempt)
    return list(rows.values_list("certainty", "is_right"))


@require_safe
def show_test(request: LearnerRequest, slug: str) -> HttpResponse:
    """The way "test": what it is, what came of it so far, and a button."""
    study = get_study(slug, "test")
    learner = request.visit.learner
    mine = Attempt.objects.filter(learner=learner, pattern=study.pattern, mode=Mode.TEST)
    context = {
        **place_of(study, learner),
        "begun": mine.filter(finished_at=None).first() if learner else None,
        "finished": standing.finished_tests(learner, study.pattern) if learner else [],
        "standing": standing.of(learner, study.pattern) if learner else None,
    }
    return render(request, "quizzes/test.html", context)


@require_safe
def show_try(request: LearnerRequest, slug: str) -> HttpResponse:
    """The way "try": the exercises, and how far one is with each."""
    study = get_study(slug, "try")
    learner = request.visit.learner
    exercises = standing.exercises(selection.hands_on(candidates(learner, study.pattern)))
    context = {
        **place_of(study, learner),
        "exercises": exercises,
        "solved": sum(exercise.is_solved for exercise in exercises),
        "next_exercise": next((one for one in exercises if not one.is_solved), None),
    }
    return render(request, "quizzes/try.html", context)


@require_safe
def explain_verdict(request: LearnerRequest) -> HttpResponse:
    """The rule of the verdict in plain words."""
    return render(
        request, "quizzes/verdict.html", {"table": standing.table(), "luck": standing.luck()}
    )
