"""A mount's target that begins at WORKDIR is where BuildKit has it, or is refused."""

import pytest

from sandbox import Status
from sandbox.inside.runtime import _place_mounts
from sandbox.lowering import lower
from sandbox.preflight import Refusal
from sandbox.reading import read

AT = "/run/stagecraft-targets/@"
FILES = {"requirements.txt": b"flask\n", "d/f": b"1", "d/u/keep": b""}


@pytest.mark.parametrize(
    ("today", "then"),
    [
        ("type=bind,source=a,target=a", f"type=bind,source=a,target={AT}a"),
        ("source=a,dst=./a", f"type=bind,source=a,target={AT}a"),
        ("type=cache,destination=../c,sharing=locked",
         f"type=cache,sharing=locked,target={AT}../c"),
        ("type=tmpfs,target=.", f"type=tmpfs,target={AT}."),
        ("type=bind,source=d", f"type=bind,source=d,target={AT}"),
        ("type=bind,target=a/../../b", f"type=bind,target={AT}../b"),
        ("type=bind,target=$X/a,readonly", f"type=bind,readonly,target={AT}$X/a"),
        ("type=bind,target=/a,dst=b", f"type=bind,target={AT}b"),
        ("type=bind,dst=b,target=/a", "type=bind,dst=b,target=/a"),
        ("type=cache,target=/c", "type=cache,target=/c"),
        ("type=secret,id=t,target=a/t", "type=secret,id=t,target=/a/t"),
        ("type=secret,id=t,target=$T", "type=secret,id=t,target=$T"),
        ("type=ssh,target=s", "type=ssh,target=/s"),
        ("type=ssh", "type=ssh"),
    ],
)  # fmt: skip
def test_relative_target_is_marked_for_the_runtime(today, then):
    assert lower(read(f"RUN --mount={today} ls\n")).text == f"RUN --mount={then} ls\n"


@pytest.mark.parametrize(
    "text",
    [
        "RUN --mount=type=bind,target=$X/../a ls\n",
        'RUN --mount=type=bind,"target=a" ls\n',
        "ONBUILD RUN --mount=type=bind,target=a ls\n",
    ],
)
def test_what_cannot_be_said_is_refused(text):
    found = lower(read(text))

    assert isinstance(found, Refusal)
    assert found.rule == "syntax-not-here"


def test_runtime_is_ours_for_a_relative_target_alone():
    def runtime(target):
        return lower(read(f"RUN --mount=type=cache,target={target} ls\n")).runtime

    assert [runtime(target) for target in ("a", "$A", "/a")] == ["runtime", "runtime", "runc"]


def test_mounts_are_placed_from_the_folder_of_the_step_and_the_upper_before_the_lower():
    targets = [f"{AT}a/b", f"{AT}/c", f"{AT}", f"{AT}../d", "/proc"]
    container = {"process": {"cwd": "/w/x"}, "mounts": [{"destination": at} for at in targets]}

    _place_mounts(container)

    placed = [mount["destination"] for mount in container["mounts"]]
    assert placed == ["/c", "/proc", "/w/x", "/w/d", "/w/x/a/b"]


def test_nothing_is_mounted_over_everything():
    container = {"process": {"cwd": "/"}, "mounts": [{"destination": f"{AT}"}]}

    with pytest.raises(SystemExit, match='invalid mount target "/"'):
        _place_mounts(container)


def test_relative_targets_are_found_in_a_real_build(check):
    result = check(
        """\
FROM alpine AS a
ARG D=/opt/app
ENV E=sub
WORKDIR $D
FROM a AS b
WORKDIR ${E}/x
RUN --mount=type=bind,source=requirements.txt,target=requirements.txt \\
    grep flask /opt/app/sub/x/requirements.txt
RUN --mount=type=tmpfs,target=u --mount=source=d,dst=. \\
    grep 1 f && mount | grep -q ' /opt/app/sub/x/u type tmpfs'
RUN --mount=type=cache,target=../c echo 2 > /opt/app/sub/c/two
RUN --mount=type=cache,target=../c grep 2 ../c/two
RUN --mount=type=bind,source=d grep 1 /opt/app/sub/x/f
RUN --mount=type=bind,source=d/f,target=$E/g grep 1 sub/g
RUN --mount=type=secret,id=t,target=t grep 3 /t && test ! -e t
RUN --mount=from=a,target=stage ls stage/etc/passwd
""",
        FILES,
        secrets={"t": "3"},
        edits={"requirements.txt": b"flask==3\n"},
    )

    assert (result.status, result.message) == (Status.OK, "The image was built.")
    assert [each.cached for each in result.again if each.stage == 2][:3] == [True, True, False]
    assert not [line for line in result.log if "stagecraft" in line]
