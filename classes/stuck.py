"""Where a class is stuck: objectives, misconceptions, and the questions that most miss."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.db.models import F
from django.utils.html import strip_tags
from django.utils.text import Truncator

from classes import seen
from classes.models import Classroom
from quizzes import standing
from quizzes.models import Revision
from quizzes.verdict import Exposure, Verdict, verdict

MOST_LISTED = 10
LONGEST_PROMPT = 180  # characters of a question that tell which one it is
UNSAID = "A misconception that the question no longer explains."


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """An answer that counts for a verdict, with what is asked here."""

    learner: int
    question: int
    slug: str
    pattern: str
    objective: str
    exposure: Exposure


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """An objective: how the class answered at first sight, taken as one learner."""

    pattern: str
    sentence: str
    verdict: Verdict
    right: int
    of: int
    students: int
    missed_by: int  # students with at least one miss

    @property
    def word(self) -> str:
        return standing.said(self.verdict)

    @property
    def css(self) -> str:
        early = self.verdict.n < standing.FEWEST
        return "early" if early else str(self.verdict.word).replace(" ", "-")


@dataclass(frozen=True, slots=True)
class MisconceptionRow:
    name: str
    pattern: str
    students: int
    answers: int
    truth: str  # safe HTML: what the question says of it


@dataclass(frozen=True, slots=True)
class QuestionRow:
    slug: str
    pattern: str
    prompt: str
    missed: int
    of: int

    @property
    def percent(self) -> int:
        return round(100 * self.missed / self.of)


@dataclass(frozen=True)
class Stuck:
    answers: int
    students: int
    objectives: Sequence[ObjectiveRow]
    misconceptions: Sequence[MisconceptionRow]
    questions: Sequence[QuestionRow]


def of_class(classroom: Classroom) -> Stuck:
    """Three queries: the first answers, the misconceptions, and what the questions say."""
    first = first_answers(classroom)
    tags = shown_misconceptions(classroom)
    missed = most_missed(first)
    wanted = {question for question, _, _ in missed} | {example for *_, example in tags}
    bodies = bodies_of(wanted)
    return Stuck(
        len(first),
        len({one.learner for one in first}),
        objective_rows(first),
        [misconception_row(*tag, bodies) for tag in tags],
        [question_row(one, wrong, of, bodies) for one, wrong, of in with_example(first, missed)],
    )


def first_answers(classroom: Classroom) -> list[FirstAnswer]:
    """Newest first, as the verdict takes them."""
    rows = (
        seen.answers(classroom)
        .filter(is_first=True, tries=1, hints=0)
        .order_by("-answered_at", "-pk")
        .values_list(
            "learner",
            "question",
            "question__slug",
            "question__pattern__title",
            "question__objective__sentence",
            "question__difficulty",
            "is_right",
            "question__guessing",
        )
    )
    return [
        FirstAnswer(who, question, slug, pattern, said or "", Exposure(level, right, guessing))
        for who, question, slug, pattern, said, level, right, guessing in rows
    ]


def objective_rows(first: Iterable[FirstAnswer]) -> list[ObjectiveRow]:
    """The weakest first; of equal chance the one that more students miss."""
    groups: dict[tuple[str, str], list[FirstAnswer]] = defaultdict(list)
    for one in first:
        if one.objective:
            groups[one.pattern, one.objective].append(one)
    rows = [objective_row(*name, answers) for name, answers in groups.items()]
    return sorted(rows, key=lambda row: (row.verdict.P, -row.missed_by, row.sentence))


def objective_row(pattern: str, sentence: str, answers: Sequence[FirstAnswer]) -> ObjectiveRow:
    wrong = {one.learner for one in answers if not one.exposure.is_right}
    return ObjectiveRow(
        pattern,
        sentence,
        verdict([one.exposure for one in answers]),
        sum(one.exposure.is_right for one in answers),
        len(answers),
        len({one.learner for one in answers}),
        len(wrong),
    )


Tag = tuple[str, str, int, int, int]  # name, pattern, students, answers, a question with it


def shown_misconceptions(classroom: Classroom) -> list[Tag]:
    """Those that wrong answers showed, by how many students showed them."""
    rows = seen.answers(classroom).filter(is_right=False).exclude(misconceptions=[])
    fields = ("learner", "question", "question__pattern__title", "misconceptions")
    learners: dict[tuple[str, str], set[int]] = defaultdict(set)
    questions: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for who, question, pattern, tags in rows.values_list(*fields):
        for tag in tags:
            learners[tag, pattern].add(who)
            questions[tag, pattern][question] += 1
    found = [
        (tag, pattern, len(who), counted.total(), counted.most_common(1)[0][0])
        for (tag, pattern), who in learners.items()
        for counted in [questions[tag, pattern]]
    ]
    return sorted(found, key=lambda row: (-row[2], -row[3], row[0]))[:MOST_LISTED]


def misconception_row(
    tag: str, pattern: str, students: int, answers: int, question: int, bodies: dict[int, Any]
) -> MisconceptionRow:
    truth = bodies.get(question, {}).get("mistakes", {}).get(tag) or UNSAID
    return MisconceptionRow(tag.replace("-", " "), pattern, students, answers, truth)


def most_missed(first: Iterable[FirstAnswer]) -> list[tuple[int, int, int]]:
    """Question, how many missed it at first sight, and how many answered."""
    wrong, every = Counter[int](), Counter[int]()
    for one in first:
        every[one.question] += 1
        wrong[one.question] += not one.exposure.is_right
    found = [(question, wrong[question], of) for question, of in every.items() if wrong[question]]
    # Pulled towards one half: one miss of one is no worse than nine of ten.
    found.sort(key=lambda row: (-(row[1] + 1) / (row[2] + 2), -row[2], row[0]))
    return found[:MOST_LISTED]


def with_example(
    first: Iterable[FirstAnswer], missed: Sequence[tuple[int, int, int]]
) -> list[tuple[FirstAnswer, int, int]]:
    by_question = {one.question: one for one in first}
    return [(by_question[question], wrong, of) for question, wrong, of in missed]


def question_row(one: FirstAnswer, wrong: int, of: int, bodies: dict[int, Any]) -> QuestionRow:
    prompt = bodies.get(one.question, {}).get("prompt", one.slug)
    return QuestionRow(one.slug, one.pattern, shortened(prompt), wrong, of)


def shortened(prompt: str) -> str:
    """The question as plain text, long enough to tell which one it is."""
    question = prompt.partition("<figure")[0].strip() or prompt  # code follows in a figure
    text = unescape(strip_tags(question.replace("<", " <")))
    return Truncator(" ".join(text.split())).chars(LONGEST_PROMPT)


def bodies_of(questions: Iterable[int]) -> dict[int, Any]:
    """What each question says now."""
    current = Revision.objects.filter(question__in=set(questions), question__current=F("pk"))
    return dict(current.values_list("question", "body"))
