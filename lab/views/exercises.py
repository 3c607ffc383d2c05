"""An exercise: listed, shown with its files, looked at while one types, helped with, handed in."""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar, cast

from csp.constants import NONCE
from csp.decorators import csp_update
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lab import queue, results, showcase, showing, submitting
from lab.exercises.exercise import Exercise, Files
from lab.exercises.stored import exercise_of
from lab.forms import FilesForm, HintForm
from lab.models import StoredExercise, Submission
from lab.showing import Foresight
from lab.submitting import NotTakenError
from lab.tree import shown_file, tree
from learning import checker
from learning.checker import TooMuchError
from learning.learners import LearnerRequest
from learning.lenses import Lens
from learning.models import Learner
from learning.views.study import get_study, place_of

View = TypeVar("View", bound=Callable[..., HttpResponse])
# The editor makes its style sheets while it runs: they carry this page's nonce.
add_nonce = csp_update({"style-src": [NONCE]})


def page_policy(view: View) -> View:
    """The site's policy, and the nonce."""
    return cast("View", add_nonce(cast("Any", view)))


def posted(view: View) -> View:
    """POST does it; GET, as from a phone that dropped the tab, leads to the exercise."""

    @wraps(view)
    def guarded(request: LearnerRequest, slug: str) -> HttpResponse:
        if request.method in {"GET", "HEAD"}:
            return redirect(get_exercise(request, slug))
        return require_POST(view)(request, slug)

    return cast("View", page_policy(guarded))


def get_exercise(request: LearnerRequest, slug: str) -> StoredExercise:
    """One that is retired is there for whoever has tried it, and for nobody else."""
    found = StoredExercise.objects.open_to(request.visit.learner).defer("body")
    return get_object_or_404(found.select_related("pattern", "objective"), slug=slug)


@dataclass(frozen=True)
class Desk:
    """An exercise on somebody's page: what is in its editor, and how it is looked at."""

    stored: StoredExercise
    exercise: Exercise
    files: Files
    lens: Lens = Lens.FINDINGS
    changed: tuple[str, ...] = ()  # files that were edited since the last build, for the cache lens
    before: str = ""  # the goals as the page has them
    errors: Mapping[str, Sequence[Any]] = field(default_factory=dict)


@require_safe
def list_exercises(request: LearnerRequest, slug: str) -> HttpResponse:
    """The way "lab": all exercises, and how far one is with each."""
    study = get_study(slug, "lab")
    learner = request.visit.learner
    found = showing.rows_of(study.pattern, learner)
    rows = [row for row in found if not row.exercise.is_retired]
    service = queue.service()
    context = {
        **place_of(study, learner),
        "rows": rows,
        "retired": [row for row in found if row.exercise.is_retired],
        "passed": sum(row.standing.is_passed for row in rows),
        "next_row": next((row for row in rows if not row.standing.is_passed), None),
        "service": service,
        "why": showing.coded(service.why),
        "shows_itself": showcase.site() is not None,
    }
    return render(request, "lab/lab.html", context)


@page_policy
@require_http_methods(["GET", "HEAD", "POST"])
def show_exercise(request: LearnerRequest, slug: str) -> HttpResponse:
    """GET shows it with the files as they were left; POST hands them in."""
    stored = get_exercise(request, slug)
    exercise = exercise_of(stored)
    if request.method == "POST":
        return hand_in(request, stored, exercise)
    taken_up = get_taken_up(request, stored)
    files = files_of(taken_up) if taken_up else left_files(request.visit.learner, stored, exercise)
    return page(request, Desk(stored, exercise, files), taken_up=taken_up)


def get_taken_up(request: LearnerRequest, stored: StoredExercise) -> Submission | None:
    """The submission that the address asks for, if it is this learner's."""
    key = request.GET.get("from")
    if key is None:
        return None
    learner = request.visit.learner
    is_key = key.isprintable()  # PostgreSQL has no text with a zero byte to compare with
    mine = stored.submissions.filter(learner=learner, key=key[:16]) if learner and is_key else None
    found = mine.first() if mine is not None else None
    if found is None:
        raise Http404
    return found


def files_of(submission: Submission) -> Files:
    return Files(submission.dockerfile, submission.ignore_file)


def left_files(learner: Learner | None, stored: StoredExercise, exercise: Exercise) -> Files:
    """What the learner has typed last, else handed in last, else what everybody starts from."""
    if learner is None:
        return exercise.starter
    draft = submitting.draft_of(learner, stored)
    if draft is not None:
        return draft
    last = stored.submissions.filter(learner=learner).last()
    return files_of(last) if last else exercise.starter


def hand_in(request: LearnerRequest, stored: StoredExercise, exercise: Exercise) -> HttpResponse:
    form, desk = read_desk(request, stored, exercise)
    if desk.errors:
        return page(request, desk)
    learner = request.visit.ensure_learner()
    submitting.save_draft(learner, stored, desk.files)
    try:
        submission = submitting.submit(learner, stored, desk.files, form_key(form, desk.files))
    except NotTakenError as error:
        return page(request, desk, refusal=str(error), status=409)
    return redirect(submission)


