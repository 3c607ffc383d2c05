"""Learners of known ability who answer questions of known difficulty: as many as one wants.

What they gave is written past the site, as it would have stored it.
"""

import math
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from learning.models import Learner
from quizzes.models import Answer, Attempt, Mode, Question, Slot

HARD = {"easy": -1.2, "medium": 0.0, "hard": 1.2}
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
PARTS = {"multiple": 4, "order": 5, "blanks": 2}
AT_ONCE = 5_000
KEYS = count(1)


@dataclass
class Item:
    """A question as somebody meets it."""

    question: Question
    chance: random.Random
    hardness: float = field(init=False)
    slope: float = field(init=False)
    wrong: list = field(init=False)

    def __post_init__(self):
        chance, question = self.chance, self.question
        self.hardness = HARD[question.difficulty] + chance.gauss(0, 0.5)
        self.slope = chance.uniform(0.7, 2)
        spec = question.current.body["spec"]
        options = spec.get("options", [])
        self.right = [one["id"] for one in options if one["right"]]
        self.wrong = [one["id"] for one in options if not one["right"]]
        if question.kind == "line":
            self.right = [line for line, entry in spec["known"].items() if entry["right"]]
            self.wrong = [line for line, entry in spec["known"].items() if not entry["right"]]
        self.pull = [chance.uniform(0.1, 1) for _ in self.wrong]

    def answered(self, ability, chance):
        """What was given, and its score."""
        guessing = self.question.guessing
        logit = self.slope * (ability - self.hardness)
        if chance.random() < guessing + (1 - guessing) / (1 + math.exp(-logit)):
            return self.right or ["right"], 1.0
        parts = PARTS.get(self.question.kind)
        score = chance.randrange(parts) / parts if parts else 0.0
        return chance.choices(self.wrong, self.pull) if self.wrong else ["wrong"], score


class Population:
    """Writes runs; `chance` decides everything, so the same seed writes the same."""

    def __init__(self, questions, seed=1):
        self.chance = random.Random(seed)
        self.items = [Item(question, self.chance) for question in questions]
        self.attempts, self.slots, self.answers, self.learners = [], [], [], []
        self.clock = BEGAN

    def learner(self):
        one = Learner()
        self.learners.append(one)
        return one

    def run(self, learner, items, mode=Mode.PRACTICE, ability=0.0, seen=None):
        """A finished run; `seen` are the questions that this learner has answered before."""
        seen = set() if seen is None else seen
        self.clock += timedelta(minutes=7)
        attempt = Attempt(
            learner=learner,
            pattern_id=items[0].question.pattern_id,
            mode=mode,
            started_at=self.clock,
            finished_at=self.clock + timedelta(minutes=5),
        )
        self.attempts.append(attempt)
        for number, item in enumerate(items, start=1):
            given, score = item.answered(ability, self.chance)
            self.answer(attempt, number, item.question, given, score, seen)
        return attempt

    def answer(self, attempt, number, question, given, score, seen):
        slot = Slot(
            attempt=attempt,
            number=number,
            revision_id=question.current_id,
            seed=number,
            tries=1,
            given=given,
            is_settled=score == 1,
            answered_at=attempt.finished_at,
        )
        planned = question.current.seconds
        self.slots.append(slot)
        self.answers.append(
            Answer(
                learner=attempt.learner,
                question=question,
                revision_id=question.current_id,
                slot=slot,
                mode=attempt.mode,
                given=given,
                score=score,
                credit=score,
                is_right=score == 1,
                is_first=question.pk not in seen,
                seconds=min(3_600, round(planned * self.chance.lognormvariate(-0.3, 0.6))),
                key=f"population.{next(KEYS)}",
                answered_at=attempt.finished_at,
            )
        )
        seen.add(question.pk)

    def study(self, tests=1, practice=1):
        """Somebody new practises and is tested, unseen questions first."""
        learner, ability, seen = self.learner(), self.chance.gauss(0, 1), set()
        for mode, length, times in ((Mode.PRACTICE, 5, practice), (Mode.TEST, 10, tests)):
            for _ in range(times):
                drawn = self.chance.sample(self.items, len(self.items))
                drawn.sort(key=lambda item: item.question.pk in seen)
                self.run(learner, drawn[:length], mode, ability, seen)
        return learner

    def store(self):
        """Write what has gathered."""
        rows = ((Learner, self.learners), (Attempt, self.attempts))
        for model, gathered in (*rows, (Slot, self.slots), (Answer, self.answers)):
            model.objects.bulk_create(gathered, batch_size=AT_ONCE)
            gathered.clear()
