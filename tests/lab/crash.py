"""Workers in processes of their own, killed while they build for several learners."""

import os
import random
import selectors
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection

from lab import queue
from lab.models import State, Submission
from learning.models import Learner
from sandbox.cgroups import left_by
from tests.conftest import ROOT
from tests.lab.line import in_line

# What each file comes to, whoever builds it and however often: its status, and whether it passes.
KINDS = {
    "good": ("ok", True),
    "one stage": ("ok", False),
    "fails": ("failed", False),
}
DOCKERFILES = {
    "good": "FROM busybox AS build\nENV KEY={key}\nRUN echo built > /made\n\n"
    "FROM scratch\nCOPY --from=build /made /made\nUSER 65532\n",
    "one stage": "FROM busybox\nENV KEY={key}\nRUN echo built > /made\nUSER 65532\n",
    "fails": "FROM busybox\nENV KEY={key}\nRUN exit 3\nUSER 65532\n",
}

# The same command without the proof of the walls, which takes longer than some builds.
UNPROVED = """
import sys, django; django.setup()
from django.core.management import call_command
from lab import worker
from sandbox.buildah import Buildah
from sandbox.place import Place
worker.make_builder = lambda name: Buildah(Place.from_environment())
call_command("run_worker", *sys.argv[1:])
"""


def database_url():
    """The database that this process uses, for another one."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return "postgres://{USER}@{HOST}:{PORT}/{NAME}".format(**database)


@dataclass
class Yard:
    """Several learners who hand in for an exercise again and again, and what workers said."""

    stored: object
    learners: list = field(default_factory=list)
    files: dict = field(default_factory=dict)  # a submission's key → which kind of file it is
    lines: list = field(default_factory=list)
    processes: list = field(default_factory=list)

    def fill(self, count):
        """Everybody has one that waits."""
        while len(self.learners) < count:
            self.learners.append(Learner.objects.create())
        for learner in self.learners:
            if not Submission.objects.waiting().filter(learner=learner).exists():
                kind = list(KINDS)[len(self.files) % len(KINDS)]
                text = DOCKERFILES[kind].format(key=len(self.files))
                self.files[in_line(self.stored, learner, dockerfile=text).key] = kind

    def worker(self, *, proves=False):
        """One more, as `manage.py run_worker` starts it."""
        command = ["manage.py", "run_worker"] if proves else ["-c", UNPROVED]
        process = subprocess.Popen(
            [sys.executable, *command, "--builds", "2"],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "SANDBOX": "buildah",
                "DATABASE_URL": database_url(),
                "DATA_DIR": str(settings.DATA_DIR),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.processes.append(process)
        return Ear(process, self.lines)

    def is_done(self):
        return not queue.open_ones().exists()

    def faults(self):
        """What should never be seen: a wrong result, two of them, something left on the machine."""
        yield from (line for line in self.lines if "Traceback" in line)
        ends = Counter(line.split(":")[0] for line in self.lines if is_result(line))
        yield from (f"{key} ended {times} times" for key, times in ends.items() if times > 1)
        for submission in Submission.objects.all():
            kind = self.files[submission.key]
            if submission.status != "unavailable":
                found = (submission.status, submission.has_passed)
                # A busy machine may stop a build for its time: then that is what is true of it.
                is_true = found in (KINDS[kind], ("stopped", False))
                yield from [] if is_true else [f"{submission.key}: {kind} {found}"]
            elif submission.tries < queue.MOST_TRIES or submission.message != queue.BROKE_OFF:
                yield f"{submission.key} was given up: {submission.message}"
        yield from self.left()

    def left(self):
        """What workers left on the machine."""
        for process in self.processes:
            yield from left_by(process.pid)
            yield from (f"process {left}" for left in processes_of(process.pid))


class Ear:
    """A worker's process, and what it says."""

    def __init__(self, process, lines):
        self.process = process
        self.lines = lines
        self.part = b""
        self.selector = selectors.DefaultSelector()
        self.selector.register(process.stdout, selectors.EVENT_READ)

    def listen(self, seconds):
        """What it says next; nothing when it is silent for so long, None when it has ended."""
        if b"\n" not in self.part:
            if not self.selector.select(seconds):
                return ""
            heard = os.read(self.process.stdout.fileno(), 65_536)
            if not heard:
                return None
            self.part += heard
        line, newline, rest = self.part.partition(b"\n")
        if not newline:
            return ""
        self.part = rest
        self.lines.append(line.decode())
        return self.lines[-1]

    def wait_for(self, text, patience=300):
        """Until it has said so; False when it has ended without."""
        for _ in range(patience):
            line = self.listen(1)
            if line is None:
                return False
            if text in line:
                return True
        raise AssertionError(f"{text!r} was not said: {self.lines[-5:]}")

    def kill(self, seconds):
        """SIGKILL, after it was left alone for so long; what it said until then is kept."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.end()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.end()

    def end(self):
        while self.listen(120) is not None:
            pass
        code = self.process.wait(120)
        self.selector.close()
        self.process.stdout.close()
        return code


def is_result(line):
    return line.endswith((": ok", ": failed", ": stopped", ": refused"))


def processes_of(worker):
    """Processes in a control group that a worker made, or on their way into it."""
    mark = f"job-{worker}-"
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "cgroup").read_text() + (folder / "cmdline").read_text()
        except OSError:  # it has ended
            continue
        if mark in told:
            yield folder.name


def mounts():
    """What is mounted here and has to do with boxes."""
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    return sorted(line for line in lines if "newroot" in line or "oldroot" in line)


def crash_round(yard, crowd, chance, *, proves=False):
    """One worker more is killed: while it starts and proves its walls, or amidst its builds."""
    yard.fill(crowd)
    ear = yard.worker(proves=proves)
    if proves or chance.random() < 0.1:
        ear.kill(chance.uniform(0, 8))
    elif ear.wait_for(": begun"):
        ear.kill(chance.uniform(0, 6))


def drain(yard, *, proves=False):
    """A last worker ends what is open, and is then asked to stop; how it ended."""
    ear = yard.worker(proves=proves)
    ear.wait_for("Ready.")
    for _ in range(600):
        if yard.is_done():
            return ear.stop()
        ear.listen(1)
    raise AssertionError(f"still open: {list(queue.open_ones().values())}")


def generator(seed):
    return random.Random(seed)


def ended(yard):
    """How many ended in which way."""
    rows = Submission.objects.filter(state=State.DONE).values_list("status", "tries")
    return Counter(rows)
