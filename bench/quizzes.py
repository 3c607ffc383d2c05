"""What a question costs on a real server with 100,000 answers stored, and what a crash loses.

bench/quizzes.py          pages and answers over HTTP, one worker
bench/quizzes.py crash    50 times (ROUNDS=) the server is killed while learners answer
"""

import gzip
import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.conftest import ROOT
from tests.quizzes.crowd import Told, Visitor, crash_round, stored
from tests.serving import Site, environment, serving

ROUNDS = int(os.environ.get("ROUNDS", "50"))
CROWD = 8
TIMES = 100
FILL = """
import django; django.setup()
from datetime import timedelta
from itertools import cycle, islice
from django.utils import timezone
from learning.models import Learner
from quizzes import records
from quizzes.models import Answer, Question
learners = Learner.objects.bulk_create(Learner() for _ in range(1000))
questions = list(Question.objects.asked())
now = timezone.now()
for start in range(0, 100_000, 10_000):
    Answer.objects.bulk_create(
        Answer(learner=learners[n // 100], question=(q := questions[n % len(questions)]),
               revision_id=q.current_id, mode="practice", given=["1"], score=n % 3 > 0,
               credit=n % 3 > 0, is_right=n % 3 > 0, is_first=n % 100 < len(questions),
               key=f"bench.{n}", answered_at=now - timedelta(minutes=100_000 - n))
        for n in range(start, start + 10_000))
for learner in learners[::20]:
    records.rebuild_cards(learner)
print(learners[500].key, learners[500].pk)
"""
QUERIES = """
import os, sys, django; django.setup()
from django.core.signing import get_cookie_signer
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
client = Client()
client.cookies["learner"] = get_cookie_signer(salt="learner").sign(sys.argv[1])
for path in sys.argv[2:]:
    with CaptureQueriesContext(connection) as caught:
        client.get(path)
    print(path, len(caught))
    slow = sorted(caught.captured_queries, key=lambda query: -float(query["time"]))[:2]
    for query in slow if path.startswith(("/progress", "/quizzes/")) else ():
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
            print("   ", query["time"], "s", query["sql"][:110], "…")
            for row in cursor.fetchall():
                print("       ", row[3])
"""


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


def speed(data: Path) -> int:
    with serving(data) as site:
        key, _ = python(data, FILL).split()
        with Visitor(site.url, Told()) as visitor:
            visitor.cookies["learner"] = signed(data, key)
            missed = pages(visitor) + answers(visitor)
            missed += size(site, visitor)
            run = visitor.begin()
            print("\nQueries, and how the slowest are answered")
            print(python(data, QUERIES, key, f"{run}1/", "/quizzes/", "/progress/", "/review/"))
    return missed


def signed(data: Path, key: str) -> str:
    code = (
        "import sys, django; django.setup()\n"
        "from django.core.signing import get_cookie_signer\n"
        "print(get_cookie_signer(salt='learner').sign(sys.argv[1]))"
    )
    return python(data, code, key).strip()


def median(action: Callable[[], object], times: int = TIMES) -> float:
    """Milliseconds; the first is not counted."""
    action()
    clocks = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        clocks.append(time.perf_counter() - start)
    return statistics.median(clocks) * 1000


def pages(visitor: Visitor) -> int:
    print(f"100,000 answers stored, one worker, over HTTP, median of {TIMES}")
    run = visitor.begin()
    took = median(lambda: visitor.ask("GET", f"{run}1/"))
    row("a question's page", f"{took:.1f} ms", "goal: 12 ms")
    for path in ("/quizzes/", "/progress/", "/review/", "/patterns/multi-stage-builds/test/"):
        row(path, f"{median(lambda path=path: visitor.ask('GET', path), 20):.1f} ms")  # type: ignore[misc]
    return int(took > 12)


def answers(visitor: Visitor) -> int:
    """Every answer is one that counts: a question takes as many wrong ones as one likes."""
    plain, swapped = [], []
    while len(plain) < TIMES:
        run = visitor.begin()
        for number in range(1, 6):
            for clocks, headers in ((plain, {}), (swapped, {"HX-Request": "true"})):
                sent = visitor.form(run, number)
                if not sent:  # the one before was right
                    continue
                start = time.perf_counter()
                status, _, _ = visitor.ask("POST", f"{run}{number}/", sent, **headers)
                if status in {200, 302}:
                    clocks.append(time.perf_counter() - start)
    took = statistics.median(plain) * 1000
    row("an answer", f"{took:.1f} ms", "goal: 25 ms")
    row("an answer by htmx, with the page", f"{statistics.median(swapped) * 1000:.1f} ms")
    return int(took > 25)


def size(site: Site, visitor: Visitor) -> int:
    """The page as it is sent, and every file that it names, compressed as a browser asks."""
    run = visitor.begin()
    _, _, page = visitor.ask("GET", f"{run}1/")
    sent = len(gzip.compress(page.encode(), 6))
    files = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    found = {path: len(fetched(site, path)) for path in sorted(files)}
    for path, length in found.items():
        row(path.rpartition("/")[2], f"{length / 1000:.1f} kB")
    row("the page itself", f"{sent / 1000:.1f} kB")
    whole = sent + sum(found.values())
    row("first load in all, compressed", f"{whole / 1000:.1f} kB", "goal: 60 kB")
    return int(whole > 60_000)


def fetched(site: Site, path: str) -> bytes:
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc)
    connection.request("GET", path, headers={"Accept-Encoding": "br, gzip"})
    body = connection.getresponse().read()
    connection.close()
    return body


def crash(data: Path) -> int:
    """Kill, look, kill again; then send once more what was cut off, and count everything."""
    acknowledged, pending, faults = set(), [], 0
    start = time.perf_counter()
    for number in range(ROUNDS):
        told, cut_off = crash_round(data, CROWD, 3 + 7 * (number % 6), WORKERS="2")
        acknowledged |= told.answers
        pending += cut_off
        faults += len(told.faults)
    with serving(data) as site:
        again = Told()
        for one in pending:
            with Visitor(site.url, again) as visitor:
                visitor.cookies = one.visitor.cookies
                visitor.answer(one.run, one.number, one.sent)
    found = stored(data)
    rows = Counter(found["rows"])
    lost = (acknowledged | again.answers) - rows.keys()
    doubled = [one for one, times in rows.items() if times > 1]
    print(f"{ROUNDS} times killed with {CROWD} learners answering")
    row("acknowledged before a kill", f"{len(acknowledged)}")
    row("cut off, and sent again afterwards", f"{len(pending)}", f"taken {len(again.answers)}")
    row("stored", f"{len(rows)}")
    row("lost", f"{len(lost)}", "goal: 0")
    row("doubled", f"{len(doubled)}", "goal: 0")
    row("faults said to a learner", f"{faults}", "goal: 0")
    row("cards that differ from their log", f"{len(found['wrong_cards'])}", "goal: 0")
    print(f"{time.perf_counter() - start:.0f} s in all")
    return len(lost) + len(doubled) + faults + len(found["wrong_cards"])


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
