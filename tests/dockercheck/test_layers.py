"""What steps leave in layers, and which paths a command means."""

import pytest

from dockercheck.build import Inputs, read_build
from dockercheck.layers import deposits, home_of, source_span, target_of
from dockercheck.runs import run_of


def stage_of(body):
    return read_build(f"FROM a\nWORKDIR /w\n{body}\n", Inputs()).stages[0]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("COPY . .", [("/w", True)]),
        ("COPY a.txt b.txt /d/", [("/d/a.txt", False), ("/d/b.txt", False)]),
        ("COPY <<a.txt /d/\nx\na.txt", [("/d/a.txt", False)]),
        ("ADD x.tar.gz /d", [("/d", True)]),
        ("RUN cp -r a b && cp c /d", [("/w/b", True), ("/d", False)]),
        ("RUN install -t /usr/bin x", [("/usr/bin", True)]),
        ("RUN curl -o x https://e.com/y", [("/w/x", False)]),
        ("RUN git clone https://e.com/r", [("/w/r", True)]),
        ("RUN tar -xf a.tar -C /o && tar -xf b.tar", [("/o", True)]),
        ("RUN npm ci", [("/w/node_modules", True)]),
        ("RUN go build -o app . && gcc a.c -o b", [("/w/app", False), ("/w/b", False)]),
        ("RUN --mount=type=cache,target=/w/b cp -r a b", []),
        ("RUN mkdir x && make", []),
        ("RUN cp a $B", []),
    ],
)  # fmt: skip
def test_deposits(body, found):
    stage = stage_of(body)

    assert [(each.path, each.tree) for each in deposits(stage.steps)] == found


def test_deposit_tells_its_line():
    (deposit,) = deposits(stage_of("COPY x.jar /").steps)

    assert (deposit.line, deposit.what) == (3, "COPY at line 3")


@pytest.mark.parametrize(
    ("path", "small"),
    [
        ("/a.sh", True),
        ("/a/entrypoint", True),
        ("/.bashrc", True),
        ("/a.jar", False),
        ("/a", False),
    ],
)
def test_small_files(path, small):
    (deposit,) = deposits(stage_of("COPY x.sh /").steps)

    assert deposit._replace(path=path).is_small == small
    assert not deposit._replace(path=path, tree=True).is_small


@pytest.mark.parametrize(
    ("word", "path", "pattern"),
    [
        ("a", "/w/a", None),
        ("/a/", "/a", None),
        ("~/a", "/root/a", None),
        ("$HOME/a", "/root/a", None),
        ("/a/*.key", "/a", "/a/*.key"),
        ("*", "/w", "/w/*"),
    ],
)
def test_target(word, path, pattern):
    (step,) = stage_of(f"RUN rm {word}").named("RUN")
    run = run_of(step)
    (command,) = run.commands

    target = target_of(run, command, command.arguments[0])

    assert (target.path, target.pattern) == (path, pattern)


@pytest.mark.parametrize("word", ["$X", '"$(x)"', "~bob/x"])
def test_target_that_is_not_certain(word):
    (step,) = stage_of(f"RUN rm {word}").named("RUN")
    run = run_of(step)
    command = run.commands[-1]

    assert target_of(run, command, command.arguments[0]) is None


def test_pattern_takes_what_lies_below_a_match():
    (step,) = stage_of("RUN rm -rf /a/*").named("RUN")
    run = run_of(step)
    target = target_of(run, run.commands[0], run.commands[0].arguments[1])

    assert [target.takes(path) for path in ("/a/b", "/a/b/c", "/a", "/b")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("body", "home"),
    [("RUN x", "/root"), ("USER app\nRUN x", "/home/app"), ("ENV HOME=/h\nRUN x", "/h")],
)
def test_home(body, home):
    assert home_of(stage_of(body).named("RUN")[0]) == home


def test_source_of_a_copy_with_an_inline_document():
    (step,) = stage_of("COPY a <<E /d/\nE").named("COPY")

    assert source_span(step, 0) == step.span
