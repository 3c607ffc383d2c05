"""A small bank, read and stored as the shipped one is, and a learner who answers from it."""

from functools import cache

import pytest
from django.core.signing import get_cookie_signer

from learning.content.parts import Outline
from learning.learners import COOKIE
from learning.models import Learner, Objective, Pattern
from quizzes import attempts, selection
from quizzes.attempts import Given
from quizzes.bank.part import QUESTIONS
from quizzes.models import Mode, Question

OBJECTIVES = {f"st.{name}": f"Say what {name} does." for name in ("copy", "cache", "user", "size")}
OUTLINE = Outline(
    OBJECTIVES | {"or.calls": "Order the calls."},
    {"stages": tuple(OBJECTIVES), "calls": ("or.calls",)},
)
FRONT = """+++
id = "{id}"
revision = 1
status = "{status}"
kind = "{kind}"
difficulty = "{difficulty}"
objective = "{objective}"
cognitive = "apply"
seconds = 60
tags = [{tags}]
{family}checked = {{ date = 2026-11-27, how = "by hand" }}
{table}+++
## Prompt
What does {id} ask?

"""
BELOW = """
## Hints
1. Hint one of {id}.
2. Hint two of {id}.
3. Hint three of {id}.

## Solution
1. Solved {id}, first.
2. Solved {id}, then.

## Quick check
Q: Asked again of {id}?
A: Told again of {id}.

## Common mistakes
- **mixed-up** — Mistaken in {id}.

## References
- [Docker docs](https://docs.docker.com/build/) — how builds work.
"""
OPTIONS = """## Options
- [x] Key of {id} {{key}}
  > Feedback of the key of {id}.
- [ ] Other of {id} {{other mixed-up}}
  > Feedback of the other of {id}.
- [{more}] Third of {id} {{third{third}}}
  > Feedback of the third of {id}.
"""
LISTS = {
    "single": OPTIONS.replace("{more}", " ").replace("{third}", " mixed-up"),
    "multiple": OPTIONS.replace("{more}", "x").replace("{third}", "")
    + """- [ ] Fourth of {id} {{fourth mixed-up}}
  > Feedback of the fourth of {id}.
""",
    "blanks": """## Code
```console
$ docker {{{{build}}}} {id}
```

## Answers
- [x] 1: `build` {{build}}
  > Feedback of the key of {id}.
- [ ] 1: `run` {{run mixed-up}}
  > Feedback of the other of {id}.
""",
    "numeric": """## Answers
- [x] 12 {{twelve}}
  > Feedback of the key of {id}.
- [ ] 11 {{eleven mixed-up}}
  > Feedback of the other of {id}.
- [ ] 13 {{thirteen mixed-up}}
  > Feedback of the third of {id}.
""",
    "order": """## Lines
- [x] First line of {id} {{one}}
  > Feedback of line one of {id}.
- [x] Second line of {id} {{two}}
  > Feedback of line two of {id}.
- [x] Third line of {id} {{three}}
  > Feedback of line three of {id}.
- [x] Fourth line of {id} {{four}}
  > Feedback of line four of {id}.
- [ ] No line of {id} {{five mixed-up}}
  > Feedback of line five of {id}.
""",
    "line": """## Code
```console
$ docker build {id}
$ docker run {id}
$ docker push {id}
```

## Answers
- [x] 2 {{two}}
  > Feedback of the key of {id}.
- [ ] 1 {{one mixed-up}}
  > Feedback of the other of {id}.
- [ ] 3 {{three mixed-up}}
  > Feedback of the third of {id}.
""",
}
TABLES = {"numeric": "[numeric]\nvalue = 12\ntolerance = 0\n"}
RIGHT = {
    "single": ["key"],
    "multiple": ["key", "third"],
    "blanks": ["build"],
    "numeric": ["12"],
    "order": ["one", "two", "three", "four"],
    "line": ["2"],
}
WRONG = {
    "single": ["other"],
    "multiple": ["other"],
    "blanks": ["run"],
    "numeric": ["11"],
    "order": ["five"],
    "line": ["1"],
}
BANK = (  # slug, kind, difficulty, objective, tag, family
    ("easy-1", "single", "easy", "st.copy", "", ""),
    ("easy-2", "multiple", "easy", "st.cache", "", ""),
    ("easy-3", "blanks", "easy", "st.user", "architecture", ""),
    ("easy-4", "single", "easy", "st.size", "", ""),
    ("medium-1", "single", "medium", "st.copy", "architecture", ""),
    ("medium-2", "order", "medium", "st.cache", "", ""),
    ("medium-3", "line", "medium", "st.user", "", ""),
    ("medium-4", "numeric", "medium", "st.size", "", ""),
    ("twin-1", "single", "medium", "st.size", "architecture", "twins"),
    ("twin-2", "single", "medium", "st.size", "", "twins"),
    ("hard-1", "single", "hard", "st.copy", "", ""),
    ("hard-2", "multiple", "hard", "st.cache", "architecture", ""),
    ("hard-3", "blanks", "hard", "st.user", "", ""),
    ("call-1", "single", "easy", "or.calls", "", ""),
    ("call-2", "single", "hard", "or.calls", "", ""),
)


