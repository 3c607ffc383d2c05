"""Questions in and out: the files of other quiz systems."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from authoring import exporting, importing
from authoring.checking import stored_outline
from authoring.exchange.forms import ExportForm, ImportForm, named, places
from authoring.exchange.uploads import LARGEST, Refused, packed
from authoring.exporting import FORMATS, Unreadable
from authoring.views.bank import user_of
from learning.content.parts import Outline
from learning.models import Pattern
from learning.signin import for_instructors

LARGEST_REQUEST = 2_500_000  # bytes: a file, and what Django takes of other fields
TOO_LARGE = f"This is more than the page takes: files of up to {LARGEST:,} bytes. Nothing was read."


def bounded(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Ask for the length before the body is read, and keep files off the disk.

    Django reads the body when the token is looked for, so that is done after this.
    """
    guarded = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def bounding(request: HttpRequest) -> HttpResponse:
        # Without a length Django reads no body at all.
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > LARGEST_REQUEST:
            return refuse_large(request)
        request.upload_handlers = [MemoryFileUploadHandler(request)]
        return guarded(request)

    return bounding


@for_instructors
def refuse_large(request: HttpRequest) -> HttpResponse:
    form = ImportForm(None, None, known(stored_outline()))
    return asked(request, form, TOO_LARGE, status=413)


@bounded
@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
def import_questions(request: HttpRequest) -> HttpResponse:
    """A file is looked at, then the chosen of its questions become drafts."""
    outline = stored_outline()
    if request.method != "POST":
        return asked(request, ImportForm(None, None, known(outline)))
    form = ImportForm(request.POST, request.FILES, known(outline))
    if not form.is_valid():
        return asked(request, form, "", status=422)
    try:
        data = form.data_sent()
        page = importing.page(data, form.wanted(data))
        if request.POST.get("do") == "take":
            return taken(request, form, page, packed(data))
        return looked_at(request, page, outline, packed(data))
    except Refused as error:
        return asked(request, form, str(error), status=422)


def known(outline: Outline) -> Any:
    return places(outline, dict(Pattern.objects.values_list("slug", "title")))


def asked(
    request: HttpRequest, form: ImportForm, said: str = "", *, status: int = 200
) -> HttpResponse:
    return render(request, "teach/import.html", {"form": form, "said": said}, status=status)


def looked_at(
    request: HttpRequest, page: importing.Page, outline: Outline, kept: str, said: str = ""
) -> HttpResponse:
    """The page's questions; none is ticked that is there already."""
    context = {"page": page, "seen": importing.seen(page, outline), "kept": kept, "said": said}
    return render(request, "teach/import_preview.html", context, status=422 if said else 200)


def taken(request: HttpRequest, form: ImportForm, page: importing.Page, kept: str) -> HttpResponse:
    numbers = form.numbers()
    if not numbers:
        return looked_at(request, page, stored_outline(), kept, "Tick at least one question.")
    made = importing.take(page, numbers, user_of(request))
    there = sum(one.number in numbers and one.is_there for one in page.candidates)
    paths = [draft.path.removesuffix(".md").split("/") for draft in made]
    drafts = [{"pattern": path[1], "slug": path[3]} for path in paths]
    context = {"page": page, "drafts": drafts, "there": there, "kept": kept}
    return render(request, "teach/import_done.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
def export_questions(request: HttpRequest) -> HttpResponse:
    """The questions as a file; who has named no format yet is asked for it."""
    sent = request.POST if request.method == "POST" else request.GET
    paths, slugs = named(sent)
    form = ExportForm(sent if "format" in sent else None)
    if request.method != "POST" or "format" not in sent:
        return offered(request, form, paths, slugs)
    if not form.is_valid():
        return offered(request, form, paths, slugs, "Choose a format, and questions that are here.")
    pattern = form.cleaned_data["pattern"]
    entries = exporting.chosen(paths, slugs, pattern.slug if pattern else "")
    if not entries:
        return offered(request, form, paths, slugs, "Choose some questions, or a pattern.")
    format_ = FORMATS[form.cleaned_data["format"]]
    try:
        body = exporting.file(entries, format_)
    except Unreadable as error:
        return offered(request, form, paths, slugs, str(error))
    response = HttpResponse(body, content_type=format_.content_type)
    name = f"stagecraft-questions-{timezone.localdate():%Y-%m-%d}.{format_.suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def offered(
    request: HttpRequest, form: ExportForm, paths: list[str], slugs: list[str], said: str = ""
) -> HttpResponse:
    entries = exporting.chosen(paths, slugs, "") if paths or slugs else []
    context = {
        "form": form,
        "entries": entries,
        "patterns": Pattern.objects.all(),
        "formats": FORMATS.values(),
        "wanted": form.data.get("format") or "gift",
        "said": said,
    }
    return render(request, "teach/export.html", context, status=422 if said else 200)
