"""What a learner handed in: on its way, what came of it, and how it changed over time."""

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lab import outcome, queue, results, showing, submitting
from lab.exercises.exercise import Files
from lab.exercises.stored import exercise_of
from lab.history import Difference, difference
from lab.models import StoredExercise, Submission
from lab.results import Verdict
from lab.shipped import BAR_WIDTH, shipped
from lab.showing import Tally, tally
from learning.learners import LearnerRequest

MOST_LISTED = 20
PHASE = re.compile(r"[a-z]+-\d{1,6}")


def get_submission(request: LearnerRequest, slug: str, key: str) -> Submission:
    """The submission, if it is this learner's; whatever belongs to others does not exist."""
    learner = request.visit.learner
    related = ("learner", "exercise__pattern", "exercise__objective")
    found = Submission.objects.select_related(*related).filter(
        learner=learner, key=key[:17], exercise__slug=slug
    )
    submission = found.first() if learner else None
    if submission is None:
        raise Http404
    return submission


@require_safe
def show_submission(request: LearnerRequest, slug: str, key: str) -> HttpResponse:
    """As far as it is: the page asks again by itself while it is open."""
    submission = get_submission(request, slug, key)
    if submission.is_open and queue.reap():  # without a worker nobody else ends it
        submission.refresh_from_db()
    stored = submission.exercise
    context = {
        "submission": submission,
        "stored": stored,
        "instead": results.instead_of(stored),
    }
    context |= open_context(request, submission) if submission.is_open else done_context(submission)
    template = "lab/_submission.html" if request.htmx else "lab/submission.html"
    response = render(request, template, context)
    response["Vary"] = "HX-Request"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: LearnerRequest, slug: str, key: str) -> HttpResponse:
    """Out of the queue, if its turn has not come; what it said is the draft again."""
    submission = get_submission(request, slug, key)
    if request.method == "POST" and queue.cancel(submission):
        files = Files(submission.dockerfile, submission.ignore_file)
        submitting.save_draft(submission.learner, submission.exercise, files)
        return redirect(f"{submission.exercise.get_absolute_url()}#script")
    return redirect(submission)


def open_context(request: LearnerRequest, submission: Submission) -> dict[str, Any]:
    journey = results.journey_of(submission, timezone.now())
    told = request.GET.get("told", "")
    return {
        "journey": journey,
        "is_news": bool(PHASE.fullmatch(told)) and told != journey.phase,
        "judgements": results.judgements_of(submission),
        "code": showing.codes(Files(submission.dockerfile, submission.ignore_file)),
    }


def done_context(submission: Submission) -> dict[str, Any]:
    judgements = results.judgements_of(submission)
    counted = tally(judgements)
    found = outcome.from_json(submission.outcome)
    return {
        "judgements": judgements,
        "tally": counted,
        "verdict": results.verdict_of(submission, counted),
        "outcome": found,
        "log": results.log_lines(found),
        "shipped": shipped(submission, exercise_of(submission.exercise), found),
        "bar_width": BAR_WIDTH,
        "code": showing.codes(Files(submission.dockerfile, submission.ignore_file)),
        "next": results.next_after(submission.exercise),
    }


@dataclass(frozen=True)
class Entry:
    """A submission in the history, with what changed since the one before it."""

    submission: Submission
    tally: Tally
    verdict: Verdict | None  # None while it is open
    differences: tuple[Difference, ...] | None  # None for the first


@require_safe
def show_history(request: LearnerRequest, slug: str) -> HttpResponse:
    """All that the learner handed in for an exercise, the newest first."""
    related = StoredExercise.objects.select_related("pattern", "objective")
    stored = get_object_or_404(related, slug=slug)
    learner = request.visit.learner
    mine = stored.submissions.filter(learner=learner) if learner else Submission.objects.none()
    found = list(mine.defer("outcome").order_by("-submitted_at", "-pk")[: MOST_LISTED + 1])
    entries = [entry(one, before) for one, before in zip_longest(found, found[1:])]
    context = {
        "stored": stored,
        "instead": results.instead_of(stored),
        "entries": entries[:MOST_LISTED],
        "unshown": max(mine.count() - MOST_LISTED, 0) if learner else 0,
    }
    return render(request, "lab/history.html", context)


def entry(submission: Submission, before: Submission | None) -> Entry:
    counted = results.tally_of(submission)
    return Entry(
        submission,
        counted,
        None if submission.is_open else results.verdict_of(submission, counted),
        differences(before, submission) if before else None,
    )


def differences(before: Submission, after: Submission) -> tuple[Difference, ...]:
    pairs = (
        ("Dockerfile", before.dockerfile, after.dockerfile),
        (".dockerignore", before.ignore_file or "", after.ignore_file or ""),
    )
    found = (difference(name, old, new) for name, old, new in pairs)
    return tuple(one for one in found if one.lines or one.is_too_long)
