"""Packages that a RUN leaves installed."""

import pytest

from dockercheck.build import Inputs, read_build
from dockercheck.installed import family, kept_packages, package_uses
from dockercheck.runs import run_of


def run_in(body):
    build = read_build(f"FROM a\n{body}\n", Inputs())
    return run_of(build.stages[0].named("RUN")[-1])


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("RUN apt-get install -y a=1 b:amd64 c/stable g++", ["a", "b", "c", "g++"]),
        ("RUN apk add a~=1 b@edge", ["a", "b"]),
        ("RUN apt-get install -y a b && apt-get purge -y a", ["b"]),
        ("RUN apk add --virtual .x a && apk del .x", []),
        ("RUN apk add --virtual .x a && apk del .y", ["a"]),
        ("RUN apt-get install -y a && apt-get purge -y $UNKNOWN", []),
        ("RUN dnf install -y a && apk del a", ["a"]),
        ("RUN X='a b' && apt-get install -y $X && X=c", ["a", "b"]),
        ("ENV X='a b'\nRUN apt-get install -y $X", ["a", "b"]),
        ('RUN apt-get install -y "$X"', []),
        ("RUN X=$(cat f) && apt-get install -y $X", []),
    ],
)
def test_kept(body, names):
    kept = [name for each in kept_packages(run_in(body)) for name, _word in each.packages]

    assert kept == names


def test_packages_of_a_file_are_left_out():
    assert package_uses(run_in("RUN dpkg -i a.deb && rpm -i b.rpm")) == []


@pytest.mark.parametrize(
    ("command", "name"), [("apt", "apt"), ("apt-get", "apt"), ("yum", "dnf"), ("microdnf", "dnf")]
)
def test_family(command, name):
    (use,) = package_uses(run_in(f"RUN {command} install -y a"))

    assert family(use) == name
