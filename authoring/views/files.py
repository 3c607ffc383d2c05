"""The course's files: listed, written as text or as a form, looked at while one writes."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from authoring import drafts, listing
from authoring.architectures.sending import FORM, State, mode_of, opened, read_state, switched
from authoring.drafts import Conflict
from authoring.kinds import Kind, Place, place_of
from authoring.listing import SHOWN
from authoring.looking import has_form, led, look, opened_for
from authoring.models import Draft
from authoring.rehearsal import rehearsal_of
from authoring.review_forms import NewFileForm, TextForm
from authoring.reviewing import draft_of, workflow_of
from authoring.views.bank import is_fragment, user_of
from authoring.views.long_forms import with_many_fields
from lab.history import difference
from learning.learners import LearnerRequest
from learning.models import ContentFile
from learning.signin import for_instructors
from learning.views.study import clock_of, parts


@require_safe
@for_instructors
def list_files(request: LearnerRequest) -> HttpResponse:
    return files_page(request)


def files_page(request: LearnerRequest, **more: Any) -> HttpResponse:
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else "all"
    context = {
        "shelves": listing.shelves(shown),
        "shown": shown,
        "choices": SHOWN,
        "waiting": listing.waiting(),
        **more,
    }
    return render(request, "teach/files.html", context, status=more.get("status", 200))


@require_POST
@for_instructors
def begin_file(request: LearnerRequest) -> HttpResponse:
    """A file that the course does not have yet; an existing one is opened."""
    form = NewFileForm(request.POST)
    path = form.cleaned_data["path"] if form.is_valid() else ""
    place = place_of(path)
    if place is None:
        return files_page(
            request, refused=True, tried=request.POST.get("path", "")[:200], status=422
        )
    if not ContentFile.objects.filter(path=path).exists() and draft_of(path) is None:
        drafts.begin(path, user_of(request), body="")
    return redirect("authoring:file", path)


@require_safe
@for_instructors
def edit_file(request: LearnerRequest, path: str) -> HttpResponse:
    """The draft, or what is published; questions have an editor of their own."""
    place = get_place(path)
    if place.kind is Kind.QUESTION:
        slug = path.rpartition("/")[2].removesuffix(".md")
        return redirect("authoring:question", place.pattern, slug)
    draft = draft_of(path)
    body = draft.body if draft else get_published(path)
    return file_page(request, place, shown_as(request, place, body, draft.version if draft else 0))


def get_place(path: str) -> Place:
    place = place_of(path)
    if place is None:
        raise Http404
    return place


def get_published(path: str) -> str:
    file = ContentFile.objects.filter(path=path).first()
    if file is None:
        raise Http404
    return bytes(file.body).decode()


def shown_as(request: LearnerRequest, place: Place, body: str, version: int) -> State:
    """As source or as a form, as the address asks."""
    mode = mode_of(request.GET.get("as")) if has_form(place) else ""
    return opened(body, version, mode)


def file_page(request: LearnerRequest, place: Place, state: State, **more: Any) -> HttpResponse:
    context = {
        "place": place,
        "body": state.text,
        "version": state.version,
        "rows": min(max(state.text.count("\n") + 2, 16), 40),
        "work": workflow_of(place.path, user_of(request)),
        **looked(request, place, state),
        **more,
    }
    if place.exercise:
        exercise = context["look"].exercise
        context["rehearsal"] = rehearsal_of(place, exercise.digest if exercise else "")
    return render(request, "teach/file.html", context, status=more.get("status", 200))


def looked(request: LearnerRequest, place: Place, state: State) -> dict[str, Any]:
    """What `_file_look.html` needs, and the form with what is to be mended open."""
    seen = look(place, state.text)
    faults = led(place, seen, state.form)
    form = opened_for(state.form, state.focus, faults)
    context: dict[str, Any] = {
        "look": seen,
        "place": place,
        "faults": faults,
        "has_form": has_form(place),
        "state": replace(state, form=form),
        "form": form,
    }
    if seen.study:
        context |= {"study": seen.study, "rubric": seen.study.rubric, **clock_of(request)}
        context["parts"] = parts(seen.study, {})
    if seen.report:
        context["findings"] = seen.report
    if seen.drawings:
        context["figures"] = seen.drawings
    return context


def sent_state(request: LearnerRequest, place: Place) -> State | None:
    """What was typed, as source or in fields; None for what this page does not send."""
    is_form = has_form(place) and mode_of(request.POST.get("as")) == FORM
    body = request.POST.get("base" if is_form else "body", "")
    form = TextForm({"version": request.POST.get("version"), "body": body})
    if not form.is_valid():
        return None
    body, version = form.cleaned_data["body"], form.cleaned_data["version"]
    if not is_form:
        return State(body, version, is_unsaved=True)
    try:
        return read_state(request.POST, drafts.kept(body), version)
    except drafts.Unfit:
        return None


@require_POST
@with_many_fields
def look_at_file(request: LearnerRequest, path: str) -> HttpResponse:
    """Beside the editor while one writes, and the other way to write it; nothing is kept."""
    place = get_place(path)
    state = sent_state(request, place)
    if state is None:
        return HttpResponse(status=400)
    try:
        state = replace(state, text=drafts.kept(state.text))
    except drafts.Unfit:
        return HttpResponse(status=400)
    is_turned = has_form(place) and ("as" in request.GET or "turn" in request.POST)
    if request.htmx and not is_turned:
        return render(request, "teach/_file_look.html", looked(request, place, state))
    if is_turned and "turn" not in request.POST:
        state = switched(state, mode_of(request.GET.get("as")))
    return file_page(request, place, state, status=422 if state.fault else 200)


@require_POST
@with_many_fields
def save_file(request: LearnerRequest, path: str) -> HttpResponse:
    """Keep the draft; who comes second sees what the first one wrote."""
    place = get_place(path)
    state = sent_state(request, place)
    if state is None:
        return HttpResponse(status=400)
    if state.fault:
        return refused(request, place, state, "")
    try:
        saved = keep(path, state.text, state.version, request)
    except drafts.Unfit as error:
        return refused(request, place, state, str(error))
    except drafts.Missing:
        said = "The draft was published or discarded meanwhile. Your text is below, not saved."
        return refused(request, place, replace(state, version=0), said, status=409)
    if isinstance(saved, Conflict):
        return clashed(request, place, state, saved)
    return kept(request, path, state, saved)


def kept(request: LearnerRequest, path: str, state: State, draft: Draft | None) -> HttpResponse:
    if is_fragment(request):
        work = workflow_of(path, user_of(request))
        context = {"draft": draft, "now": timezone.now(), "work": work}
        return render(request, "teach/_file_saved.html", context)
    return redirect(reverse("authoring:file", args=(path,)) + ("?as=form" if state.form else ""))


def refused(
    request: LearnerRequest, place: Place, state: State, reason: str, *, status: int = 422
) -> HttpResponse:
    """What cannot be kept stays in the editor as it was typed."""
    if is_fragment(request):
        context = {"reason": reason or state.fault}
        return render(request, "teach/_question_refused.html", context, status=status)
    return file_page(request, place, state, refusal=reason, status=status)


def clashed(request: LearnerRequest, place: Place, state: State, saved: Conflict) -> HttpResponse:
    """The text that was not saved, beside how it differs from what somebody else saved."""
    theirs = saved.draft
    if is_fragment(request):
        return render(request, "teach/_question_clash.html", {"conflict": saved}, status=409)
    clash = difference("the draft", theirs.body, saved.mine)
    state = replace(opened(saved.mine, theirs.version, state.mode), is_unsaved=True)
    return file_page(request, place, state, clash=clash, theirs=theirs, status=409)


def keep(path: str, body: str, version: int, request: LearnerRequest) -> Draft | Conflict | None:
    """None where the text is what is published, and there is nothing to keep."""
    if version:
        return drafts.save(path, body, version, user_of(request))
    text = drafts.kept(body)
    published = ContentFile.objects.filter(path=path).first()
    if published and bytes(published.body) == text.encode():
        return None
    try:
        return drafts.begin(path, user_of(request), body=text)
    except drafts.Exists:
        return Conflict(Draft.objects.select_related("saved_by").get(path=path), text)
