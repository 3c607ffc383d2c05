"""What only the owner of a class may do: rename, archive, delete it, and choose assistants."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from classes import teaching
from classes.forms import AssistantForm, ClassroomForm, DeleteForm
from classes.teaching import Desk
from classes.views.desks import desk_page, get_managed_desk
from learning.signin import for_instructors

UNKNOWN = "No instructor has this address. An administrator says who is one."
NO_ROOM = f"A class has at most {teaching.MOST_ASSISTANTS} assistants."


def settings_page(
    request: HttpRequest, desk: Desk, status: int = 200, **forms: object
) -> HttpResponse:
    classroom = desk.classroom
    context = {
        "form": ClassroomForm(initial={"name": classroom.name, "teacher": classroom.teacher}),
        "assistant_form": AssistantForm(),
        "delete_form": DeleteForm(None, classroom.name),
        "assistants": classroom.assistants.order_by("email", "pk"),
        **forms,
    }
    return desk_page(request, "settings", desk, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
def show_settings(request: HttpRequest, key: str) -> HttpResponse:
    """POST renames."""
    desk = get_managed_desk(request, key)
    if request.method != "POST":
        return settings_page(request, desk)
    form = ClassroomForm(request.POST)
    if not form.is_valid():
        return settings_page(request, desk, status=422, form=form)
    teaching.rename(desk.classroom, form.cleaned_data["name"], form.cleaned_data["teacher"])
    return redirect("classes:settings", key)


@require_POST
@for_instructors
def archive(request: HttpRequest, key: str) -> HttpResponse:
    """Archives, or takes it back with `open`."""
    classroom = get_managed_desk(request, key).classroom
    if request.POST.get("open"):
        teaching.reopen(classroom)
    else:
        teaching.archive(classroom)
    return redirect("classes:settings", key)


@require_POST
@for_instructors
def delete(request: HttpRequest, key: str) -> HttpResponse:
    desk = get_managed_desk(request, key)
    form = DeleteForm(request.POST, desk.classroom.name)
    if not form.is_valid():
        return settings_page(request, desk, status=422, delete_form=form)
    teaching.delete(desk.classroom)
    return redirect("classes:classes")


@require_POST
@for_instructors
def add_assistant(request: HttpRequest, key: str) -> HttpResponse:
    desk = get_managed_desk(request, key)
    form = AssistantForm(request.POST)
    if form.is_valid():
        user = teaching.instructor_at(form.cleaned_data["email"])
        if user and teaching.add_assistant(desk.classroom, user):
            return redirect("classes:settings", key)
        form.add_error("email", NO_ROOM if user else UNKNOWN)
    return settings_page(request, desk, status=422, assistant_form=form)


@require_POST
@for_instructors
def remove_assistant(request: HttpRequest, key: str, user: int) -> HttpResponse:
    teaching.remove_assistant(get_managed_desk(request, key).classroom, user)
    return redirect("classes:settings", key)
