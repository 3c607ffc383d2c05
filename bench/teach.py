"""What the instructors' pages cost on a real server, and what a crash loses of a draft.

bench/teach.py          the bank with 10,000 questions over HTTP, one worker
bench/teach.py crash    50 times (ROUNDS=) the server is killed while drafts are saved
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.authoring.crash import crash_rounds
from tests.conftest import ROOT
from tests.quizzes.crowd import Told, Visitor
from tests.serving import environment, serving

ROUNDS = int(os.environ.get("ROUNDS", "50"))
TIMES = 40
GOAL = 60  # milliseconds
MOST_QUERIES = 12
FILL = """
import random
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from authoring.models import BankEntry
from learning.models import Objective, Pattern
from quizzes.models import ItemTally, Question
chance = random.Random(7)
shipped = list(BankEntry.objects.all())
words = sorted({word for entry in shipped for word in entry.words.split()})
patterns = [Pattern.objects.create(slug=f"pattern-{n}", title=f"Pattern {n}", order=90 + n)
            for n in range(12)]
objectives = list(Objective.objects.values_list("slug", flat=True))
now = timezone.now()
count = 10_000 - len(shipped)
Question.objects.bulk_create([
    Question(slug=f"bench-{n}", pattern=patterns[n % 12], kind="single", difficulty="easy",
             status="reviewed", family=f"bench-{n}", guessing=0.25) for n in range(count)],
    batch_size=500)
questions = list(Question.objects.filter(slug__startswith="bench-").order_by("pk"))
BankEntry.objects.bulk_create([
    BankEntry(path=f"patterns/pattern-{n % 12}/questions/bench-{n}.md", question=question,
              pattern=f"pattern-{n % 12}", slug=f"bench-{n}", objective=chance.choice(objectives),
              kind=chance.choice(["single", "multiple", "blanks", "order", "line", "numeric"]),
              difficulty=chance.choice(["easy", "medium", "hard"]),
              status=chance.choice(["draft", "review", "reviewed", "reviewed", "retired"]),
              source=chance.choice(["course", "browser", "gift", "moodle"]),
              stem=" ".join(chance.sample(words, 30))[:300],
              words=shipped[n % len(shipped)].words + " " + " ".join(chance.sample(words, 8)),
              changed_at=now - timedelta(minutes=n))
    for n, question in enumerate(questions)], batch_size=500)
ItemTally.objects.bulk_create([
    ItemTally(question=question, answers=chance.randrange(400),
              facility=chance.random(), discrimination=chance.uniform(-0.2, 0.6),
              flags=["key"] if n % 17 == 0 else [], sums={"a": [0.0] * 40})
    for n, question in enumerate(questions)], batch_size=500)
print(BankEntry.objects.count(), sum(len(entry.words) for entry in BankEntry.objects.all()))
"""
QUERIES = """
import sys, django; django.setup()
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
settings.ALLOWED_HOSTS = ["testserver"]
client = Client()
client.force_login(User.objects.get(username="instructor"))
most = 0
for path in sys.argv[1:]:
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        client.get(path)
    most = max(most, len(caught))
    print(f"{len(caught):3} queries  {path}")
    for query in sorted(caught.captured_queries, key=lambda query: -float(query["time"]))[:3]:
        print("     ", query["time"], "s", query["sql"][:150].replace("\\n", " "))
print(most)
"""
PAGES = {
    "the bank": "/teach/bank/",
    "a word that most have": "/teach/bank/?q=image",
    "two words, by facility": "/teach/bank/?q=the+stage&sort=facility",
    "parts of words, by discrimination, page 40": "/teach/bank/?q=a+e&sort=-discrimination&page=40",
    "a word that none has": "/teach/bank/?q=zzzzzz",
    "eight words, three facets, by answers": (
        "/teach/bank/?q=the+a+of+is+in+to+and+it&kind=single&difficulty=easy&status=reviewed"
        "&sort=-answers"
    ),
    "flagged, by change": "/teach/bank/?flagged=yes&sort=changed",
}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        return crash(Path(folder)) if "crash" in sys.argv[1:] else speed(Path(folder))


def row(what: str, figure: str, note: str = "") -> None:
    print(f"  {what:46}{figure:>12}   {note}".rstrip(), flush=True)


def python(data: Path, code: str, *arguments: str) -> str:
    """Run some code beside the server, on its data."""
    done = subprocess.run(  # noqa: S603 -- our own code
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=environment(data, DJANGO_SETTINGS_MODULE="config.settings"),
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def median(action: Callable[[], object]) -> float:
    """Milliseconds; the first is not counted."""
    action()
    clocks = []
    for _ in range(TIMES):
        start = time.perf_counter()
        action()
        clocks.append(time.perf_counter() - start)
    return statistics.median(clocks) * 1000


def signed_in(url: str, path: str) -> Visitor:
    visitor = Visitor(url, Told())
    visitor.ask("GET", path)
    visitor.ask("POST", path, {"go": "in"})
    return visitor


def speed(data: Path) -> int:
    with serving(data) as site:
        with signed_in(site.url, site.sign_in_path()) as visitor:
            count, letters = python(data, FILL).split()
            print(f"{count} questions ({int(letters):,} letters to search), one worker, over HTTP,")
            print(f"median of {TIMES}; goal: {GOAL} ms and {MOST_QUERIES} queries")
            for path in PAGES.values():
                visitor.ask("GET", path)  # what was just written is put in its place meanwhile
            slowest = max(page(visitor, what, path) for what, path in PAGES.items())
        print("\nQueries, and the slowest of each page")
        told = python(data, QUERIES, *PAGES.values())
        print(told)
    return int(slowest > GOAL or int(re.findall(r"\d+", told)[-1]) > MOST_QUERIES)


def page(visitor: Visitor, what: str, path: str) -> float:
    status, _, text = visitor.ask("GET", path)
    took = median(lambda: visitor.ask("GET", path))
    row(what, f"{took:.1f} ms", f"{status}, {len(text) // 1024} kB")
    return took


def crash(data: Path) -> int:
    print(f"The server is killed {ROUNDS} times while four people save their drafts")
    found = crash_rounds(data, ROUNDS)
    row("saves that were acknowledged", str(found.acknowledged))
    row("drafts that are older than what was acknowledged", str(len(found.lost)), "goal: 0")
    row("drafts that nobody sent", str(len(found.unknown)), "goal: 0")
    row("answers that nobody should get", str(len(found.faults)), "goal: 0")
    return int(bool(found.lost or found.unknown or found.faults))


if __name__ == "__main__":
    sys.exit(main())
