"""Cache answers on real projects against the graph that BuildKit makes of them.

The reference is worked out here from the data alone: a vertex runs again when it copies a changed
path from the context, or when one of its inputs runs again.
"""

import fnmatch
import json
import posixpath
from pathlib import Path

import pytest

from dockercheck.build import Inputs
from dockercheck.simulation import Changes, Simulation

DATA = Path(__file__).parents[4] / "shared" / "conformance" / "graph.jsonl"


def rows():
    if not DATA.exists():
        return []
    return [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


def test_the_data_is_there():
    if not DATA.exists():
        pytest.skip("skipped: the conformance data is not beside the project")
    assert len(rows()) >= 50


def copied_paths(vertex, vertices):
    """What a vertex copies from the context: the reference's `inN:/path`."""
    found = []
    for source in vertex.get("srcs", []):
        number, _, path = source.removeprefix("in").partition(":")
        if int(number) < len(vertex["inputs"]):
            origin = vertices[vertex["inputs"][int(number)]]
            if origin["desc"].startswith("local://context"):
                found.append(path)
    return found


def takes(pattern, path):
    """Whether a source of COPY is a path, or a directory above it."""
    wanted = [part for part in pattern.split("/") if part]
    given = [part for part in path.split("/") if part]
    if len(given) < len(wanted):
        return False
    pairs = zip(wanted, given, strict=False)
    return all(fnmatch.fnmatchcase(name, part) for part, name in pairs)


def truth(vertices, path):
    """The vertices that run again after a change of one path of the context."""
    found = set()
    for vertex in vertices:
        taken = any(takes(pattern, path) for pattern in copied_paths(vertex, vertices))
        if taken or found.intersection(vertex["inputs"]):
            found.add(vertex["n"])
    return found


def candidates(vertices):
    """Three paths: one that only whole directories take, and two that are copied by name."""
    named = [
        posixpath.join(pattern, "inside") if not posixpath.splitext(pattern)[1] else pattern
        for vertex in vertices
        for pattern in copied_paths(vertex, vertices)
        if pattern != "/"
    ]
    named = [name.replace("*", "x").replace("?", "y").lstrip("/") for name in named]
    paths = ["surely/nobody/names.this", *dict.fromkeys(named), "main.py", "src/index.js"]
    return paths[:3]


def first_lines(vertices, numbers):
    """The lines in which the instructions of some vertices begin."""
    return {
        min(vertices[number]["lines"])
        for number in numbers
        if vertices[number].get("lines") and vertices[number]["kind"] != "source"
    }


CASES = [
    pytest.param(row, path, id=f"{row['id']}-{path}")
    for row in rows()
    for path in candidates(row["v"])
]


@pytest.mark.parametrize(("row", "path"), CASES)
def test_the_steps_that_run_again_are_those_of_the_graph(row, path):
    vertices = row["v"]
    expected = first_lines(vertices, truth(vertices, path))
    every = first_lines(vertices, range(len(vertices)))

    simulation = Simulation.of(row["dockerfile"], Inputs())
    cache = simulation.cache(Changes(paths=[path]))
    images = {vertex.line for vertex in simulation.build.graph.vertices if vertex.kind == "image"}

    assert {each.place.line for each in cache.rebuilt} == expected
    assert {place.line for place in cache.kept} - images == every - expected - images
