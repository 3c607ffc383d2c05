"""What students do: join by a code, see what there is to do and what is seen of it, leave."""

from django.forms.utils import ErrorList
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classes import board, codes, joining, names
from classes.forms import CodeForm, JoinForm
from classes.models import Classroom, Membership
from learning.learners import LearnerRequest
from learning.models import Learner

NO_CLASS = "No class can be joined with this code. Read it again, or ask whoever gave it to you."
TOO_OFTEN = "Too many wrong codes came from your network. Wait five minutes, then try again."
FULL = "This class is full. Tell your instructor."
TAKEN = "Somebody in this class has this name. Choose another one, or add a letter."


@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: LearnerRequest) -> HttpResponse:
    """Type the code; a right one leads to its class."""
    if request.method != "POST":
        return render(request, "classes/code.html", {"form": CodeForm()})
    form = CodeForm(request.POST)
    if joining.is_barred(request):
        return refusal(request, form, TOO_OFTEN, status=429)
    if not form.is_valid():
        return render(request, "classes/code.html", {"form": form}, status=422)
    if codes.open_classroom(form.cleaned_data["code"]) is None:
        joining.note_wrong_code(request)
        return refusal(request, form, NO_CLASS, status=422)
    return redirect("classes:join_by", codes.typed(form.cleaned_data["code"]))


def refusal(request: LearnerRequest, form: CodeForm, error: str, status: int) -> HttpResponse:
    """The form again, with the reason; it says the same of all codes that do not work."""
    form.errors["code"] = ErrorList([error])
    return render(request, "classes/code.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: LearnerRequest, code: str) -> HttpResponse:
    """GET says whose class it is and asks for a name; POST joins."""
    if joining.is_barred(request):
        return refusal(request, CodeForm({"code": code}), TOO_OFTEN, status=429)
    classroom = codes.open_classroom(code)
    if classroom is None:
        joining.note_wrong_code(request)
        return refusal(request, CodeForm({"code": code}), NO_CLASS, status=404)
    if joining.membership_of(classroom, request.visit.learner):
        return redirect("classes:my_class", classroom.key)
    if request.method != "POST":
        return join_page(
            request, classroom, JoinForm(initial={"form": joining.new_form(classroom)})
        )
    form = JoinForm(request.POST)
    if not form.is_valid():
        return join_page(request, classroom, form, status=422)
    return join_as(request, classroom, form)


def join_as(request: LearnerRequest, classroom: Classroom, form: JoinForm) -> HttpResponse:
    if not joining.may_join_now(request):
        form.add_error(None, "Too many joined from your network just now. Wait five minutes.")
        return join_page(request, classroom, form, status=429)
    name = form.cleaned_data["display_name"]
    key = joining.key_by(form.cleaned_data["form"], classroom)
    try:
        joining.refuse(classroom, names.folded(name))  # before anything is kept of a stranger
        let_in(request, joining.newcomer(key) if key and is_stranger(request) else None)
        joining.join(classroom, request.visit.ensure_learner(), name)
    except (joining.NameTaken, joining.ClassFull) as refused:
        found = joining.made_by(key, classroom) if is_stranger(request) else None
        if found is None:
            return refused_page(request, classroom, form, refused)
        let_in(request, found)
    return redirect(f"{reverse('classes:my_class', args=[classroom.key])}?joined")


def is_stranger(request: LearnerRequest) -> bool:
    return request.visit.learner is None and not request.user.is_authenticated


def let_in(request: LearnerRequest, learner: Learner | None) -> None:
    """Whoever sent the form is that learner from now on."""
    if learner:
        request.visit.learner, request.visit.is_new = learner, True


def refused_page(
    request: LearnerRequest, classroom: Classroom, form: JoinForm, refused: Exception
) -> HttpResponse:
    if isinstance(refused, joining.NameTaken):
        form.add_error("display_name", TAKEN)
    else:
        form.add_error(None, FULL)
    return join_page(request, classroom, form, status=422)


def join_page(
    request: LearnerRequest, classroom: Classroom, form: JoinForm, status: int = 200
) -> HttpResponse:
    context = {"classroom": classroom, "form": form}
    return render(request, "classes/join.html", context, status=status)


def get_membership(request: LearnerRequest, key: str) -> Membership:
    """The learner's own place in that class; who has left has none, nor has anybody else."""
    learner = request.visit.learner
    mine = Membership.objects.present().select_related("classroom", "learner")
    found = mine.filter(classroom__key=key, learner=learner).first() if learner else None
    if found is None:
        raise Http404
    return found


@require_safe
def list_mine(request: LearnerRequest) -> HttpResponse:
    learner = request.visit.learner
    mine = Membership.objects.present().filter(learner=learner).select_related("classroom")
    found = list(mine.order_by("classroom__name")) if learner else []
    return render(request, "classes/mine.html", {"memberships": found})


@require_safe
def show_mine(request: LearnerRequest, key: str) -> HttpResponse:
    """What there is to do, how far one is, and exactly what is seen of it."""
    membership = get_membership(request, key)
    found = board.of_member(membership)
    cells = found.rows[0].cells
    context = {
        "membership": membership,
        "classroom": membership.classroom,
        "work": list(zip(found.assignments, cells, strict=True)),
        "now": found.now,
        "joined": "joined" in request.GET,
    }
    return render(request, "classes/my_class.html", context)


@require_POST
def leave(request: LearnerRequest, key: str) -> HttpResponse:
    joining.leave(get_membership(request, key))
    return redirect(f"{reverse('classes:mine')}?left")