def read_desk(
    request: LearnerRequest, stored: StoredExercise, exercise: Exercise
) -> tuple[FilesForm, Desk]:
    """What was sent; with errors it is shown as it was typed."""
    form = FilesForm(request.POST, has_ignore=exercise.starter.ignore is not None)
    errors = {} if form.is_valid() else form.errors
    before = form.cleaned_data.get("before", "")
    desk = Desk(stored, exercise, form.files_typed(), form.lens, form.changed, before, errors)
    return form, desk


def form_key(form: FilesForm, files: Files) -> str:
    """The form's key and its text: sent twice it is one submission, changed and sent it is two."""
    key = form.cleaned_data["form_key"] or secrets.token_urlsafe(12)
    text = f"{files.dockerfile}\0{files.ignore}".encode(errors="replace")
    return f"{key}{hashlib.sha256(text).hexdigest()[:16]}"


@posted
def check_files(request: LearnerRequest, slug: str) -> HttpResponse:
    """What is foreseen of the files. Nothing is handed in; a known learner's draft is kept."""
    stored = get_exercise(request, slug)
    _, desk = read_desk(request, stored, exercise_of(stored))
    learner = request.visit.learner
    is_saved = keep(learner, desk)
    if not request.htmx:
        return page(request, desk, is_saved=is_saved)
    context = {**checked(desk), "is_saved": is_saved, "is_oob": True}
    return render(request, "lab/_checked.html", context, status=context["status"])


def keep(learner: Learner | None, desk: Desk) -> bool:
    """Keep what was typed for a learner who is known; whether that was done."""
    if learner is None or desk.errors:
        return False
    submitting.save_draft(learner, desk.stored, desk.files)
    return True


@posted
def ask_hint(request: LearnerRequest, slug: str) -> HttpResponse:
    """Open the next hint; one after the other, and each is noted."""
    stored = get_exercise(request, slug)
    form = HintForm(request.POST)
    if not form.is_valid():
        raise Http404
    submitting.note_hint(request.visit.ensure_learner(), stored, form.cleaned_data["number"])
    return helped(request, stored, is_hinted=True)


@posted
def show_solution(request: LearnerRequest, slug: str) -> HttpResponse:
    """It is noted that it was shown: what is handed in from now on says so."""
    stored = get_exercise(request, slug)
    submitting.note_solution(request.visit.ensure_learner(), stored)
    return helped(request, stored, is_solved=True)


def helped(request: LearnerRequest, stored: StoredExercise, **more: Any) -> HttpResponse:
    """The help as it is now, and beside it what was typed."""
    _, desk = read_desk(request, stored, exercise_of(stored))
    keep(request.visit.learner, desk)
    if request.htmx:
        return render(request, "lab/_help.html", {**help_of(request, desk), **more})
    return page(request, desk, **more)


@posted
def start_over(request: LearnerRequest, slug: str) -> HttpResponse:
    """Back to the file that everybody starts from."""
    stored = get_exercise(request, slug)
    learner = request.visit.learner
    if learner:
        submitting.save_draft(learner, stored, exercise_of(stored).starter)
    return redirect(f"{stored.get_absolute_url()}#script")


@require_safe
def show_file(request: LearnerRequest, slug: str, path: str) -> HttpResponse:
    """A file of the build context: beside the tree for htmx, else a page of its own."""
    stored = get_exercise(request, slug)
    exercise = exercise_of(stored)
    body = exercise.context.get(path)
    if body is None:
        raise Http404
    context = {"stored": stored, "file": shown_file(path, body), "tree": tree(exercise.context)}
    template = "lab/_file.html" if request.htmx else "lab/file.html"
    return render(request, template, context)


# The page


def page(request: LearnerRequest, desk: Desk, **more: Any) -> HttpResponse:
    learner = request.visit.learner
    mine = desk.stored.submissions.filter(learner=learner) if learner else None
    context = {
        **checked(desk),
        **help_of(request, desk),
        "tree": tree(desk.exercise.context),
        "service": queue.service(),
        "form_key": secrets.token_urlsafe(12),
        "last": mine.defer("outcome").last() if mine is not None else None,
        "instead": results.instead_of(desk.stored),
        "longest": checker.LONGEST_SOURCE,
        "most": checker.MOST_INSTRUCTIONS,
        **more,
    }
    return render(request, "lab/exercise.html", context, status=context["status"])


def help_of(request: LearnerRequest, desk: Desk) -> dict[str, Any]:
    aid = submitting.aid_of(request.visit.learner, desk.stored)
    return {
        "stored": desk.stored,
        "exercise": desk.exercise,
        "files": desk.files,
        "aid": aid,
        "help": showing.help_of(desk.exercise, aid),
    }


def checked(desk: Desk) -> dict[str, Any]:
    """What is foreseen of the files; nothing of what is too much."""
    found = Foresight(showing.unforeseen(desk.exercise), desk.lens)
    errors = desk.errors
    if not errors:
        try:
            found = showing.foresight(desk.exercise, desk.files, desk.lens, desk.changed)
        except TooMuchError as error:
            errors = {"dockerfile": [str(error)]}
    return {
        "stored": desk.stored,
        "foresight": found,
        "news": found.news(desk.before),
        "lens": desk.lens,
        "lenses": list(Lens),
        "errors": errors,
        "status": 422 if errors else 200,
        **found.seen,
    }
