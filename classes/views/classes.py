"""The list of an instructor's classes, where one is made too."""

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from classes import teaching
from classes.forms import ClassroomForm
from learning.signin import for_instructors


@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
def list_classes(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)  # noqa: S101 -- an instructor is one
    if request.method != "POST":
        return list_page(request, user, ClassroomForm(initial={"teacher": user.get_full_name()}))
    form = ClassroomForm(request.POST)
    if form.is_valid():
        made = teaching.found(user, form.cleaned_data["name"], form.cleaned_data["teacher"])
        if made:
            return redirect("classes:code", made.key)
        form.add_error(None, f"You have {teaching.MOST_CLASSES} classes; delete one first.")
    return list_page(request, user, form, status=422)


def list_page(
    request: HttpRequest, user: User, form: ClassroomForm, status: int = 200
) -> HttpResponse:
    every = list(teaching.classes_of(user))
    context = {
        "form": form,
        "going_on": [one for one in every if not one.archived_at],
        "archived": [one for one in every if one.archived_at],
    }
    return render(request, "classes/classes.html", context, status=status)
