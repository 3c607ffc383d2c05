"""The build graph and the image's configuration against BuildKit's, and in corners it leaves."""

from dockercheck import check
from dockercheck.graph import Draft, GraphBuilder

PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
IMAGES = {"*": {"config": {"Env": [PATH], "Cmd": ["sh"]}}}
SOURCES = {"image", "context", "remote"}
KINDS = {"run": "exec", "copy": "file", "add": "file", "workdir": "file", "file": "file"}


def ours(vertex):
    return {
        "kind": "source" if vertex.kind in SOURCES else KINDS.get(vertex.kind, vertex.kind),
        "inputs": list(vertex.inputs),
        "lines": list(vertex.lines),
        "desc": describe(vertex),
        "mounts": sorted(f"{m.type.upper()}:{m.target}:in{m.input}" for m in vertex.mounts),
        "srcs": [f"in{source.input}:{source.path}" for source in vertex.sources],
        "dest": vertex.destination,
    }


def describe(vertex):
    detail = " ".join(vertex.detail)
    return {
        "image": f"docker-image://{detail.partition('@sha256')[0]}",
        "context": "local://context",
        "run": detail,
        "workdir": f"mkdir {detail}",
        "merge": "",
    }.get(vertex.kind, "copy")


def theirs(vertex):
    mounts = (mount.rsplit(":out", 1)[0] for mount in vertex.get("mounts", ()))
    return {
        "kind": vertex["kind"],
        "inputs": vertex["inputs"],
        "lines": vertex.get("lines", []),
        "desc": vertex["desc"].partition("@sha256")[0],
        "mounts": sorted(mount for mount in mounts if not mount.startswith("BIND:/:")),
        "srcs": vertex.get("srcs", []),
        "dest": vertex.get("dest", ""),
    }


def test_graphs_are_those_of_buildkit(conformance):
    wrong = []
    for row in conformance("graph"):
        report = check(row["dockerfile"], images=IMAGES)
        expected = [theirs(vertex) for vertex in row["v"] if vertex["kind"] != "return"]
        if report.errors or [ours(vertex) for vertex in report.graph.vertices] != expected:
            wrong.append(row["id"])

    assert wrong == []


def test_image_configurations_are_those_of_buildkit(conformance):
    wrong = []
    for row in conformance("graph"):
        image = check(row["dockerfile"], images=IMAGES).to_dict()["image"]
        keys = ("env", "workdir", "entrypoint", "cmd", "user", "labels")
        found = {key: image[key] or None for key in keys}
        expected = {key: row.get(key) or None for key in keys}
        if found != expected or sorted(image["ports"]) != sorted(row.get("ports") or ()):
            wrong.append(row["id"])

    assert wrong == []


def graph(text, **options):
    report = check(text, **options)
    assert report.errors == ()
    return report.graph


def test_equal_steps_of_two_stages_are_one_vertex_with_both_lines():
    found = graph("FROM a AS one\nRUN x\nFROM a\nRUN x\nCOPY --from=one /f /f\n")

    assert [(v.kind, v.lines, v.line) for v in found.vertices] == [
        ("image", (3, 1), 1),
        ("run", (4, 2), 2),
        ("copy", (5,), 5),
    ]


def test_steps_with_another_environment_are_not_the_same():
    found = graph("FROM a AS one\nENV A=1\nRUN x\nFROM a\nRUN x\nCOPY --from=one /f /f\n")

    assert [v.lines for v in found.vertices if v.kind == "run"] == [(5,), (3,)]


def test_the_same_environment_given_twice_is_the_same():
    found = graph("FROM a AS one\nENV A=1\nENV A=1\nRUN x\nFROM one\nENV A=1\nRUN x\n")

    assert [v.lines for v in found.vertices if v.kind == "run"] == [(4,), (7,)]


def test_what_the_target_does_not_need_stands_apart():
    found = graph("FROM a AS one\nRUN x\nFROM b AS two\nRUN y\n", target="one")

    assert [v.lines for v in found.vertices] == [(1,), (2,)]
    assert [v.lines for v in found.unneeded] == [(3,), (4,)]
    assert found.target == 1


def test_an_empty_target_has_no_vertex():
    found = graph("FROM scratch\nCMD x\n")

    assert (found.vertices, found.target) == ((), None)


def test_long_chains_are_no_matter():
    builder = GraphBuilder()
    number = builder.add(Draft("image", 0, (1,), (), "FROM a"))
    for line in range(5000):
        number = builder.add(Draft("run", 0, (line,), (number,), "RUN x"))

    assert builder.finish(number).target == 5000


def test_vertex_of_buildkits_own_has_no_line():
    (_, context, _) = graph("FROM a\nCOPY f /f\n").vertices

    assert (context.kind, context.line) == ("context", None)


def test_linked_copy_is_merged_onto_the_stage():
    found = graph("FROM a\nCOPY --link f /f\n")

    assert [(v.kind, v.inputs) for v in found.vertices] == [
        ("image", ()),
        ("context", ()),
        ("copy", (1,)),
        ("merge", (0, 2)),
    ]


def test_linked_copy_onto_nothing_needs_no_merge():
    assert [v.kind for v in graph("FROM scratch\nCOPY --link f /\n").vertices] == [
        "context",
        "copy",
    ]


def test_add_fetches_archives_and_repositories():
    text = "FROM scratch\nADD https://a.org/f.tgz?x https://github.com/a/b.git#main f /d/\n"
    found = graph(text)

    assert [v.detail for v in found.vertices if v.kind == "remote"] == [
        ("https://a.org/f.tgz?x",),
        ("https://github.com/a/b.git#main",),
    ]
    assert [(s.input, s.path) for s in found.vertices[-1].sources] == [
        (0, "/f.tgz"),
        (1, "/"),
        (2, "/f"),
    ]


def test_inline_documents_are_files_of_their_own():
    found = graph('FROM a\nARG N=1\nCOPY <<one <<"two" /d/\n$N\none\n$N\ntwo\n')

    (one, two) = (v for v in found.vertices if v.kind == "file")
    assert (one.detail, two.detail) == (("one",), ("two",))


def test_equal_documents_are_one_vertex_and_others_are_not():
    text = "FROM a AS s\nCOPY <<d /f\nx\nd\nFROM a\nCOPY <<d /f\n{}\nd\nCOPY --from=s /f /g\n"

    assert sum(v.kind == "file" for v in graph(text.format("x")).vertices) == 1
    assert sum(v.kind == "file" for v in graph(text.format("y")).vertices) == 2


def test_script_of_a_run_is_mounted():
    found = graph("FROM a\nRUN <<s\n#!/bin/bash\nls\ns\n")

    run = found.vertices[-1]
    assert run.detail == ("/bin/sh", "-c", "/dev/pipes/s")
    assert [(m.type, m.target, m.input) for m in run.mounts] == [("bind", "/dev/pipes", 1)]


def test_cache_with_an_owner_begins_as_a_directory():
    found = graph("FROM a\nRUN --mount=type=cache,target=/c,uid=1 x\n")

    assert [(v.kind, v.detail) for v in found.vertices] == [
        ("image", ("docker.io/library/a:latest",)),
        ("file", ("/cache",)),
        ("run", ("/bin/sh", "-c", "x")),
    ]


def test_cache_from_a_place_in_a_stage_is_taken_as_it_is():
    text = "FROM a AS s\nFROM a\nRUN --mount=type=cache,from=s,source=/d,target=/c,uid=1 x\n"

    assert [v.kind for v in graph(text).vertices] == ["image", "run"]
