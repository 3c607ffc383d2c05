"""Who has done what, and where the class is stuck; for each student, and as files."""

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from classes import board, joining, stuck, student, tables, teaching
from classes.board import Show, Sort
from classes.forms import BoardForm
from classes.models import Classroom, Membership
from classes.teaching import Desk
from classes.views.desks import desk_page, get_desk
from learning.signin import for_instructors

SORTS = {
    Sort.NAME: "By name",
    Sort.LEAST: "Least done first",
    Sort.MOST: "Most done first",
    Sort.JOINED: "By day of joining",
}


@require_safe
@for_instructors
def show_board(request: HttpRequest, key: str) -> HttpResponse:
    desk = get_desk(request, key)
    every = board.of_class(desk.classroom)
    show, work, sort = BoardForm(request.GET).chosen()
    chosen = next((one for one in every.assignments if one.key == work), None)
    context = {
        "every": every,
        "board": board.arranged(every, show, chosen.key if chosen else "", sort),
        "show": show,
        "work": chosen,
        "sort": sort,
        "sorts": list(SORTS.items()),
        "is_asked": show != Show.ALL or chosen is not None,
    }
    return desk_page(request, "board", desk, context)


@require_safe
@for_instructors
def download_board(request: HttpRequest, key: str) -> HttpResponse:
    """What of the board is asked for, as a file."""
    classroom = get_desk(request, key).classroom
    shown = board.arranged(board.of_class(classroom), *BoardForm(request.GET).chosen())
    return file_of(classroom, "board", tables.csv_of(tables.board_rows(shown)))


@require_safe
@for_instructors
def download_grades(request: HttpRequest, key: str) -> HttpResponse:
    classroom = get_desk(request, key).classroom
    rows = tables.grade_rows(board.of_class(classroom))
    return file_of(classroom, "grades", tables.csv_of(rows))


def file_of(classroom: Classroom, what: str, text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"{slugify(classroom.name) or 'class'}-{what}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@for_instructors
def show_stuck(request: HttpRequest, key: str) -> HttpResponse:
    desk = get_desk(request, key)
    return desk_page(request, "stuck", desk, {"stuck": stuck.of_class(desk.classroom)})


def get_student(request: HttpRequest, key: str, member: str) -> tuple[Desk, Membership]:
    """The class, as for `get_desk`, with a member who has not left: it sees nothing of others."""
    user = request.user
    present = Membership.objects.present().select_related("learner", "classroom")
    found = present.filter(classroom__key=key, key=member).first()
    desk = teaching.desk_at(user, found.classroom) if found and isinstance(user, User) else None
    if found is None or desk is None:
        raise Http404
    return desk, found


@require_safe
@for_instructors
def show_student(request: HttpRequest, key: str, member: str) -> HttpResponse:
    desk, found = get_student(request, key, member)
    page = student.of(found)
    context = {
        "member": found,
        "page": page,
        "work": list(zip(page.board.assignments, page.board.rows[0].cells, strict=True)),
    }
    return desk_page(request, "student", desk, context)


@require_POST
@for_instructors
def remove_student(request: HttpRequest, key: str, member: str) -> HttpResponse:
    """As if the student had left."""
    desk, found = get_student(request, key, member)
    joining.leave(found)
    return redirect(desk.classroom)
