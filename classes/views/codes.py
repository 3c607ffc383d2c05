"""The join code: shown, printed, replaced, closed."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from classes import codes
from classes.forms import RenewForm
from classes.models import Classroom, JoinCode
from classes.teaching import Desk
from classes.views.desks import desk_page, get_desk
from learning.signin import for_instructors


def code_of(classroom: Classroom) -> JoinCode | None:
    return getattr(classroom, "join_code", None)


def code_page(
    request: HttpRequest, page: str, desk: Desk, form: RenewForm, status: int = 200
) -> HttpResponse:
    code = code_of(desk.classroom)
    context = {
        "code": code,
        "link": codes.link(code) if code else "",
        "site": settings.SITE.netloc,
        "form": form,
    }
    return desk_page(request, page, desk, context, status=status)


@require_safe
@for_instructors
def show_code(request: HttpRequest, key: str) -> HttpResponse:
    return code_page(request, "join_code", get_desk(request, key), RenewForm())


@require_safe
@for_instructors
def show_sheet(request: HttpRequest, key: str) -> HttpResponse:
    """One page for the wall or the printer."""
    desk = get_desk(request, key)
    code = code_of(desk.classroom)
    if code is None or code.is_expired:
        raise Http404
    return code_page(request, "code_sheet", desk, RenewForm())


@require_POST
@for_instructors
def renew(request: HttpRequest, key: str) -> HttpResponse:
    desk = get_desk(request, key)
    form = RenewForm(request.POST)
    if not form.is_valid() or desk.classroom.archived_at:
        return code_page(request, "join_code", desk, form, status=422)
    codes.renew(desk.classroom, form.cleaned_data["days"])
    return redirect("classes:code", key)


@require_POST
@for_instructors
def close(request: HttpRequest, key: str) -> HttpResponse:
    codes.close(get_desk(request, key).classroom)
    return redirect("classes:code", key)
