"""Goals, held against images that are really built. Small ones: shells instead of compilers."""

from dataclasses import replace

import pytest

from lab import judging
from lab.building import build
from lab.comparing import Agreement, compare
from lab.exercises.exercise import Files
from lab.goals import Variant
from sandbox import Trial
from tests.lab.cases import exercise
from tests.lab.goals.made import goal

CONTEXT = {
    "deps.txt": b"one\ntwo\n",
    "serve.sh": b"#!/bin/sh\ntrap 'exit 0' TERM\nhttpd -p 8080 -h /srv/www\n"
    b"while :; do sleep 0.1; done\n",
    "test.sh": b"echo 2 tests; exit 0\n",
    ".env": b"TOKEN=sesame\n",
}
BROKEN = {"broken": {"test.sh": b"echo FAIL: prices; exit 1\n"}}
GOOD = """\
FROM alpine:3.22 AS build
WORKDIR /src
COPY deps.txt .
RUN cat deps.txt > /deps
COPY . .
RUN mkdir -p /out/www && cp serve.sh /out/serve && chmod +x /out/serve && echo ok > /out/www/healthz

FROM build AS test
RUN sh test.sh

FROM alpine:3.22
COPY --from=build /out /srv
USER 10001
EXPOSE 8080
ENTRYPOINT ["/srv/serve"]
"""
BAD = """\
FROM alpine:3.22
WORKDIR /src
COPY . .
RUN cat deps.txt > /deps
RUN --mount=type=secret,id=token cat /run/secrets/token > /key
RUN rm .env /key && mkdir -p /srv/www && dd if=/dev/zero of=/big bs=1M count=4
CMD sh serve.sh
"""
GOALS = (
    goal("builds", id="builds"),
    goal("lacks", id="clean", paths=["*/.env"], tools=["gcc"]),
    goal("has", id="serves", paths=["/srv/serve"]),
    goal("origin", id="made-here", path="/srv/serve", **{"from": ["cp serve.sh"]}),
    goal("size", id="small", at_most="6 MB"),
    goal("user", id="not-root"),
    goal("entrypoint", id="exec-form"),
    goal("secret", id="no-token", secret="token"),
    goal("cache", id="cached", edit="serve.sh", keeps=["cat deps.txt"]),
    goal("tests", id="tested", target="test", breaks="broken"),
    goal("skips", id="no-tests", text="test.sh"),
    goal("answers", id="answers", body="ok", within=20),
    goal("stops", id="stops", within=20),
    goal("config", id="port", ports=["8080/tcp"]),
)
SHOP = exercise(
    *GOALS,
    context=CONTEXT,
    overlays=BROKEN,
    secrets={"token": "sesame-2026"},
    trial=Trial(8080, "/healthz", 20),
)


@pytest.fixture(scope="module")
def good(patient):
    return build(SHOP, Files(GOOD), patient)


@pytest.fixture(scope="module")
def bad(patient):
    return build(SHOP, Files(BAD), patient)


def said(dockerfile, built):
    return {one.id: one.sight.text for one in judging.see(SHOP, Files(dockerfile), built)}


def test_good_file_meets_every_goal(good):
    judged = judging.see(SHOP, Files(GOOD), good)

    assert {one.id: one.sight for one in judged if not one.is_met} == {}


def test_failing_test_stops_the_build_where_it_stands(good):
    assert said(GOOD, good)["tested"] == (
        "With a test that fails, the build stops at line 9, RUN sh test.sh: FAIL: prices."
    )


def test_bad_file_is_told_what_is_wrong_with_its_image(bad):
    found = said(BAD, bad)

    assert found | {"builds": "", "stops": "", "answers": "", "small": ""} == {
        "builds": "",
        "clean": "/src/.env can no longer be seen, but is still in a layer of the image: "
        "line 3 copied the whole context.",
        "serves": "/srv/serve is not in the image.",
        "made-here": "/srv/serve is not in the image.",
        "small": "",
        "not-root": "The container starts as root: no line says USER, and so alpine:3.22 decides.",
        "exec-form": 'The container starts a shell, ["/bin/sh", "-c"], around sh serve.sh: '
        "CMD in line 7 is in shell form.",
        "no-token": "The value of token is in /key, in the layer that line 5 made, "
        "which can no longer be seen.",
        "cached": "After an edit of serve.sh this ran again: line 4, RUN cat deps.txt > /deps.",
        "tested": 'The target "test" was not found in the provided Dockerfile.',
        "no-tests": "No instruction has test.sh.",
        "answers": "",
        "stops": "",
        "port": "8080/tcp is not exposed.",
    }
    assert found["small"].endswith("of which 4.2 MB comes with line 6.")


@pytest.mark.parametrize("dockerfile", [GOOD, BAD])
def test_forecast_and_image_do_not_contradict_each_other(dockerfile, good, bad):
    built = good if dockerfile is GOOD else bad
    known = replace(built, foreseen=judging.foreseen_of(SHOP, Files(dockerfile)))

    surprises = [one for one in judging.see(SHOP, Files(dockerfile), built) if one.surprises]
    compared = [compare(known, Variant()), compare(known, Variant(edit="serve.sh"))]

    rows = [row for each in compared for row in each.rows if row.agreement is Agreement.WRONG]
    assert (surprises, rows) == ([], [])
    assert [each.files.missing + each.files.denied for each in compared] == [(), ()]


def test_build_that_fails_is_told_with_its_last_words(patient):
    small = exercise(goal("builds"), context=CONTEXT)
    files = Files("FROM alpine:3.22\nRUN echo no stock >&2 && \\\n    exit 3\n")

    [builds] = judging.see(small, files, build(small, files, patient))

    assert builds.sight.text == (
        "The build failed at line 2, RUN echo no stock >&2 && exit 3: exit status 3. "
        "Before that it said: no stock."
    )
