"""Whatever is built, this machine stays as it was, the limits hold, and the learner is told why.

Every case goes through `check`, as a submission does. What is refused then goes into the box, past
the preflight: the box must hold by itself.
"""

import re
from dataclasses import replace

import pytest

from sandbox import Job, Limits, Status
from sandbox.buildah import Order
from sandbox.images import Catalogue, references
from sandbox.lowering import Lowered
from sandbox.reading import read
from sandbox.walls import LATE
from sandbox.watching import watched
from tests.sandbox.cases import SHARED, cases, said_by_steps

# For what may run into the clock; what must come to its own end has the time of a busy machine.
SHORT = Limits(seconds=6, cpu_seconds=6, memory=1 << 30, disk=512 << 20, log=256 << 10)
LONG = replace(SHORT, seconds=90, cpu_seconds=60)
WORD = {Status.OK: "ok", Status.STOPPED: "stopped", Status.FAILED: "fail", Status.REFUSED: "fail"}


def test_shared_cases_are_here():
    if not SHARED.is_dir():
        pytest.skip(f"LEFT OUT: the shared hostile cases, there is no {SHARED}")
    assert len(cases()) > 50


@pytest.fixture
def job(case, tmp_path):
    dockerfile, context = case.files(tmp_path)
    return dockerfile, context


def limits_of(case):
    return SHORT if case.results & {"any", "stopped"} else LONG


def faults_of(case, result, host):
    """Everything that is wrong with how a case ended."""
    said = said_by_steps(result.log)
    faults = host.changes(said)
    if result.status is Status.UNAVAILABLE:
        faults.append(f"unavailable: {result.message}")
    elif "any" not in case.results and WORD[result.status] not in case.results:
        faults.append(f"{result.status}: {result.message}")
    faults += [f"said {x}" for x in case.never if re.search(x, said, re.MULTILINE)]
    everything = "\n".join([*result.log, result.message, result.status])
    if result.status is not Status.REFUSED:
        faults += [f"did not say {x}" for x in case.must if not re.search(x, everything)]
    if result.seconds.get("all", 0) > limits_of(case).seconds + LATE:
        faults.append(f"took {result.seconds['all']:.1f} s")
    if not result.message:
        faults.append("told the learner nothing")
    return faults


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_hostile_build_leaves_this_machine_as_it_was(case, job, builder, place):
    dockerfile, context = job
    with watched(place) as host:
        text = dockerfile.replace("127.0.0.1:18099", f"127.0.0.1:{host.port}")
        asked = Job(text, context, limits=limits_of(case))

        result = builder.check(asked)

        assert faults_of(case, result, host) == []
        if result.status is Status.REFUSED:
            bare = builder.build(as_it_is(asked, place))

            assert faults_of(case, bare, host) == []


def as_it_is(job, place):
    """The order that nothing was refused of and nothing was rewritten in."""
    known = Catalogue.read(place.catalogue)
    names = {each.name for each in references(read(job.dockerfile), {})}
    stand_ins = {name: known.find(name) for name in names if known.find(name)}
    return Order(job, Lowered(job.dockerfile), stand_ins)
