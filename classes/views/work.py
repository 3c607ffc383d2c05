"""What a class is to do: assigned, changed, withdrawn."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from classes import teaching
from classes.forms import AssignmentForm
from classes.models import Assignment, Classroom
from classes.views.desks import desk_page, get_desk
from learning.signin import for_instructors


@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
def show_work(request: HttpRequest, key: str) -> HttpResponse:
    """GET lists it; POST assigns more."""
    desk = get_desk(request, key)
    status = 200
    form = AssignmentForm()
    if request.method == "POST":
        form = AssignmentForm(request.POST)
        if form.is_valid():
            if teaching.assign(desk.classroom, form.task()):
                return redirect("classes:work", key)
            form.add_error(None, f"There are {teaching.MOST_ASSIGNMENTS} already; withdraw one.")
        status = 422
    listed = desk.classroom.assignments.select_related("pattern", "exercise")
    context = {"form": form, "assignments": listed.defer("exercise__body"), "now": timezone.now()}
    return desk_page(request, "work", desk, context, status=status)


def get_assignment(classroom: Classroom, key: str) -> Assignment:
    related = classroom.assignments.select_related("pattern", "exercise").defer("exercise__body")
    found = related.filter(key=key).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
def change(request: HttpRequest, key: str, assignment: str) -> HttpResponse:
    desk = get_desk(request, key)
    found = get_assignment(desk.classroom, assignment)
    if request.method != "POST":
        context = {"form": AssignmentForm(assignment=found), "assignment": found}
        return desk_page(request, "change_work", desk, context)
    form = AssignmentForm(request.POST, assignment=found)
    if form.is_valid():
        teaching.reassign(found, form.task())
        return redirect("classes:work", key)
    context = {"form": form, "assignment": found}
    return desk_page(request, "change_work", desk, context, status=422)


@require_POST
@for_instructors
def withdraw(request: HttpRequest, key: str, assignment: str) -> HttpResponse:
    desk = get_desk(request, key)
    teaching.withdraw(get_assignment(desk.classroom, assignment))
    return redirect("classes:work", key)
