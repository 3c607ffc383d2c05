"""Questions that are answered on the diagram: pick a component, a connection, or an order.

They stand in `architecture-quiz.toml` beside the architecture. Its reader refuses what the
architecture does not bear out: an option that is no component, a key that a failure does not
put into the state that the question claims, hops that a flow does not have.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from learning.architecture.impact import State, impact, outage_of
from learning.architecture.model import Architecture, Hop
from learning.architecture.schema import Id, one_line

Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    AfterValidator(one_line),
]


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PickOption(Row):
    """A component or a connection that may be picked, and what is said then."""

    id: Id
    correct: bool = False
    feedback: Text


class PickQuestion(Row):
    """`failure` and `state`: the key, and no other option, is in that state after that failure."""

    id: Id
    kind: Literal["node", "edge"]
    prompt: Text
    explanation: Text
    option: list[PickOption] = Field(min_length=3, max_length=8)
    failure: Id | None = None
    state: Annotated[State, Field(strict=False)] | None = None

    @property
    def key(self) -> str:
        return next(option.id for option in self.option if option.correct)


class OrderQuestion(Row):
    """The hops from `first` to `last` of a flow; their order is the key."""

    id: Id
    kind: Literal["order"]
    prompt: Text
    explanation: Text
    flow: Id
    first: int = Field(ge=1)
    last: int = Field(ge=2)


Question = PickQuestion | OrderQuestion


class QuizFile(Row):
    question: list[Annotated[Question, Field(discriminator="kind")]] = Field(
        min_length=1, max_length=10
    )


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a question; `where` leads to it in the file's values."""

    where: tuple[str | int, ...]
    message: str
    expected: str


def flaws(architecture: Architecture, quiz: QuizFile) -> Iterator[Flaw]:
    seen: set[str] = set()
    for number, question in enumerate(quiz.question):
        where = ("question", number)
        if question.id in seen:
            yield Flaw((*where, "id"), f"question {question.id} occurs twice", "unique ids")
        seen.add(question.id)
        if isinstance(question, OrderQuestion):
            yield from order_flaws(architecture, question, where)
        else:
            yield from pick_flaws(architecture, question, where)


def pick_flaws(
    architecture: Architecture, question: PickQuestion, where: tuple[str | int, ...]
) -> Iterator[Flaw]:
    known: Mapping[str, Any] = architecture.node if question.kind == "node" else architecture.edge
    ids = [option.id for option in question.option]
    for number, id_ in enumerate(ids):
        if id_ not in known:
            message = f"question {question.id}: there is no {question.kind} {id_}"
            yield Flaw((*where, "option", number, "id"), message, f"the id of a {question.kind}")
        if id_ in ids[:number]:
            message = f"question {question.id}: the option {id_} occurs twice"
            yield Flaw((*where, "option", number, "id"), message, "each option once")
    if sum(option.correct for option in question.option) != 1:
        yield Flaw(where, f"question {question.id} has not one correct option", "one")
    elif question.failure or question.state:
        yield from claim_flaws(architecture, question, where)


def claim_flaws(
    architecture: Architecture, question: PickQuestion, where: tuple[str | int, ...]
) -> Iterator[Flaw]:
    failure = architecture.failure.get(question.failure or "")
    if failure is None or question.state is None or question.kind != "node":
        message = f"question {question.id}: the claim is not whole"
        yield Flaw(where, message, "a node question with a failure of the architecture and a state")
        return
    outcome = impact(architecture, [outage_of(failure)])
    for number, option in enumerate(question.option):
        if option.id not in architecture.node:
            continue
        state = outcome.state(option.id)
        if (state == question.state) != option.correct:
            message = f"question {question.id}: after {failure.id}, {option.id} is {state}"
            expected = f"the key alone to be {question.state}"
            yield Flaw((*where, "option", number), message, expected)


def order_flaws(
    architecture: Architecture, question: OrderQuestion, where: tuple[str | int, ...]
) -> Iterator[Flaw]:
    flow = architecture.flow.get(question.flow)
    if flow is None:
        message = f"question {question.id}: there is no flow {question.flow}"
        yield Flaw((*where, "flow"), message, "the id of a flow")
        return
    if not 3 <= question.last - question.first + 1 <= 8 or question.last > flow.hop_count:
        message = f"question {question.id}: hops {question.first} to {question.last}"
        yield Flaw((*where, "last"), message, f"3 to 8 of the {flow.hop_count} hops")
        return
    edges = [hop.edge for hop in asked_hops(architecture, question)]
    if len(set(edges)) < len(edges):
        message = f"question {question.id}: a connection is used twice between these hops"
        yield Flaw((*where, "first"), message, "hops over different connections")


def asked_hops(architecture: Architecture, question: OrderQuestion) -> tuple[Hop, ...]:
    return architecture.flow[question.flow].hops[question.first - 1 : question.last]


def choices(architecture: Architecture, question: Question) -> tuple[str, ...]:
    """What may be picked; an order is offered by the ids, which tell nothing."""
    if isinstance(question, PickQuestion):
        return tuple(option.id for option in question.option)
    return tuple(sorted(hop.edge for hop in asked_hops(architecture, question)))


@dataclass(frozen=True, slots=True)
class Note:
    """What is said of one thing that was picked."""

    id: str
    is_right: bool
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    right: int
    of: int
    notes: tuple[Note, ...]

    @property
    def is_right(self) -> bool:
        return self.right == self.of


def grade(architecture: Architecture, question: Question, picks: Sequence[str]) -> Verdict:
    """Judge what was picked. Picks must come from `choices`; an order must hold each once."""
    if isinstance(question, PickQuestion):
        option = next(option for option in question.option if option.id == picks[0])
        note = Note(option.id, option.correct, option.feedback)
        return Verdict(int(option.correct), 1, (note,))
    hops = asked_hops(architecture, question)
    notes = []
    for picked, hop in zip(picks, hops, strict=True):
        is_right = picked == hop.edge
        belongs = next(n for n, other in enumerate(hops, start=1) if other.edge == picked)
        text = hops[belongs - 1].sentence
        notes.append(Note(picked, is_right, text if is_right else f"Place {belongs}. {text}"))
    return Verdict(sum(note.is_right for note in notes), len(hops), tuple(notes))
