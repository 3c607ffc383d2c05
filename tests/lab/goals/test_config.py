"""The image says how it wants to be run."""

import pytest

from lab.goals import Sight
from tests.lab.goals.made import foresee, goal, image, ok, see

ALL = goal(
    "config",
    env={"PORT": "8080"},
    ports=["8080/tcp"],
    workdir="/app",
    stop_signal="SIGINT",
    healthcheck=True,
)
WISH = (
    "The image sets PORT to “8080”, exposes 8080/tcp, works in /app, is stopped by SIGINT and "
    "has a health check."
)
SAID = """\
ENV PORT=8080
EXPOSE 8080
WORKDIR /app/
STOPSIGNAL 2
HEALTHCHECK CMD ["/orders", "-check"]
"""
NOTHING = (
    "PORT is not set, 8080/tcp is not exposed, the working directory is /, not /app, "
    "the stop signal is SIGTERM, not SIGINT and there is no health check."
)


def test_wish_lists_all_that_is_asked():
    assert ALL.wants() == WISH


def test_settings_are_foreseen():
    assert foresee(ALL, f"FROM alpine\n{SAID}") == Sight(True, WISH)


def test_settings_that_nobody_makes_are_foreseen_to_be_missing():
    assert foresee(ALL, "FROM scratch\n") == Sight(False, NOTHING)


@pytest.mark.parametrize(
    ("base", "sight"),
    [
        ("alpine", Sight(False, "8080/tcp is not exposed.")),
        ("gcr.io/distroless/static", Sight(False, "8080/tcp is not exposed.")),
        ("nginx:1.29", None),
    ],
)
def test_what_a_base_may_say_is_left_to_the_build(base, sight):
    assert foresee(goal("config", ports=["8080/tcp"]), f"FROM {base}\n") == sight


def test_wrong_value_is_seen_beside_the_right_one():
    found = image(env=("PORT=80",), ports=("80/tcp",))

    sight = see(goal("config", env={"PORT": "8080"}), "FROM alpine\n", ok(found))

    assert sight == Sight(False, "PORT is “80”, not “8080”.")


def test_settings_are_seen():
    found = image(
        env=("PATH=/bin", "PORT=8080"),
        ports=("8080/tcp",),
        workdir="/app",
        stop_signal="INT",
        healthcheck=("CMD", "/orders"),
    )
    assert see(ALL, "FROM alpine\n", ok(found)) == Sight(True, WISH)


@pytest.mark.parametrize(("test", "met"), [((), True), (("NONE",), True), (("CMD", "a"), False)])
def test_health_check_may_be_unwanted(test, met):
    sight = see(goal("config", healthcheck=False), "FROM alpine\n", ok(image(healthcheck=test)))

    assert sight.met == met
