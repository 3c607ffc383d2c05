"""Signing in by a one-time link, and what an instructor sees of the course."""

from allauth.account.adapter import get_adapter
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from learning import signin
from learning.learners import LearnerRequest
from learning.models import Pattern


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: LearnerRequest, token: str) -> HttpResponse:
    """GET asks, POST uses the link up: a mail scanner that follows links must not."""
    if request.method != "POST":
        valid = signin.is_valid(token)
        return render(
            request, "learning/sign_in.html", {"valid": valid}, status=200 if valid else 410
        )
    user = signin.redeem(token)
    if user is None:
        return render(request, "learning/sign_in.html", {"valid": False}, status=410)
    get_adapter().login(request, user)
    return redirect("learning:teach")


@require_safe
@signin.for_instructors
def teach(request: LearnerRequest) -> HttpResponse:
    context = {"patterns": Pattern.objects.prefetch_related("studies")}
    return render(request, "learning/teach.html", context)
