"""One question being written: as source or as a form, previewed, linted, saved, merged."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from authoring import preview
from authoring.checking import stored_outline
from authoring.drafts import Conflict, Unfit
from authoring.editing import saving, sending
from authoring.editing.fields import front_fields
from authoring.editing.form import guide, kind_of
from authoring.editing.merging import merge
from authoring.editing.sending import State
from authoring.models import Draft
from authoring.preview import Play
from authoring.reviewing import workflow_of
from authoring.views.bank import is_fragment, user_of
from lab.history import difference
from learning.models import Pattern
from learning.signin import for_instructors
from quizzes.bank.part import QUESTIONS

View = Callable[[HttpRequest, str, str], HttpResponse]


def of_question(view: View) -> Callable[[HttpRequest, str, str], HttpResponse]:
    """Only for instructors, and only what can be a question's address."""

    @wraps(view)
    def guarded(request: HttpRequest, pattern: str, slug: str) -> HttpResponse:
        if not QUESTIONS.owns(path_of(pattern, slug)):
            raise Http404
        return view(request, pattern, slug)

    return for_instructors(guarded)


def path_of(pattern: str, slug: str) -> str:
    return f"patterns/{pattern}/questions/{slug}.md"


@require_http_methods(["GET", "HEAD", "POST"])
@of_question
def edit_question(request: HttpRequest, pattern: str, slug: str) -> HttpResponse:
    """GET opens it; POST turns what was typed into the other way to write, or moves its rows."""
    draft = draft_or_404(path_of(pattern, slug))
    mode = sending.mode_of(request.GET.get("as"))
    if request.method != "POST":
        return page(request, draft, sending.opened(draft.body, draft.version, mode))
    try:
        state = sending.read_state(request.POST)
    except Unfit as error:
        return refused(request, draft, str(error))
    if not request.POST.get("step"):
        state = sending.switched(state, mode)
    is_switched = not request.POST.get("step")
    status = 422 if state.fault else 200
    return page(request, draft, state, status=status, is_switched=is_switched)


def draft_or_404(path: str) -> Draft:
    draft = saving.written_at(path)
    if draft is None:
        raise Http404
    return draft


def page(
    request: HttpRequest, draft: Draft, state: State, *, status: int = 200, **more: Any
) -> HttpResponse:
    fields = list(front_fields(state.form, objectives(draft.path))) if state.form else []
    context = {
        **frame(draft),
        "state": state,
        "form": state.form,
        "work": workflow_of(draft.path, user_of(request)),
        "fields": fields,
        "has_rare": any(field.is_rare and field.value for field in fields),
        "guide": guide(kind_of(state.text)),
        **beside(draft.path, state, request.POST),
        **more,
    }
    return render(request, "teach/editor.html", context, status=status)


def frame(draft: Draft) -> dict[str, Any]:
    """What every page of a question needs."""
    _, pattern, _, name = draft.path.split("/")
    slug = name.removesuffix(".md")
    found = Pattern.objects.filter(slug=pattern).first()
    return {
        "draft": draft,
        "pattern": pattern,
        "slug": slug,
        "title": found.title if found else pattern,
        "here": reverse("authoring:question", args=(pattern, slug)),
        "save": reverse("authoring:save", args=(pattern, slug)),
        "preview": reverse("authoring:preview", args=(pattern, slug)),
    }


def objectives(path: str) -> list[tuple[str, str]]:
    """Those of the pattern, in its order."""
    outline = stored_outline()
    known = outline.patterns.get(path.split("/")[1], ())
    return [(name, f"{name}: {outline.objectives.get(name, '')}") for name in known]


def beside(path: str, state: State, sent: QueryDict) -> dict[str, Any]:
    """The faults and the preview, next to what is written."""
    look = preview.look(path, state.text, stored_outline())
    faults, findings = preview.remarks(state.text, look, is_form=state.is_form)
    context: dict[str, Any] = {"faults": faults, "findings": findings, "played": None}
    if look.question and look.is_playable:
        context["played"] = preview.play(path, look.question, play_of(sent), sent)
    return context


def play_of(sent: QueryDict) -> Play:
    step = "move" if "move" in sent else sent.get("play", "")
    hints = 0 if step in {"", "again"} else sending.number(sent.get("hints"), 9)
    return Play(step, sent.get("move", "")[:100], hints)


@require_POST
@of_question
def preview_question(request: HttpRequest, pattern: str, slug: str) -> HttpResponse:
    """What is typed, as a learner would see and answer it; nothing is kept."""
    draft = draft_or_404(path_of(pattern, slug))
    try:
        state = sending.read_state(request.POST)
    except Unfit as error:
        return refused(request, draft, str(error))
    if not is_fragment(request):
        return page(request, draft, state)
    context = {**frame(draft), "state": state, **beside(draft.path, state, request.POST)}
    return render(request, "teach/_question_beside.html", context)


@require_POST
@of_question
def save_question(request: HttpRequest, pattern: str, slug: str) -> HttpResponse:
    """Keep what is typed as the next version. The second of two people is told, and merges."""
    path = path_of(pattern, slug)
    draft = saving.written_at(path) or Draft(path=path, body="", version=0)
    try:
        state = sending.read_state(request.POST)
        if state.fault:
            raise Unfit(state.fault)
        saved = saving.keep(path, state.text, state.version, user_of(request))
    except Unfit as error:
        return refused(request, draft, str(error))
    if isinstance(saved, Conflict):
        return clash(request, saved, state)
    if is_fragment(request):
        work = workflow_of(path, user_of(request))
        context = {"draft": saved, "text": state.text, "now": timezone.now(), "work": work}
        return render(request, "teach/_question_saved.html", context)
    return redirect(f"{frame(saved)['here']}{'?as=form' if state.is_form else ''}")


def clash(request: HttpRequest, conflict: Conflict, state: State) -> HttpResponse:
    """Both texts, what differs, and a merged one to save on the newer version."""
    context = {**frame(conflict.draft), "conflict": conflict, "state": state}
    if is_fragment(request):
        return render(request, "teach/_question_clash.html", context, status=409)
    merged = merge(state.began, conflict.mine, conflict.draft.body)
    context["merged"] = merged
    context["difference"] = difference("the question", conflict.draft.body, conflict.mine)
    return render(request, "teach/editor_conflict.html", context, status=409)


def refused(request: HttpRequest, draft: Draft, reason: str) -> HttpResponse:
    """What cannot be kept stays in the editor as it was typed."""
    if is_fragment(request):
        return render(request, "teach/_question_refused.html", {"reason": reason}, status=422)
    try:
        state = sending.read_state(request.POST)
    except Unfit:
        typed = request.POST.get("source", "")
        state = State(typed, sending.number(request.POST.get("version"), 10**9), draft.body)
    return page(request, draft, state, status=422, reason=reason)
