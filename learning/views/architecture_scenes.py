"""The states of the diagram: what an address shows, and what its panel needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, QueryDict

from learning.architecture.impact import Change, State
from learning.architecture.model import Failure, Flow, Node
from learning.architecture_forms import AnyFailureForm, PredictionForm, StepForm, is_whole, picked
from learning.diagram import breaking, marks, quiz, walking
from learning.diagram.marks import Marks, address
from learning.diagram.quiz import Question
from learning.diagram.stored import Diagram
from learning.models import ExerciseAnswer

Kept = Mapping[str, ExerciseAnswer]


@dataclass(frozen=True)
class Scene:
    """One state of the diagram: what is marked on it, and what its panel needs."""

    mode: str  # look, walk, break or quiz: also the panel's template
    title: str
    marks: Marks
    panel: dict[str, Any]
    status: int = 200
    is_brief: bool = False  # what is said stays in view while a small screen shows the drawing

    @property
    def template(self) -> str:
        return f"learning/_diagram_{self.mode}.html"


def get_failure(diagram: Diagram, name: str) -> Failure:
    failure = breaking.failure_of(diagram.architecture, name)
    if failure is None:
        raise Http404
    return failure


def get_question(diagram: Diagram, name: str) -> Question:
    if name not in diagram.questions:
        raise Http404
    return diagram.questions[name]


def look_scene(diagram: Diagram, name: str | None) -> Scene:
    architecture = diagram.architecture
    node = architecture.node.get(name or "")
    if name and node is None:
        raise Http404
    marked = marks.looking(architecture, node.id if node else None)
    if node is None:
        return Scene("look", diagram.study.title, marked, {})
    passing = [
        (flow, flow_address(flow))
        for flow in architecture.flows
        if any(node.id in architecture.ends(hop) for hop in flow.hops)
    ]
    panel = {
        "node": node,
        "from_here": [edge for edge in architecture.edges if edge.source == node.id],
        "to_here": [edge for edge in architecture.edges if edge.target == node.id],
        "passing": passing,
        "failing": [one for one in architecture.failures if one.component == node.id],
    }
    return Scene("look", node.label, marked, panel, is_brief=True)


def flow_address(flow: Flow) -> str:
    return address(flow=flow.id, hop=1)


def walk_scene(diagram: Diagram, asked: QueryDict) -> Scene:
    flow = diagram.architecture.flow.get(asked.get("flow", ""))
    form = StepForm(asked)
    number = (form.cleaned_data["hop"] or 1) if form.is_valid() else 0
    if flow is None or not 1 <= number <= flow.hop_count:
        raise Http404
    stops = walking.stops(diagram.architecture, flow)
    panel = {
        "flow": flow,
        "stops": stops,
        "stop": stops[number - 1],
        "previous": stops[number - 2] if number > 1 else None,
        "following": stops[number] if number < flow.hop_count else None,
        "total": stops[-1].elapsed,
    }
    title = f"{flow.title}, hop {number}"
    marked = marks.walking(diagram.architecture, flow, number)
    return Scene("walk", title, marked, panel, is_brief=True)


def break_scene(diagram: Diagram, asked: QueryDict, kept: Kept) -> Scene:
    """Without a failure the list of them; then the prediction; then the outcome."""
    form = AnyFailureForm(diagram.architecture, asked if "component" in asked else None)
    if "fail" not in asked and not form.is_valid():
        panel = {
            "failures": [
                (failure, kept.get(f"predict:{failure.id}"))
                for failure in diagram.architecture.failures
            ],
            "any_form": form,
        }
        return Scene("break", "Break it", Marks(), panel)
    name = asked.get("fail") or "{component}.{mode}".format(**form.cleaned_data)
    failure = get_failure(diagram, name)
    answer = kept.get(f"predict:{failure.id}")
    is_again = "again" in asked
    answers = answer.answers if answer and not is_again else []
    prediction = breaking.from_answers(diagram.architecture, failure, answers)
    if not prediction and "outcome" not in asked:
        return prediction_scene(diagram, failure)
    switched = [id_ for id_ in failure.mitigations if id_ in asked.getlist("with")]
    return outcome_scene(diagram, failure, prediction, switched)


def prediction_scene(
    diagram: Diagram, failure: Failure, form: PredictionForm | None = None
) -> Scene:
    panel = {
        "failure": failure,
        "to_predict": [
            (node, form[f"p-{node.id}"].value() if form else "", breaking.means(node).items())
            for node in breaking.may_be_predicted(diagram.architecture, failure)
        ],
        "unanswered": form is not None,
    }
    marked = marks.failing(diagram.architecture, failure.component)
    return Scene("break", failure.title, marked, panel, 422 if form else 200)


def outcome_scene(
    diagram: Diagram, failure: Failure, prediction: Mapping[str, State], switched: list[str]
) -> Scene:
    architecture = diagram.architecture
    outcome = breaking.break_it(architecture, failure, prediction, switched)
    panel = {
        "failure": failure,
        "outcome": outcome,
        "remedies": [
            (remedy, remedy.id in switched) for remedy in breaking.remedies(architecture, failure)
        ],
        "switched": switched,
        "changed": [
            (architecture.node[change.node], *words(architecture.node[change.node], change))
            for change in outcome.changes
        ],
    }
    return Scene("break", failure.title, marks.failed(architecture, outcome.impact), panel)


def words(node: Node, change: Change) -> tuple[str, str]:
    means = breaking.means(node)
    return means[change.before], means[change.after]


def quiz_scene(diagram: Diagram, asked: QueryDict, kept: Kept) -> Scene:
    if "question" not in asked:
        return Scene("quiz", "Questions", Marks(), {"questions": question_list(diagram, kept)})
    question = get_question(diagram, asked.get("question", ""))
    answer = kept.get(f"question:{question.id}")
    if answer and not {"pick", "again"} & asked.keys():
        picks = picked(diagram.architecture, question, answer.answers)
        if is_whole(diagram.architecture, question, picks):
            return question_scene(diagram, question, picks, is_judged=True)
    picks = picked(diagram.architecture, question, asked.getlist("pick"))
    return question_scene(diagram, question, picks)


def question_list(diagram: Diagram, kept: Kept) -> list[tuple[Question, ExerciseAnswer | None]]:
    return [(one, kept.get(f"question:{one.id}")) for one in diagram.questions.values()]


def question_scene(
    diagram: Diagram,
    question: Question,
    picks: list[str],
    *,
    is_judged: bool = False,
    is_unanswered: bool = False,
) -> Scene:
    architecture = diagram.architecture
    verdict = quiz.grade(architecture, question, picks) if is_judged else None
    notes = verdict.notes if verdict else ()
    marked = marks.asking(architecture, question, picks, notes)
    found = marked.nodes if question.kind == "node" else marked.edges
    ids = list(diagram.questions)
    at = ids.index(question.id)
    panel = {
        "question": question,
        "number": at + 1,
        "of": len(ids),
        "options": [(id_, label_of(diagram, id_), mark) for id_, mark in found.items()],
        "picks": [(id_, label_of(diagram, id_)) for id_ in picks],
        "shorter": address(question=question.id, pick=picks[:-1]),
        "is_whole": is_whole(architecture, question, picks),
        "verdict": verdict,
        "notes": [(note, label_of(diagram, note.id)) for note in notes],
        "next_question": ids[at + 1] if at + 1 < len(ids) else None,
        "unanswered": is_unanswered,
    }
    title = f"Question {at + 1}"
    return Scene("quiz", title, marked, panel, 422 if is_unanswered else 200, is_brief=True)


def label_of(diagram: Diagram, id_: str) -> str:
    architecture = diagram.architecture
    if id_ in architecture.node:
        return architecture.node[id_].label
    edge = architecture.edge[id_]
    ends = (architecture.node[edge.source].label, architecture.node[edge.target].label)
    return f"{edge.label}: {ends[0]} → {ends[1]}"