def written(row, status="reviewed"):
    """A question as its author writes it: the path and the file's bytes."""
    slug, kind, difficulty, objective, tag, family = row
    values = {
        "id": slug,
        "kind": kind,
        "difficulty": difficulty,
        "objective": objective,
        "tags": f'"{tag}"' if tag else "",
        "family": f'family = "{family}"\n' if family else "",
        "table": TABLES.get(kind, ""),
        "status": status,
    }
    pattern = "calls" if objective == "or.calls" else "stages"
    text = (FRONT + LISTS[kind] + BELOW).format(**values)
    return f"patterns/{pattern}/questions/{slug}.md", text.encode()


@cache
def files():
    return dict(written(row) for row in BANK)


@cache
def read_bank():
    return QUESTIONS.read(files(), OUTLINE)


@pytest.fixture
def pattern(db):
    return Pattern.objects.create(slug="stages", title="Stages", summary="What ships.", order=1)


@pytest.fixture
def bank(pattern):
    """Fifteen questions of two patterns; the ways that are made from them are open."""
    Pattern.objects.create(slug="calls", title="Calls", summary="Who waits.", order=2)
    for slug, sentence in OUTLINE.objectives.items():
        Objective.objects.create(slug=slug, sentence=sentence)
    QUESTIONS.store(read_bank())
    return {question.slug: question for question in Question.objects.all()}


@pytest.fixture
def learner(db):
    return Learner.objects.create()


@pytest.fixture
def returning(client, learner):
    """A client that carries the learner's cookie."""
    client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE).sign(learner.key)
    return client


@pytest.fixture
def begin(bank, learner, pattern):
    """Start a run through the questions with these names."""

    def start(mode=Mode.PRACTICE, *slugs, whose=learner, certainty=False):
        found = {bank_slug(one): one for one in selection.candidates(None)}
        chosen = [found[slug] for slug in slugs or ("easy-1", "easy-2", "medium-1")]
        return attempts.start(whose, mode, chosen, pattern=pattern, asks_certainty=certainty)

    names = {question.pk: slug for slug, question in bank.items()}

    def bank_slug(one):
        return names[one.question]

    return start


def slot_of(attempt, number=1):
    """The slot as the database has it."""
    related = ("attempt__pattern", "revision__question__objective")
    return attempt.slots.select_related(*related).get(number=number)


def given(slot, right=True, **fields):
    """What a learner sends who sees the slot as it is."""
    kind = slot.revision.question.kind
    return Given(**{"answer": (RIGHT if right else WRONG)[kind], "version": slot.tries} | fields)


def answer(attempt, number=1, right=True, **fields):
    """Answer the question as it is now; what was counted, or None."""
    slot = slot_of(attempt, number)
    return attempts.answer_now(slot, given(slot, right, **fields))


def fill(attempt, *rights):
    """Save an answer to each question of a test, right or not; None leaves it open."""
    for number, right in enumerate(rights, start=1):
        if right is not None:
            slot = slot_of(attempt, number)
            attempts.save(slot, given(slot, right))
