"""Home, patterns, search, and what belongs to the site as a whole."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError, connection
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST, require_safe

from learning import accounts, learners, people, privacy, progress, search, sharing, theme
from learning.forms import SearchForm, ThemeForm
from learning.learners import LearnerRequest
from learning.models import ContentFile, Pattern


@require_safe
def home(request: LearnerRequest) -> HttpResponse:
    learner = request.visit.learner
    return render(
        request,
        "learning/home.html",
        {
            "patterns": Pattern.objects.prefetch_related("studies"),
            "latest": progress.latest(learner) if learner else None,
        },
    )


@require_safe
def show_pattern(request: LearnerRequest, slug: str) -> HttpResponse:
    pattern = get_object_or_404(Pattern, slug=slug)
    ways = progress.ways_of(pattern, request.visit.learner)
    studies = [way.study for way in ways if way.study]
    return render(
        request,
        "learning/pattern.html",
        {
            "pattern": pattern,
            "ways": ways,
            "hours": round(sum(study.minutes for study in studies) / 30) / 2,
            "read": sum(way.is_read for way in ways),
            "open": len(studies),
        },
    )


@require_safe
def find(request: LearnerRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    template = "learning/_hits.html" if request.htmx else "learning/search.html"
    context = {"form": form, "query": query, "hits": search.find(query), "most": search.MOST_HITS}
    return render(request, template, context)


@require_safe
def about(request: LearnerRequest) -> HttpResponse:
    context = {
        "learner": request.visit.learner,
        "guest_days": settings.GUEST_DAYS,
        "shared_days": sharing.DAYS,
        "is_last_administrator": people.is_last_administrator(request.user),
    }
    return render(request, "learning/about.html", context)


@require_safe
def download_data(request: LearnerRequest) -> HttpResponse:
    """All that is kept of the visitor, to take along; no page where nothing is."""
    learner, user = request.visit.learner, request.user
    owner = user if isinstance(user, User) else None
    if learner is None and owner is None:
        raise Http404
    response = HttpResponse(privacy.archive(learner, owner), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="stagecraft-data.zip"'
    return response


@require_POST
def choose_theme(request: LearnerRequest) -> HttpResponse:
    form = ThemeForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    target = form.cleaned_data["next"]
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = reverse("learning:home")
    response = redirect(target)
    theme.keep(response, theme.Theme(form.cleaned_data["theme"]))
    return response


@require_POST
def forget_me(request: LearnerRequest) -> HttpResponse:
    """Delete everything kept of this learner, the cookie, and the account if it may go."""
    if learner := request.visit.learner:
        progress.forget(learner)
    if left := request.visit.nameless():  # by a tab that was slower than signing in
        progress.forget(left)
    told = "forgotten" if accounts.close(request) else "account-stays"
    response = redirect(f"{reverse('learning:about')}?{told}#your-data")
    response.delete_cookie(learners.COOKIE, samesite="Lax")
    return response


@require_GET
def healthz(request: LearnerRequest) -> JsonResponse:  # noqa: ARG001 -- every view takes it
    """For load balancers: 200 while the database answers and holds a course."""
    try:
        connection.ensure_connection()
        loaded = ContentFile.objects.exists()
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "unreachable"}, status=503)
    if not loaded:
        return JsonResponse({"status": "down", "content": "not loaded"}, status=503)
    return JsonResponse({"status": "ok", "database": connection.vendor})
