"""The course's files: listed, written, looked at while one writes."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from authoring import drafts, listing
from authoring.drafts import Conflict
from authoring.kinds import Kind, Place, place_of
from authoring.listing import SHOWN
from authoring.looking import look
from authoring.models import Draft
from authoring.review_forms import NewFileForm, TextForm
from authoring.reviewing import draft_of, workflow_of
from authoring.views.bank import user_of
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
    return file_page(request, place, body, draft.version if draft else 0)


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


def file_page(
    request: LearnerRequest, place: Place, body: str, version: int, **more: Any
) -> HttpResponse:
    context = {
        "place": place,
        "body": body,
        "version": version,
        "rows": min(max(body.count("\n") + 2, 16), 40),
        "work": workflow_of(place.path, user_of(request)),
        **looked(request, place, body),
        **more,
    }
    return render(request, "teach/file.html", context, status=more.get("status", 200))


def looked(request: LearnerRequest, place: Place, body: str) -> dict[str, Any]:
    """What `_file_look.html` needs."""
    seen = look(place, body)
    context: dict[str, Any] = {"look": seen, "place": place}
    if seen.study:
        context |= {"study": seen.study, "rubric": seen.study.rubric, **clock_of(request)}
        context["parts"] = parts(seen.study, {})
    if seen.report:
        context["findings"] = seen.report
    if seen.drawings:
        context["figures"] = seen.drawings
    return context


@require_POST
@for_instructors
def look_at_file(request: LearnerRequest, path: str) -> HttpResponse:
    """Beside the editor while one writes; nothing is kept."""
    place = get_place(path)
    form = TextForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    try:
        body = drafts.kept(form.cleaned_data["body"])
    except drafts.Unfit:
        return HttpResponse(status=400)
    if request.htmx:
        return render(request, "teach/_file_look.html", looked(request, place, body))
    return file_page(request, place, body, form.cleaned_data["version"])


@require_POST
@for_instructors
def save_file(request: LearnerRequest, path: str) -> HttpResponse:
    """Keep the draft; who comes second sees what the first one wrote."""
    place = get_place(path)
    form = TextForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    body, version = form.cleaned_data["body"], form.cleaned_data["version"]
    try:
        saved = keep(path, body, version, request)
    except drafts.Unfit as error:
        return file_page(request, place, body, version, refusal=str(error), status=422)
    except drafts.Missing:
        said = "The draft was published or discarded meanwhile. Your text is below, not saved."
        return file_page(request, place, body, 0, refusal=said, status=409)
    if isinstance(saved, Conflict):
        theirs = saved.draft
        clash = difference("the draft", theirs.body, saved.mine)
        return file_page(
            request, place, saved.mine, theirs.version, clash=clash, theirs=theirs, status=409
        )
    return redirect("authoring:file", path)


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
