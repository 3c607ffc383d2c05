"""Secrets, edits and words that are out for harm: past the preflight the box holds all the same."""

import time
from dataclasses import replace

import pytest

from sandbox import Job, Limits, Look, Status
from sandbox.buildah import Order
from sandbox.lowering import Lowered
from sandbox.walls import LATE
from sandbox.watching import watched
from tests.sandbox.cases import said_by_steps

# Enough for a busy machine; what never ends has less.
LIMITS = Limits(seconds=90, cpu_seconds=60, memory=1 << 30, disk=512 << 20, log=256 << 10)
SHORT = replace(LIMITS, seconds=20)


@pytest.fixture
def leaves_no_trace(place):
    """Whatever came of it, and past the preflight: this machine is as it was."""

    def build(order, builder):
        with watched(place) as host:
            result = builder.build(order)

            assert host.changes(said_by_steps(result.log)) == []
        return result

    return build


def order(dockerfile, **more):
    more = {"limits": LIMITS} | more
    stand_ins = {"alpine": "docker.io/library/alpine:latest"}
    return Order(Job(dockerfile, **more), Lowered(dockerfile), stand_ins)


@pytest.mark.parametrize("name", ["../../../tmp/escape", "/tmp/escape", "x,src=/etc/shadow"])
def test_name_of_a_secret_is_no_path(name, builder, leaves_no_trace):
    text = "FROM alpine\nRUN --mount=type=secret,id=x cat /run/secrets/x; true\n"

    result = leaves_no_trace(order(text, secrets={name: "value"}), builder)

    assert "root:" not in "\n".join(result.log)


@pytest.mark.parametrize("name", ["../../../tmp/escape", "/tmp/escape", "../../program.pyz"])
def test_edit_elsewhere_ends_in_the_box(name, builder, leaves_no_trace):
    result = leaves_no_trace(order("FROM alpine\nRUN true\n", edits={name: b"x"}), builder)

    assert result.image is not None


def test_word_of_a_megabyte_is_looked_for(builder, leaves_no_trace):
    word = "0123456789abcdef" * 65536
    asked = order("FROM alpine\nRUN yes 0123456789abcdef | tr -d '\\n' | head -c 3000000 > /x\n",
                  look=Look(words=(word,)))  # fmt: skip

    result = leaves_no_trace(asked, builder)

    assert [sighting.path for sighting in result.image.sightings] == ["/x"]


def test_second_build_without_end_is_stopped_and_the_first_one_counts(builder, leaves_no_trace):
    text = "FROM alpine\nCOPY x /x\nRUN grep -q 1 /x || { f() { f | f & }; f; yes; sleep 99; }\n"
    asked = order(text, context={"x": b"1"}, edits={"x": b"2"}, limits=SHORT)

    result = leaves_no_trace(asked, builder)

    assert (result.status, result.image is None, result.again) == (Status.OK, False, ())
    assert result.notes[-1].startswith("The build after the edit was not finished")
    assert result.seconds["all"] < 2 * SHORT.seconds + LATE


def test_what_a_step_prints_in_the_second_build_is_nowhere(builder, leaves_no_trace):
    text = "FROM alpine\nCOPY x /x\nRUN grep -q 1 /x || yes | head -c 9000000\nRUN true\n"

    result = leaves_no_trace(order(text, context={"x": b"1"}, edits={"x": b"2"}), builder)

    assert (result.status, len(result.again)) == (Status.OK, 4)


def test_variable_for_a_step_is_none_of_the_runtime_s(builder, leaves_no_trace):
    names = ("LD_PRELOAD", "LD_LIBRARY_PATH", "PATH", "GODEBUG", "_LIBCONTAINER_INITPIPE", "HOME")
    mounts = " ".join(f"--mount=type=secret,id=x,env={name}" for name in names)
    asked = Job(f"FROM alpine\nRUN {mounts} /bin/env\n", secrets={"x": "/job"}, limits=LIMITS)

    result = leaves_no_trace(builder.prepare(asked), builder)

    assert {f"{name}=/job" for name in names} <= set(result.log)


def test_dockerfile_that_keeps_the_lowering_busy_is_done_with_soon(builder):
    trims = "\n".join(f"LABEL l{n}={'${V//*a*a*b/x}' * 40}" for n in range(90))
    copies = "\n".join(f"COPY --parents {'d ' * 300} /x" for _ in range(50))
    context = {f"d/{n}": bytes(10_000) for n in range(400)}
    context[".dockerignore"] = b"\n".join([b"**/*a*a*a*/**/*b*b*b*"] * 99)
    start = time.process_time()

    for text in (f"FROM alpine\nARG V={'a' * 60}\n{trims}\n", f"FROM alpine\n{copies}\n"):
        builder.prepare(Job(text, context, edits={"d/1": b""}))

    assert time.process_time() - start < 10
