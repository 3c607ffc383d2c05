"""One question of a run: shown, answered, tried, arranged, hinted at, given up."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from learning.learners import LearnerRequest
from quizzes import attempts, showing, ways
from quizzes.attempts import Given, Stale
from quizzes.forms import AnswerForm, HintForm, MoveForm
from quizzes.kinds import KINDS, NotWellFormed
from quizzes.kinds.kind import texts
from quizzes.models import Attempt, Slot
from quizzes.showing import Shown

CHANGED = (
    "Another answer to this question was saved meanwhile, in another tab or on another device. "
    "Yours is below and not saved yet: save again to replace the other one."
)
TOO_OLD = "This form is too old: the question was answered meanwhile. Nothing was changed."
FINISHED = "This test is handed in; its answers cannot be changed any more."


def get_slot(request: LearnerRequest, key: str, number: int) -> Slot:
    """The question, if it is this learner's; whatever belongs to others does not exist."""
    learner = request.visit.learner
    related = ("attempt__pattern", "revision__question__objective")
    found = Slot.objects.select_related(*related).filter(
        attempt__key=key, attempt__learner=learner, number=number
    )
    slot = found.first() if learner else None
    if slot is None:
        raise Http404
    return slot


View = Callable[[LearnerRequest, str, int], HttpResponse]


def posted(view: View) -> View:
    """POST does it; GET, as from a phone that dropped the tab, leads to the question."""

    @wraps(view)
    def guarded(request: LearnerRequest, key: str, number: int) -> HttpResponse:
        if request.method in {"GET", "HEAD"}:
            return redirect(address(get_slot(request, key, number)))
        return require_POST(view)(request, key, number)

    return guarded


def address(slot: Slot, number: int | None = None) -> str:
    return f"{slot.attempt.get_absolute_url()}{number or slot.number}/"


