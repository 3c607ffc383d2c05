"""The rules of the checker: all of them, and each one's page."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from learning import rule_pages
from learning.learners import LearnerRequest


@require_safe
def list_rules(request: LearnerRequest) -> HttpResponse:
    return render(request, "learning/rules.html", {"families": rule_pages.families()})


@require_safe
def show_rule(request: LearnerRequest, name: str) -> HttpResponse:
    page = rule_pages.rule_page(name)
    if page is None:
        raise Http404
    return render(request, "learning/rule.html", {"page": page})
