"""Whose class a page of the instructors' is about, and whether they may be there."""

from typing import Any

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from classes import teaching
from classes.teaching import Desk


def get_desk(request: HttpRequest, key: str) -> Desk:
    """The class, for its owner, its assistants and administrators; it does not exist for others."""
    user = request.user
    desk = teaching.desk_of(user, key) if isinstance(user, User) else None
    if desk is None:
        raise Http404
    return desk


def get_managed_desk(request: HttpRequest, key: str) -> Desk:
    """For what its assistants may not do."""
    desk = get_desk(request, key)
    if not desk.may_manage:
        raise Http404
    return desk


def desk_page(
    request: HttpRequest, page: str, desk: Desk, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    every = {"classroom": desk.classroom, "may_manage": desk.may_manage, "here": page, **context}
    return render(request, f"classes/{page}.html", every, status=status)
