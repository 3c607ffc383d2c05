"""Learners who answer over HTTP, all at once; what was acknowledged to them; what is stored."""

import html
import http.client
import json
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import killpg
from threading import Event, Lock
from urllib.parse import urlencode, urlsplit

from tests.conftest import ROOT
from tests.serving import POLL, environment, free_port

HIDDEN = re.compile(r'name="(version|since)" value="(\d+)"')
FIELD = re.compile(
    r'<input type="(radio|checkbox|text)"[^>]*name="answer"(?:[^>]*? value="([^"]*)")?'
)
LINE = re.compile(r'data-line="([^"]+)"')
# One row for each counted answer: run, question, which try, what was given.
STORED = """
import django, json; django.setup()
from collections import Counter
from quizzes.models import Answer, Card
from quizzes.records import replayed_card
from learning.models import Learner
rows = Answer.objects.order_by("pk").values_list(
    "slot__attempt__key", "slot__number", "tries", "given")
firsts = Counter(Answer.objects.filter(is_first=True).values_list("learner", "question"))
asked = set(Answer.objects.values_list("learner", "question"))
logs = {}
for one in Answer.objects.filter(tries=1).order_by("answered_at", "pk").select_related("question"):
    logs.setdefault((one.learner_id, one.question.family), []).append(one)
wrong = [key for key, log in logs.items() if Card.objects.get(learner=key[0], family=key[1]).memory
         != replayed_card(Learner(pk=key[0]), log).memory]
print(json.dumps({"rows": list(rows), "firsts": firsts == Counter(asked), "wrong_cards": wrong}))
"""


@dataclass
class Told:
    """What the server acknowledged, and what it should never say. Shared by all visitors."""

    answers: set = field(default_factory=set)  # (run, question, try, given)
    faults: list = field(default_factory=list)
    enough: Event = field(default_factory=Event)
    wanted: int = 10**9
    lock: Lock = field(default_factory=Lock)

    def acknowledged(self, answer):
        with self.lock:
            self.answers.add(answer)
            if len(self.answers) >= self.wanted:
                self.enough.set()


class Visitor:
    """A browser with its cookies and one connection."""

    def __init__(self, url, told):
        self.address = urlsplit(url).netloc
        self.told = told
        self.cookies = {}
        self.connection = None

    def ask(self, method, path, sent=None, **headers):
        """Status, place to go to, and text."""
        self.connection = self.connection or http.client.HTTPConnection(self.address, timeout=60)
        body = urlencode(sent, doseq=True) if sent else None
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        every = {"Cookie": cookie, "X-CSRFToken": self.cookies.get("csrf", "")} | headers
        if body:
            every["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, every)
        response = self.connection.getresponse()
        text = response.read().decode()
        for line in response.headers.get_all("Set-Cookie", ()):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.status >= 500 or "database is locked" in text:
            self.told.faults.append((method, path, response.status, text[:200]))
        return response.status, response.headers.get("Location", ""), text

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def begin(self, mode="practice"):
        """A new run's address."""
        self.ask("GET", "/quizzes/")
        sent = {"mode": mode, "pattern": "multi-stage-builds"}
        return self.ask("POST", "/quizzes/start/", sent)[1]

    def form(self, run, number):
        """What somebody sends who takes the first of everything; nothing where all is settled."""
        _, _, page = self.ask("GET", f"{run}{number}/")
        if 'id="check"' not in page:
            return {}
        sent = dict(HIDDEN.findall(page))
        fields = FIELD.findall(page)
        if fields and fields[0][0] == "text":
            sent["answer"] = ["7"] * len(fields)
        elif fields:
            sent["answer"] = [html.unescape(fields[0][1])]
        else:
            sent["answer"] = LINE.findall(page)[:1]
        return sent

    def answer(self, run, number, sent=None):
        """Answer, and keep that it was acknowledged."""
        sent = sent or self.form(run, number)
        status, _, _ = self.ask("POST", f"{run}{number}/", sent)
        if status == 302:
            key = run.strip("/").split("/")[1]
            given = tuple(sent["answer"])
            self.told.acknowledged((key, number, int(sent["version"]) + 1, given))
        return status


def all_at_once(tasks):
    """Run each in a thread of its own; raises what one of them raised."""
    with ThreadPoolExecutor(len(tasks)) as pool:
        for future in [pool.submit(task) for task in tasks]:
            future.result()


def stored(data, **more):
    """The log as another process finds it."""
    settings = environment(data, DJANGO_SETTINGS_MODULE="config.settings", **more)
    run = [sys.executable, "-c", STORED]
    done = subprocess.run(run, cwd=ROOT, env=settings, check=True, capture_output=True)
    found = json.loads(done.stdout)
    found["rows"] = [
        (key, number, tries, tuple(given)) for key, number, tries, given in found["rows"]
    ]
    return found


@contextmanager
def to_be_killed(data, **more):
    """A server in a process group of its own; whatever happens, the whole group is killed."""
    port = free_port()
    with (data / "log").open("a") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=environment(data, PORT=str(port), **more),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        subprocess.run([sys.executable, "-c", POLL, f"{url}/healthz"], check=True)
        yield url, lambda: killpg(process.pid, signal.SIGKILL)
    finally:
        if process.poll() is None:
            killpg(process.pid, signal.SIGKILL)
        process.wait(20)


@dataclass
class Pending:
    """A form that may or may not have arrived when the server was killed."""

    visitor: Visitor
    run: str
    number: int
    sent: dict


def answer_until_cut_off(url, told):
    """Run after run, until the server is gone; returns the form whose response never came."""
    visitor = Visitor(url, told)
    pending = None
    try:
        while True:
            run = visitor.begin()
            for number in range(1, 6):
                sent = visitor.form(run, number)
                pending = Pending(visitor, run, number, sent)
                visitor.answer(run, number, sent)
                pending = None
    except (OSError, http.client.HTTPException):
        return pending
    finally:
        visitor.close()


def crash_round(data, crowd, wanted, **more):
    """Kill the server in the middle of a crowd's answers; what was told, and what is pending."""
    told = Told(wanted=wanted)
    with to_be_killed(data, **more) as (url, kill), ThreadPoolExecutor(crowd) as pool:
        futures = [pool.submit(answer_until_cut_off, url, told) for _ in range(crowd)]
        told.enough.wait(60)
        kill()
        pending = [future.result() for future in futures]
    return told, [one for one in pending if one]