def page(request: LearnerRequest, slot: Slot, shown: Shown, **more: Any) -> HttpResponse:
    """The question within its page, or alone for htmx."""
    status = more.pop("status", 200)
    rows = slot.attempt.slots.values_list("number", "given", "answered_at")
    context = {
        "attempt": slot.attempt,
        "slot": slot,
        "shown": shown,
        "places": [
            {"number": n, "is_done": bool(given) or (at is not None and not slot.attempt.is_test)}
            for n, given, at in rows
        ],
        "is_last": slot.number == len(rows),
        "now": int(time.time()),
        **more,
    }
    template = "quizzes/_question.html" if request.htmx else "quizzes/question.html"
    return render(request, template, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def show_question(request: LearnerRequest, key: str, number: int) -> HttpResponse:
    """GET shows it as it stands; POST answers it."""
    slot = get_slot(request, key, number)
    if request.method == "POST":
        return save_answer(request, slot) if slot.attempt.is_test else check_answer(request, slot)
    if slot.attempt.is_test and not slot.attempt.is_open:
        return redirect(f"{slot.attempt.get_absolute_url()}review/#question-{number}")
    return page(request, slot, showing.shown(slot))


def read_answer(request: LearnerRequest, slot: Slot) -> tuple[AnswerForm, list[str]]:
    """The form, and the answer if it is well formed; raises NotWellFormed else."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise NotWellFormed("This form cannot be read. Reload the page, and answer again.")
    kind = KINDS[slot.revision.question.kind]
    return form, kind.parse(slot.revision.body["spec"], request.POST)


def refused(request: LearnerRequest, slot: Slot, reason: str) -> HttpResponse:
    """What could not be taken is shown as it was sent, with the reason: nothing is lost."""
    sent = texts(request.POST)
    shown = showing.arranged(slot, sent) if fits(request, slot) else showing.shown(slot)
    return page(request, slot, shown, reason=reason, status=422)


def fits(request: LearnerRequest, slot: Slot) -> bool:
    """May the kind draw what was sent? A form of another question could name anything."""
    kind = KINDS[slot.revision.question.kind]
    try:
        kind.parse(slot.revision.body["spec"], request.POST)
    except NotWellFormed:
        return kind.draws_anything and bool(texts(request.POST))
    return True


def check_answer(request: LearnerRequest, slot: Slot) -> HttpResponse:
    """Feedback at once. Sent twice, the answer counts once and the second sees the same."""
    try:
        form, answer = read_answer(request, slot)
    except NotWellFormed as error:
        return refused(request, slot, str(error))
    data = form.cleaned_data
    given = Given(answer, data["version"], data["certainty"], data["since"])
    counted = attempts.answer_now(slot, given)
    fresh = counted.slot if counted else None
    fresh = fresh or get_slot(request, slot.attempt.key, slot.number)
    if counted:
        ways.note_answer(fresh.attempt)
    if counted is None and fresh.given != answer:
        return page(request, fresh, showing.shown(fresh), reason=TOO_OLD, status=409)
    if not request.htmx:
        return redirect(f"{address(slot)}#question")
    return page(request, fresh, showing.shown(fresh), is_fresh=True)


def save_answer(request: LearnerRequest, slot: Slot) -> HttpResponse:
    """Keep a test's answer, and go where the learner wants to."""
    if not slot.attempt.is_open:
        return redirect(f"{slot.attempt.get_absolute_url()}review/")
    form = AnswerForm(request.POST)
    go = form.cleaned_data.get("go") if form.is_valid() else None
    try:
        form, answer = read_answer(request, slot)
    except NotWellFormed as error:
        if go and not any(texts(request.POST)):
            return redirect(address(slot, go))  # nothing is chosen, nothing can be lost
        return refused(request, slot, str(error))
    data = form.cleaned_data
    try:
        attempts.save(slot, Given(answer, data["version"], data["certainty"], data["since"]))
    except Stale:
        fresh = get_slot(request, slot.attempt.key, slot.number)
        reason = CHANGED if fresh.attempt.is_open else FINISHED
        return page(request, fresh, showing.shown(fresh, answer), reason=reason, status=409)
    return redirect(following(slot, go))


def following(slot: Slot, go: int | None) -> str:
    """Where a saved answer leads: where one wants to go, else the next open one, else the end."""
    numbers = list(slot.attempt.slots.filter(given__isnull=True).values_list("number", flat=True))
    if go:
        return address(slot, go)
    later = [number for number in numbers if number > slot.number]
    if later or numbers:
        return address(slot, (later or numbers)[0])
    return f"{slot.attempt.get_absolute_url()}finish/"


@posted
def try_answer(request: LearnerRequest, key: str, number: int) -> HttpResponse:
    """Check without recording: it leaves no trace."""
    slot = get_slot(request, key, number)
    if slot.attempt.is_test:
        raise Http404
    try:
        _, answer = read_answer(request, slot)
    except NotWellFormed as error:
        return refused(request, slot, str(error))
    return page(request, slot, showing.shown(slot, answer, record=False), is_fresh=True)


@posted
def move_line(request: LearnerRequest, key: str, number: int) -> HttpResponse:
    """One line added, moved or left out; nothing is kept before the answer is."""
    slot = get_slot(request, key, number)
    kind = KINDS[slot.revision.question.kind]
    form = MoveForm(request.POST)
    if kind.rearrange is None or not form.is_valid():
        raise Http404
    spec = slot.revision.body["spec"]
    sent = [id_ for id_ in texts(request.POST) if id_ in {line["id"] for line in spec["lines"]}]
    order = kind.rearrange(spec, list(dict.fromkeys(sent)), form.cleaned_data["move"])
    moved = "Left out."
    if (id_ := form.cleaned_data["move"].partition(":")[2]) in order:
        moved = f"Now line {order.index(id_) + 1} of {len(order)}."
    return page(request, slot, showing.arranged(slot, order), moved=moved)


@posted
def ask_hint(request: LearnerRequest, key: str, number: int) -> HttpResponse:
    slot = get_slot(request, key, number)
    form = HintForm(request.POST)
    if slot.attempt.is_test or not form.is_valid():
        raise Http404
    if form.cleaned_data["number"] <= len(slot.revision.body["hints"]):
        attempts.ask_hint(slot, form.cleaned_data["number"])
    fresh = get_slot(request, key, number)
    sent = texts(request.POST)
    is_changed = sent != (fresh.given or []) and fits(request, fresh)
    shown = showing.arranged(fresh, sent) if is_changed else showing.shown(fresh)
    return page(request, fresh, shown, hinted=True)


@posted
def show_solution(request: LearnerRequest, key: str, number: int) -> HttpResponse:
    """Give the question up: the solution is shown, and it counts as missed if nothing else did."""
    slot = get_slot(request, key, number)
    form = AnswerForm(request.POST)
    if slot.attempt.is_test or not form.is_valid():
        raise Http404
    given = Given(slot.given or [], form.cleaned_data["version"])
    attempts.answer_now(slot, given, gave_up=True)
    if not request.htmx:
        return redirect(f"{address(slot)}#question")
    fresh = get_slot(request, key, number)
    return page(request, fresh, showing.shown(fresh), is_fresh=True)


def next_place(attempt: Attempt) -> int:
    """The first question that is still open, else the first."""
    open_ones = attempt.slots.filter(answered_at=None)
    found = open_ones.values_list("number", flat=True).first()
    return int(found or 1)
