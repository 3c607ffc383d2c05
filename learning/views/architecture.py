"""The architecture of a pattern: looked at, walked, broken, asked about, computed, taken away."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from learning import progress
from learning.architecture import published
from learning.architecture.reading import ArchitectureError
from learning.architecture_forms import (
    ImportForm,
    LoadForm,
    PredictionForm,
    RecordForm,
    is_whole,
    numbers,
    picked,
    starting_load,
)
from learning.diagram import breaking, export, stored
from learning.diagram.figure import figure
from learning.diagram.importing import read_own
from learning.diagram.load import load, stations
from learning.diagram.marks import address
from learning.diagram.stored import Diagram
from learning.learners import LearnerRequest
from learning.models import ExerciseAnswer
from learning.views.architecture_scenes import (
    Kept,
    Scene,
    break_scene,
    get_failure,
    get_question,
    look_scene,
    outcome_scene,
    prediction_scene,
    question_scene,
    quiz_scene,
    walk_scene,
)
from learning.views.study import clock_of, place_of

HOPS = "published-hops"


def get_diagram(slug: str) -> Diagram:
    diagram = stored.find(slug)
    if diagram is None:
        raise Http404
    return diagram


@require_http_methods(["GET", "HEAD", "POST"])
def show_architecture(request: LearnerRequest, slug: str) -> HttpResponse:
    """Every state by its address; htmx gets the part that it asks for.

    Answers are posted to the address of the question, so that the links of the page that comes
    back, which are relative, lead on from there.
    """
    diagram = get_diagram(slug)
    if request.method == "POST":
        return take_answer(request, diagram)
    if request.htmx.target == "clock-said":
        return render(request, "learning/_clock.html", {"study": diagram.study} | clock_of(request))
    if request.htmx.target == "load-said":
        context = {"study": diagram.study} | load_of(request, diagram)
        return render(request, "learning/_calculator.html", context)
    return architecture_page(request, diagram, scene_of(request, diagram))


def architecture_page(
    request: LearnerRequest, diagram: Diagram, scene: Scene, **fresh: Any
) -> HttpResponse:
    """The whole page, or the diagram and its panel alone."""
    context: dict[str, Any] = {
        "study": diagram.study,
        "pattern": diagram.study.pattern,
        "architecture": diagram.architecture,
        "scene": scene,
        "figures": [
            figure(diagram.architecture, diagram.wide, scene.marks, "wide"),
            figure(diagram.architecture, diagram.narrow, scene.marks, "narrow"),
        ],
        **scene.panel,
    }
    if request.htmx.target == "diagram":
        return render(request, "learning/_diagram.html", context, status=scene.status)
    context |= place_of(diagram.study, request.visit.learner)
    context |= clock_of(request) | load_of(request, diagram)
    context |= hops_of(diagram, kept_of(request, diagram)) | fresh
    return render(request, "learning/architecture.html", context, status=scene.status)


def scene_of(request: LearnerRequest, diagram: Diagram) -> Scene:
    asked = request.GET
    if "flow" in asked:
        return walk_scene(diagram, asked)
    if "fail" in asked or "component" in asked or asked.get("do") == "break":
        return break_scene(diagram, asked, kept_of(request, diagram))
    if "question" in asked or asked.get("do") == "quiz":
        return quiz_scene(diagram, asked, kept_of(request, diagram))
    return look_scene(diagram, asked.get("node"))


def kept_of(request: LearnerRequest, diagram: Diagram) -> Kept:
    """What the learner answered on this diagram, by exercise."""
    learner = request.visit.learner
    if learner is None:
        return {}
    found = ExerciseAnswer.objects.filter(learner=learner, study=diagram.study)
    return {answer.exercise: answer for answer in found}


def take_answer(request: LearnerRequest, diagram: Diagram) -> HttpResponse:
    """What the address asks; "check without recording" leaves no trace."""
    if "fail" in request.GET:
        return predict_failure(request, diagram)
    if "question" in request.GET:
        return answer_question(request, diagram)
    if request.GET.get("do") == "hops":
        return find_hops(request, diagram)
    raise Http404


def predict_failure(request: LearnerRequest, diagram: Diagram) -> HttpResponse:
    failure = get_failure(diagram, request.GET.get("fail", ""))
    form = PredictionForm(request.POST, diagram.architecture, failure)
    prediction = form.prediction() if form.is_valid() else {}
    if not prediction:
        return architecture_page(request, diagram, prediction_scene(diagram, failure, form))
    scene = outcome_scene(diagram, failure, prediction, [])
    if form.cleaned_data["record"]:
        outcome = scene.panel["outcome"]
        answers = breaking.as_answers(prediction)
        exercise = f"predict:{failure.id}"
        note(request, diagram, exercise, answers, (outcome.right, outcome.score.possible))
        if not request.htmx:
            return redirect(back_to(diagram, address(fail=failure.id)))
    return architecture_page(request, diagram, scene)


def answer_question(request: LearnerRequest, diagram: Diagram) -> HttpResponse:
    question = get_question(diagram, request.GET.get("question", ""))
    picks = picked(diagram.architecture, question, request.POST.getlist("pick"))
    if not is_whole(diagram.architecture, question, picks):
        scene = question_scene(diagram, question, picks, is_unanswered=True)
        return architecture_page(request, diagram, scene)
    scene = question_scene(diagram, question, picks, is_judged=True)
    if is_recorded(request):
        verdict = scene.panel["verdict"]
        exercise = f"question:{question.id}"
        note(request, diagram, exercise, picks, (verdict.right, verdict.of))
        if not request.htmx:
            return redirect(back_to(diagram, address(question=question.id)))
    return architecture_page(request, diagram, scene)


def find_hops(request: LearnerRequest, diagram: Diagram) -> HttpResponse:
    """Which of the published hops cannot be walked?"""
    drawn = diagram.architecture.published
    if drawn is None:
        raise Http404
    answers = numbers(request.POST.getlist("hop"), len(drawn.hops))
    grade = published.grade(drawn, map(int, answers))
    if is_recorded(request):
        right = sum(hop.is_right for hop in grade.hops)
        note(request, diagram, HOPS, answers, (right, len(grade.hops)))
        if not request.htmx:
            return redirect(f"{diagram.study.get_absolute_url()}#hops")
    context = hops_of(diagram, {}, grade)
    if request.htmx:
        return render(request, "learning/_hops.html", {"study": diagram.study} | context)
    return architecture_page(request, diagram, look_scene(diagram, None), **context)


def back_to(diagram: Diagram, state: str) -> str:
    return f"{diagram.study.get_absolute_url()}{state}#diagram"


def is_recorded(request: LearnerRequest) -> bool:
    form = RecordForm(request.POST)
    return form.is_valid() and form.cleaned_data["record"]


def note(
    request: LearnerRequest,
    diagram: Diagram,
    exercise: str,
    answers: list[str],
    score: tuple[int, int],
) -> None:
    """Keep the answer, and how much of the diagram the learner has answered."""
    learner = request.visit.ensure_learner()
    right, of = score
    progress.note_exercise(learner, diagram.study, exercise, answers, right=right, of=of)
    done = ExerciseAnswer.objects.filter(learner=learner, study=diagram.study).count()
    percent = min(100, round(100 * done / diagram.exercises))
    progress.note_position(learner, diagram.study, "", percent)


def hops_of(diagram: Diagram, kept: Kept, grade: published.Grade | None = None) -> dict[str, Any]:
    """The exercise on the published hops, with what was answered last."""
    drawn = diagram.architecture.published
    if drawn is None:
        return {}
    if grade is None and HOPS in kept:
        answers = numbers(kept[HOPS].answers, len(drawn.hops))
        grade = published.grade(drawn, map(int, answers))
    by_number = {hop.judged.number: hop for hop in grade.hops} if grade else {}
    rows = [
        (number, drawn.label(hop.source), drawn.label(hop.target), by_number.get(number))
        for number, hop in enumerate(drawn.hops, start=1)
    ]
    arrows = [(drawn.label(pair.source), drawn.label(pair.target)) for pair in drawn.edges]
    return {"published": drawn, "grade": grade, "hops": rows, "arrows": arrows}


def load_of(request: LearnerRequest, diagram: Diagram) -> dict[str, Any]:
    """The calculator for what the address says, else for the architecture's own values."""
    found = stations(diagram.architecture)
    if not found:
        return {}
    nodes = [diagram.architecture.node[station.node] for station in found]
    start = starting_load(found, diagram.architecture)
    form = LoadForm(
        start | {name: request.GET[name] for name in start if name in request.GET}, nodes
    )
    if not form.is_valid():
        return {"load_form": form}
    return {"load_form": form, "load": load(diagram.architecture, form.workload())}


@require_safe
def export_diagram(request: LearnerRequest, slug: str, suffix: str) -> HttpResponse:
    """The drawing or the model as a file; `?drawing=narrow` for the vertical drawing."""
    diagram = get_diagram(slug)
    drawn = diagram.narrow if request.GET.get("drawing") == "narrow" else diagram.wide
    body, content_type = export.EXPORTS[suffix](diagram.architecture, drawn)
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{slug}.{suffix}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def import_model(request: LearnerRequest, slug: str) -> HttpResponse:
    """Somebody's own model: its faults, or its drawing. Nothing of it is kept."""
    context: dict[str, Any] = {"pattern": get_diagram(slug).study.pattern, "form": ImportForm()}
    if request.method == "POST":
        context["form"] = form = ImportForm(request.POST)
        try:
            context["own"] = read_own(form.cleaned_data["model"]) if form.is_valid() else None
        except ArchitectureError as error:
            context["faults"] = error.faults
    is_refused = bool(context["form"].errors or context.get("faults"))
    status = 422 if is_refused else 200
    return render(request, "learning/architecture_import.html", context, status=status)
