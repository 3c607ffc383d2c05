"""What was done to a file, its releases, and the difference between any two of them."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from authoring import history
from authoring.review_forms import CompareForm
from authoring.reviewing import draft_of, workflow_of
from authoring.views.bank import user_of
from authoring.views.files import get_place
from lab.history import Difference, difference
from learning.learners import LearnerRequest
from learning.models import ContentFile
from learning.signin import for_instructors

DRAFT = 0  # in the place of a release's number


@dataclass(frozen=True)
class Compared:
    """`older` and `newer` are the numbers of releases, 0 for the draft."""

    older: int
    newer: int
    difference: Difference


@require_safe
@for_instructors
def show_history(request: LearnerRequest, path: str) -> HttpResponse:
    place = get_place(path)
    work = workflow_of(path, user_of(request))
    if work.stage == "new" and not work.lines:
        raise Http404
    numbers = [release.number for release in work.releases]
    context = {
        "place": place,
        "work": work,
        "has_draft": bool(work.version),
        "compared": compared(path, numbers, bool(work.version), CompareForm(request.GET)),
    }
    return render(request, "teach/history.html", context)


def compared(path: str, numbers: list[int], has_draft: bool, form: CompareForm) -> Compared | None:
    """The two that the address names; else the newest with what it replaced."""
    if not form.is_valid():
        raise Http404
    known = [*([DRAFT] if has_draft else []), *numbers]
    newer, older = form.cleaned_data["to"], form.cleaned_data["from"]
    if newer is None and older is None:
        if has_draft and not numbers and ContentFile.objects.filter(path=path).exists():
            file = ContentFile.objects.get(path=path)
            served = bytes(file.body).decode()
            return Compared(-1, DRAFT, difference(path, served, text_of(path, DRAFT)))
        if len(known) < 2:
            return None
        newer, older = known[0], known[1]
    if newer not in known or older not in known:
        raise Http404
    before, after = text_of(path, older), text_of(path, newer)
    return Compared(older, newer, difference(path, before, after))


def text_of(path: str, number: int) -> str:
    if number == DRAFT:
        draft = draft_of(path)
        return draft.body if draft else ""
    release = history.release_of(path, number)
    return history.text_of(release) if release else ""
