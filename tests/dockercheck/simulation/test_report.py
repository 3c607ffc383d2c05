"""The simulation's part of a report."""

from dockercheck import check

SOURCE = """\
FROM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .
FROM scratch
COPY --from=build /out/app /app
COPY .env /
CMD ["/app"]
"""
CONTEXT = {"main.go": 100, ".env": 30}


def test_the_image_is_told_with_its_files_layers_and_leaks():
    image = check(SOURCE, context=CONTEXT).to_dict()["image"]

    assert image["shell"] is False
    assert image["files"] == [
        {
            "path": "/.env",
            "from": {"stage": 1, "line": 7},
            "trail": [{"stage": 1, "line": 7}],
            "kind": "secret",
            "bytes": {"low": 30, "high": 30},
            "state": "present",
            "tree": False,
        },
        {
            "path": "/app",
            "from": {"stage": 0, "line": 4},
            "trail": [{"stage": 0, "line": 4}, {"stage": 1, "line": 6}],
            "kind": "binary",
            "bytes": None,
            "state": "present",
            "tree": False,
        },
    ]
    assert image["layers"] == [
        {"stage": 1, "line": 6, "bytes": None, "wasted": {"low": 0, "high": 0}},
        {"stage": 1, "line": 7, "bytes": {"low": 30, "high": 30}, "wasted": {"low": 0, "high": 0}},
    ]
    assert image["size"] == {"low": 30, "high": None}
    assert image["tools"] == []
    assert [leak["path"] for leak in image["leaks"]] == ["/.env"]
    assert image["unknown"] == []
    assert image["missing"] == []


def test_a_listing_without_sizes_is_taken_too():
    image = check(SOURCE, context=["main.go", ".env"]).to_dict()["image"]

    assert [file["bytes"] for file in image["files"]] == [None, None]
    assert image["size"] is None


def test_a_source_that_is_missing_is_told():
    image = check(SOURCE, context=["main.go"]).to_dict()["image"]

    assert image["missing"] == [{"path": "/.env", "from": {"stage": 1, "line": 7}}]


def test_the_cache_is_told_where_it_was_asked_for():
    cache = check(SOURCE, context=CONTEXT, changed=["main.go"]).to_dict()["cache"]

    assert cache["changed"] == ["main.go"]
    assert [(each["line"], each["stage"], each["certain"]) for each in cache["rebuilt"]] == [
        (3, 0, True),
        (4, 0, True),
        (6, 1, False),
        (7, 1, False),
    ]
    assert cache["kept"] == [{"stage": 0, "line": 1}, {"stage": 0, "line": 2}]


def test_the_cache_is_empty_where_nobody_asked():
    assert check(SOURCE).to_dict()["cache"] is None


def test_no_change_keeps_everything():
    assert check(SOURCE, changed=[]).to_dict()["cache"]["rebuilt"] == []


def test_a_fix_tells_its_effect():
    source = 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y x\nCMD ["x"]\n'
    fixes = [f["fix"] for f in check(source).to_dict()["findings"] if f["fix"] is not None]

    assert all(set(fix) == {"title", "edits", "effect"} for fix in fixes)


def test_a_file_without_a_target_has_no_image():
    report = check("RUN true\n", changed=["a"]).to_dict()

    assert report["image"] is None
    assert report["cache"] == {"changed": ["a"], "rebuilt": [], "kept": []}
