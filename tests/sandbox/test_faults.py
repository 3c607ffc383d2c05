"""A builder that fails fails no learner, and no learner can have it said that it failed."""

from dataclasses import replace

import pytest

from sandbox import Job, Limits, Result, Status, buildah
from sandbox.buildah import Buildah, Order
from sandbox.cgroups import open_group
from sandbox.faults import Fault, Words, fault
from sandbox.lowering import Lowered

AGAIN = "resource temporarily unavailable"
EXITED = 'Error: building at STEP "RUN x": while running runtime: exit status 1'
RUNC = 'time="2026-11-27T10:24:19Z" level=error msg="runc create failed: '
START = RUNC + "unable to start container process: "
NO_STAGE = 'time="T" level=fatal msg="nsexec-0[99]: unable to spawn stage-1: Resource temporarily '
COPIER = (
    'Error: building at STEP "COPY a /a": checking on sources under "/job/context": error in '
    "copier subprocess: runtime/cgo: pthread_create failed: Resource temporarily unavailable"
)


def whose(own, troubles="", log=(), ran_out=False):
    return fault(Words.of(own, troubles, log), ran_out)


@pytest.mark.parametrize(
    ("own", "troubles"),
    [
        ([f'Error: building at STEP "RUN x": fork/exec /proc/self/exe: {AGAIN}'], ""),
        ([COPIER, "SIGABRT: abort", "goroutine 0 [idle]:"], ""),
        (["runtime: failed to create new OS thread (have 9 already; errno=11)"], ""),
        ([EXITED], f'{START}unable to start init: fork/exec /proc/self/exe: {AGAIN}"'),
        ([EXITED], f'{NO_STAGE}unavailable"'),
    ],
)
def test_builder_without_processes_is_at_fault(own, troubles):
    assert whose(own, troubles) is Fault.BUILDER
    assert whose(own, troubles, ran_out=True) is Fault.FILE
    assert whose(own, troubles, ran_out=None) is Fault.UNSURE


@pytest.mark.parametrize(
    ("own", "troubles", "log"),
    [
        (["SIGSEGV: segmentation violation"], "", []),
        ([], "", []),
        (['Error: building at STEP "RUN x": unable to cleanup run mounts: x'], "", []),
        ([EXITED], f'{START}error during container init: read init-p: connection reset by peer"',
         []),
        ([EXITED], "", [f"error running container: fork/exec /usr/sbin/runc: {AGAIN}"]),
        ([EXITED], f'{START}exec: \\"a: fork/exec /x: {AGAIN}\\": not found"',
         [f'exec: "a: fork/exec /x: {AGAIN}"']),
        ([EXITED], "", [f"runc: {AGAIN}"]),
    ],
)  # fmt: skip
def test_words_that_a_step_may_have_printed_are_not_believed(own, troubles, log):
    assert whose(own, troubles, log) is Fault.UNSURE


@pytest.mark.parametrize(
    ("own", "troubles"),
    [
        ([EXITED], ""),
        ([EXITED], f'{START}exec: \\"nonesuch\\": executable file not found in $PATH"'),
        ([EXITED], f'{START}error during container init: mkdir /x: not a directory"'),
        (['Error: building at STEP "COPY x /": copier: stat: "/x": no such file'], ""),
        (['Error: building at STEP "RUN sh -c a', f"fork/exec /x: {AGAIN}",
          'b": while running runtime: exit status 1'], ""),
    ],
)  # fmt: skip
def test_file_is_at_fault_whatever_its_own_words_are(own, troubles):
    assert whose(own, troubles) is Fault.FILE


