"""The steps of a draft on its way, each a button on the page of its file."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from authoring import drafts, publishing, retiring, reviewing
from authoring.kinds import Kind
from authoring.models import Draft, Release
from authoring.publishing import Refused
from authoring.review_forms import CommentForm, RestoreForm, StepForm
from authoring.views.bank import user_of
from authoring.views.files import get_place
from learning.learners import LearnerRequest
from learning.models import ContentFile
from learning.signin import for_instructors

NOT_READ = Refused("The form did not come through as this page makes it. Open it again.")
NOT_CHECKED = Refused(
    "Say how it was checked, in the field above the comment. For example: read the reference, "
    "and built it."
)
Step = Callable[[LearnerRequest, str, StepForm], object]


def step(do: Step) -> Callable[..., HttpResponse]:
    """A view that takes a step with the draft that was read; a form without one is no step."""

    @wraps(do)
    def view(request: LearnerRequest, path: str) -> HttpResponse:
        form = StepForm(request.POST)
        if not form.is_valid():
            return said(request, path, NOT_READ, 422)
        return said(request, path, do(request, path, form))

    return require_POST(for_instructors(view))


def said(request: LearnerRequest, path: str, result: object, status: int = 409) -> HttpResponse:
    """Back to the file, or what was refused and why."""
    place = get_place(path)
    if isinstance(result, Refused):
        context = {"place": place, "refused": result}
        return render(request, "teach/file_refused.html", context, status=status)
    is_there = ContentFile.objects.filter(path=path).exists() or reviewing.draft_of(path)
    if not is_there:
        return redirect("authoring:bank" if place.kind is Kind.QUESTION else "authoring:files")
    return redirect(f"{reverse('authoring:file', args=(path,))}#workflow")


@step
def ask(request: LearnerRequest, path: str, form: StepForm) -> object:
    return reviewing.ask(path, *version_and_user(request, form), form.cleaned_data["comment"])


@step
def approve(request: LearnerRequest, path: str, form: StepForm) -> object:
    return reviewing.approve(path, *version_and_user(request, form), form.cleaned_data["comment"])


@step
def send_back(request: LearnerRequest, path: str, form: StepForm) -> object:
    return reviewing.send_back(path, *version_and_user(request, form), form.cleaned_data["comment"])


@step
def note_compared(request: LearnerRequest, path: str, form: StepForm) -> object:
    """The draft was compared with what was published since it was begun."""
    return reviewing.take_base(path, *version_and_user(request, form))


@step
def publish(request: LearnerRequest, path: str, form: StepForm) -> object:
    draft = Draft.objects.filter(path=path).first()
    if draft is None:
        return publishing.GONE
    if reviewing.needs_how(draft) and not form.cleaned_data["how"].strip():
        return NOT_CHECKED
    draft.version = form.cleaned_data["version"]
    return publishing.publish(draft, user_of(request), form.cleaned_data["how"])


@step
def discard(request: LearnerRequest, path: str, form: StepForm) -> object:
    draft = Draft.objects.filter(path=path).first()
    if draft and draft.version != form.cleaned_data["version"]:
        return publishing.CHANGED
    return drafts.discard(path, user_of(request))


def version_and_user(request: LearnerRequest, form: StepForm) -> tuple[int, User]:
    return form.cleaned_data["version"], user_of(request)


@require_POST
@for_instructors
def comment(request: LearnerRequest, path: str) -> HttpResponse:
    return said(request, path, reviewing.comment(path, user_of(request), comment_of(request)))


def comment_of(request: LearnerRequest) -> str:
    form = CommentForm(request.POST)
    return form.cleaned_data["comment"] if form.is_valid() else ""


@require_POST
@for_instructors
def retire(request: LearnerRequest, path: str) -> HttpResponse:
    return said(request, path, retiring.retire(path, user_of(request), comment_of(request)))


@require_POST
@for_instructors
def bring_back(request: LearnerRequest, path: str) -> HttpResponse:
    return said(request, path, retiring.bring_back(path, user_of(request), comment_of(request)))


@require_POST
@for_instructors
def restore(request: LearnerRequest, path: str) -> HttpResponse:
    form = RestoreForm(request.POST)
    number = form.cleaned_data["number"] if form.is_valid() else 0
    release = get_object_or_404(Release, path=path, number=number)
    return said(request, path, publishing.restore(release, user_of(request)))
