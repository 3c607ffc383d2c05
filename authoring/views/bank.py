"""The bank: every question in a table, what is done with many at once, and a new one."""

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from authoring import bank, bulk, drafts, forms
from authoring.editing import beginnings
from learning.learners import LearnerRequest
from learning.signin import for_instructors


@require_safe
@for_instructors
def show_bank(request: HttpRequest) -> HttpResponse:
    wanted = forms.wanted(request.GET)
    listing = bank.listing(wanted)
    address = reverse("authoring:bank")
    query = listing.wanted.query
    here = f"{address}?{query}" if query else address
    context = {"listing": listing, "wanted": wanted, "here": here}
    template = "teach/_bank_found.html" if is_fragment(request) else "teach/bank.html"
    response = render(request, template, context)
    response["Vary"] = "HX-Request"
    if is_fragment(request):
        response["HX-Push-Url"] = here
    return response


def is_fragment(request: HttpRequest) -> bool:
    htmx = cast("LearnerRequest", request).htmx
    return bool(htmx) and not htmx.history_restore_request


@require_POST
@for_instructors
def do_with_many(request: HttpRequest) -> HttpResponse:
    """One deed for all questions that are ticked; what it was not done to is told, with why."""
    form = forms.BulkForm(request.POST)
    back = request.POST.get("back", "")[:1_000]
    if not url_has_allowed_host_and_scheme(back, None) or not back.startswith("/teach/bank/"):
        back = reverse("authoring:bank")
    paths = forms.selected(request.POST)
    if not form.is_valid() or not paths:
        return render(request, "teach/bank_done.html", {"back": back}, status=422)
    done = bulk.do(form.cleaned_data["do"], paths, user_of(request))
    return render(request, "teach/bank_done.html", {"back": back, "done": done})


@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
def begin_question(request: HttpRequest) -> HttpResponse:
    """GET asks what it is to be; POST begins a draft and opens it."""
    if request.method != "POST":
        return render(request, "teach/bank_new.html", {"form": forms.NewForm()})
    form = forms.NewForm(request.POST)
    if not form.is_valid():
        return render(request, "teach/bank_new.html", {"form": form}, status=422)
    data = form.cleaned_data
    pattern, slug = data["pattern"].slug, data["slug"]
    text = beginnings.text(data["kind"], slug, data["objective"].slug)
    try:
        drafts.begin(f"patterns/{pattern}/questions/{slug}.md", user_of(request), body=text)
    except drafts.Exists:
        form.add_error("slug", "There is a draft of that name. Open it in the bank.")
        return render(request, "teach/bank_new.html", {"form": form}, status=422)
    return redirect("authoring:question", pattern, slug)


def user_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 -- for the types: the guard made sure
    return request.user