@pytest.mark.parametrize(
    ("own", "troubles", "sentence"),
    [
        ([EXITED], "", 'building at STEP "RUN x": while running runtime: exit status 1'),
        ([EXITED], f'{START}exec: \\"y\\": executable file not found in $PATH"',
         'building at STEP "RUN x": exec: "y": executable file not found in $PATH'),
        (['Error: building at STEP "COPY a /a": looking under "/job/": x', "SIGABRT: abort"], "",
         'building at STEP "COPY a /a": looking under "/job/": x'),
        (["Error: no FROM statement found"], "", "no FROM statement found"),
        (['Error: building at STEP "RUN ' + "x" * 2000 + '": why'], "",
         'building at STEP "RUN ' + "x" * (994 - 22) + '": why'),
        (["SIGABRT: abort"], "", ""),
    ],
)  # fmt: skip
def test_sentence_is_the_builder_s_own_with_runc_s_reason(own, troubles, sentence):
    assert Words.of(own, troubles, []).error() == sentence


@pytest.fixture
def tried(monkeypatch, place):
    """A builder whose boxes end one after the other as they are told to."""

    def tried(*endings):
        left = list(endings)
        opened = []

        def build(self, order, user, progress):
            opened.append(order.job.dockerfile)
            status, whose = left.pop(0)
            return Result(status, "as told"), whose

        monkeypatch.setattr(Buildah, "_build", build)
        monkeypatch.setattr(Buildah, "prepare", lambda _, job: Order(job, Lowered(""), {}))
        monkeypatch.setattr(buildah.BuildUser, "find", object)
        monkeypatch.setattr(buildah, "missing_packages", list)
        result = Buildah(place).build(Order(Job("FROM a\n"), Lowered(""), {}))
        return result.status, opened[1:]

    return tried


OK = (Status.OK, Fault.FILE)
FAILED = (Status.FAILED, Fault.FILE)
BUILDER = (Status.FAILED, Fault.BUILDER)
UNSURE = (Status.FAILED, Fault.UNSURE)
AGAIN_ONCE = ["FROM a\n"]
AND_HONEST = ["FROM a\n", "FROM busybox\nRUN true\n"]


@pytest.mark.parametrize(
    ("endings", "status", "opened"),
    [
        ([FAILED], Status.FAILED, []),
        ([OK], Status.OK, []),
        ([BUILDER, OK], Status.OK, AGAIN_ONCE),
        ([UNSURE, FAILED], Status.FAILED, AGAIN_ONCE),
        ([UNSURE, BUILDER], Status.UNAVAILABLE, AGAIN_ONCE),
        ([BUILDER, BUILDER], Status.UNAVAILABLE, AGAIN_ONCE),
        ([UNSURE, UNSURE, OK], Status.FAILED, AND_HONEST),
        ([UNSURE, UNSURE, UNSURE], Status.UNAVAILABLE, AND_HONEST),
    ],
)
def test_builder_is_tried_again_and_then_with_an_honest_file(tried, endings, status, opened):
    assert tried(*endings) == (status, opened)


def test_step_that_prints_the_builder_s_words_has_failed(check):
    words = (
        f"runc: {AGAIN}\\nError: unable to cleanup run mounts\\nfork/exec /proc/self/exe: {AGAIN}"
    )

    result = check(f"FROM alpine\nRUN printf '{words}\\n' | tee /dev/stderr; exit 1\n")

    assert (result.status, result.message.rpartition(": ")[2]) == (Status.FAILED, "exit status 1")


def test_file_that_takes_all_processes_has_failed(check):
    result = check("FROM alpine\nRUN b() { b | b & }; b; sleep 1; exit 1\n")

    assert result.status is Status.FAILED


def test_builder_that_gets_no_processes_is_unavailable(builder, monkeypatch):
    group = open_group(Limits())
    group.remove()
    if group.version == 0:
        pytest.skip("nobody counts processes here")
    monkeypatch.setattr(
        buildah, "open_group", lambda limits: open_group(replace(limits, processes=500))
    )
    few = Limits(seconds=60, cpu_seconds=60, processes=6)

    result = builder.check(Job("FROM alpine\nCOPY a /a\nRUN true\n", {"a": b""}, limits=few))

    assert (result.status, result.reason) == (Status.UNAVAILABLE, "builder")
