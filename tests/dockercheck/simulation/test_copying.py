"""Where COPY and ADD put files, as BuildKit does: one table of cases."""

import pytest

from dockercheck.build import Inputs
from dockercheck.simulation import Simulation, State
from dockercheck.simulation.copying import selects

CONTEXT = [
    ".env",
    "Dockerfile",
    "README.md",
    "a.txt",
    "app.tar.gz",
    "b.txt",
    "c.md",
    "docs/img/p.png",
    "docs/one.md",
    "docs/two.txt",
    "empty/",
    "foo.go",
    "bar.go",
    "name with space.txt",
    "src/.hidden",
    "src/main.go",
    "src/sub/deep.go",
    "src/sub/deeper/last.go",
    "src/util.go",
    "tests/a/unit.go",
    "tests/b/unit.go",
]
SRC = ["/.hidden", "/main.go", "/sub/deep.go", "/sub/deeper/last.go", "/util.go"]
SUB = ["/deep.go", "/deeper/last.go"]
DOCS = ["/img/p.png", "/one.md", "/two.txt"]
UNITS = ["/a/unit.go", "/b/unit.go"]


def below(prefix, names):
    return [prefix + name for name in names]


TOP = ["/.hidden", "/main.go", "/util.go"]
ALL_GO = below("/x", ["/bar.go", "/foo.go", *below("/src", SRC[1:]), *below("/tests", UNITS)])


def simulated(lines, context=CONTEXT, ignore=None, base="scratch"):
    source = f"FROM {base}\n{lines}\n"
    return Simulation.of(source, Inputs(context=context, dockerignore=ignore))


def paths(simulation):
    return sorted(path for path, _file, state in simulation.files() if state is State.PRESENT)


CASES = [
    # A file
    ("COPY a.txt /", ["/a.txt"]),
    ("COPY a.txt /x", ["/x"]),
    ("COPY a.txt /x/", ["/x/a.txt"]),
    ("COPY a.txt /x/.", ["/x/a.txt"]),
    ("COPY a.txt x/y", ["/x/y"]),
    ("COPY a.txt .", ["/a.txt"]),
    ("COPY ./a.txt /x", ["/x"]),
    ("COPY /a.txt /x", ["/x"]),
    ("COPY ../a.txt /x", ["/x"]),
    ("COPY src/../a.txt /x", ["/x"]),
    ("COPY a.txt/ /x", ["/x"]),
    ("COPY .env /", ["/.env"]),
    ('COPY ["name with space.txt", "/"]', ["/name with space.txt"]),
    ("COPY src/sub/deep.go /x/", ["/x/deep.go"]),
    # The working directory
    ("WORKDIR /w\nCOPY a.txt .", ["/w/a.txt"]),
    ("WORKDIR /w\nCOPY a.txt ./", ["/w/a.txt"]),
    ("WORKDIR /w\nCOPY a.txt x", ["/w/x"]),
    ("WORKDIR /w\nCOPY a.txt x/", ["/w/x/a.txt"]),
    ("WORKDIR /w\nCOPY a.txt ..", ["/a.txt"]),
    ("WORKDIR /w\nWORKDIR v\nCOPY a.txt x", ["/w/v/x"]),
    ("WORKDIR /w\nCOPY a.txt /w", ["/w/a.txt"]),
    ("WORKDIR /w/v\nCOPY a.txt /w", ["/w/a.txt"]),
    # A directory
    ("COPY src /x", below("/x", SRC)),
    ("COPY src /x/", below("/x", SRC)),
    ("COPY src/ /x", below("/x", SRC)),
    ("COPY src/. /x", below("/x", SRC)),
    ("COPY src /", SRC),
    ("COPY src/sub /x", below("/x", SUB)),
    ("COPY src/sub src", below("/src", SUB)),
    ("COPY empty /x", []),
    ("COPY src docs /x/", [*below("/x", SRC), "/x/img/p.png", "/x/one.md", "/x/two.txt"]),
    ("COPY a.txt src/sub /x/", ["/x/a.txt", *below("/x", SUB)]),
    ("COPY a.txt b.txt /x/", ["/x/a.txt", "/x/b.txt"]),
    # A destination that is there already
    ("COPY a.txt /x\nCOPY b.txt /x", ["/x"]),
    ("COPY src /x\nCOPY a.txt /x", [*below("/x", SRC), "/x/a.txt"]),
    ("COPY src /x\nCOPY a.txt /x/sub", [*below("/x", SRC), "/x/sub/a.txt"]),
    ("COPY src /x\nCOPY docs/one.md /x/main.go", below("/x", SRC)),
    ("COPY src/sub /x\nCOPY docs /x", below("/x", [*SUB, *DOCS])),
    ("COPY --link src /x\nCOPY --link a.txt /x/", [*below("/x", SRC), "/x/a.txt"]),
    # Wildcards
    ("COPY *.txt /x/", ["/x/a.txt", "/x/b.txt", "/x/name with space.txt"]),
    ("COPY ?.txt /x/", ["/x/a.txt", "/x/b.txt"]),
    ("COPY [a-b].txt /x/", ["/x/a.txt", "/x/b.txt"]),
    ("COPY [^a].txt /x/", ["/x/b.txt"]),
    ("COPY *.go /gofiles/", ["/gofiles/bar.go", "/gofiles/foo.go"]),
    ("COPY f*.go foo2.go", ["/foo2.go"]),
    ("COPY ?.txt /x", ["/x"]),
    ("COPY s*c /x", below("/x", SRC)),
    ("COPY src/* /x/", below("/x", ["/.hidden", *SUB, "/main.go", "/util.go"])),
    ("COPY src/*.go /x/", ["/x/main.go", "/x/util.go"]),
    ("COPY tests/*/unit.go /x/", ["/x/unit.go"]),
    ("COPY tests/*/unit.go /x/y", ["/x/y"]),
    ("COPY src/**/last.go /x/", []),
    ("COPY src/*/*/last.go /x/", ["/x/last.go"]),
    ("COPY nomatch* /x/", []),
    ("COPY a.txt nomatch* /x/", ["/x/a.txt"]),
    ("COPY .* /x/", ["/x/.env"]),
    ("COPY src/sub/.[a-z]* /x/", []),
    # --exclude
    ("COPY --exclude=*.md docs /x", ["/x/img/p.png", "/x/two.txt"]),
    ("COPY --exclude=*.go src /x", ["/x/.hidden", "/x/sub/deep.go", "/x/sub/deeper/last.go"]),
    ("COPY --exclude=**/*.go src /x", ["/x/.hidden"]),
    ("COPY --exclude=sub src /x", ["/x/.hidden", "/x/main.go", "/x/util.go"]),
    ("COPY --exclude=src/sub src /x", below("/x", SRC)),
    ("COPY --exclude=/sub src /x", below("/x", SRC)),
    ("COPY --exclude=a.txt a.txt /x/", ["/x/a.txt"]),
    ("COPY --exclude=a.txt ?.txt /x/", ["/x/a.txt", "/x/b.txt"]),
    ("COPY --exclude=img --exclude=*.md docs /x", ["/x/two.txt"]),
    ("COPY --exclude=img --exclude=!img/p.png docs /x", below("/x", DOCS)),
    # --parents
    ("COPY --parents src/sub/deep.go /x/", ["/x/src/sub/deep.go"]),
    ("COPY --parents src/sub /x/", below("/x/src/sub", SUB)),
    ("COPY --parents ./src/sub/ /x", below("/x/src/sub", SUB)),
    ("COPY --parents src/./sub/deep.go /x/", ["/x/sub/deep.go"]),
    ("COPY --parents src/./sub /x/", below("/x/sub", SUB)),
    ("COPY --parents tests/*/unit.go /x/", ["/x/tests/a/unit.go", "/x/tests/b/unit.go"]),
    ("COPY --parents tests/./*/unit.go /x/", ["/x/a/unit.go", "/x/b/unit.go"]),
    ("COPY --parents **/*.go /x/", ALL_GO),
    ("COPY --parents t*/./a/*.go /x/", ["/x/a/unit.go"]),
    ("COPY --parents nomatch* /x/", []),
    ("COPY --parents --exclude=src/sub src /x/", below("/x/src", TOP)),
    ("COPY --parents=false src/sub/deep.go /x/", ["/x/deep.go"]),
    ("WORKDIR /w\nCOPY --parents src/sub/deep.go .", ["/w/src/sub/deep.go"]),
    # Documents in the file, and what ADD fetches
    ("COPY <<one.txt /x/\nhello\none.txt", ["/x/one.txt"]),
    ("COPY <<EOF /x\nhello\nEOF", ["/x"]),
    ("COPY <<a <<b /x/\n1\na\n2\nb", ["/x/a", "/x/b"]),
    ("ADD a.txt /x/", ["/x/a.txt"]),
    ("ADD https://example.com/dir/tool.zip /x/", ["/x/tool.zip"]),
    ("ADD https://example.com/dir/tool.zip?v=1 /x/", ["/x/tool.zip"]),
    ("ADD https://example.com/tool /x", ["/x"]),
    ("ADD https://example.com/t.tar.gz /x/", ["/x/t.tar.gz"]),
    ("ADD https://example.com/ /x/", ["/x/__unnamed__"]),
    ("ADD --unpack=false app.tar.gz /x/", ["/x/app.tar.gz"]),
    ("COPY app.tar.gz /x/", ["/x/app.tar.gz"]),
    ("ADD app.tar.gz /x/", []),
    # A path through a variable
    ("ENV D=/x/\nCOPY a.txt $D", ["/x/a.txt"]),
    ("ARG F=b.txt\nCOPY $F /x/", ["/x/b.txt"]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), CASES, ids=[lines for lines, _ in CASES])
def test_copy_puts_files_where_buildkit_does(lines, expected):
    simulation = simulated(lines)

    assert paths(simulation) == sorted(expected)
    assert simulation.missing == ()


def test_the_table_is_as_long_as_it_should_be():
    assert len({lines for lines, _expected in CASES}) >= 60


MISSING = [
    ("COPY nothing /x", ["/nothing"]),
    ("COPY src/nothing /x", ["/src/nothing"]),
    ("COPY a.txt nothing /x/", ["/nothing"]),
    ("COPY a.txt/b /x", ["/a.txt/b"]),
    ("COPY --parents src/nothing /x/", ["/src/nothing"]),
    ("COPY --parents src/./nothing /x/", ["/src/nothing"]),
    ("COPY empty/nothing /x", ["/empty/nothing"]),
    ("COPY A.txt /x", ["/A.txt"]),
    ("COPY a\\\\*.txt /x", ["/a\\*.txt"]),
]


@pytest.mark.parametrize(("lines", "expected"), MISSING, ids=[lines for lines, _ in MISSING])
def test_a_source_that_is_not_there_stops_the_build(lines, expected):
    assert [each.path for each in simulated(lines).missing] == expected


IGNORED = [
    ("*.md", "COPY docs /x", ["/x/img/p.png", "/x/one.md", "/x/two.txt"], []),
    ("**/*.md", "COPY docs /x", ["/x/img/p.png", "/x/two.txt"], []),
    ("docs", "COPY docs /x", [], ["/docs"]),
    ("docs/", "COPY . /x/docs-less", None, []),
    ("*\n!docs", "COPY . /x", ["/x/img/p.png", "/x/one.md", "/x/two.txt"], []),
    ("*\n!src/sub", "COPY src /x", below("/x/sub", SUB), []),
    (".env", "COPY .env /x", [], ["/.env"]),
    ("?.txt", "COPY *.txt /x/", ["/x/name with space.txt"], []),
    ("# *.txt", "COPY ?.txt /x/", ["/x/a.txt", "/x/b.txt"], []),
    ("/src/sub", "COPY src /x", ["/x/.hidden", "/x/main.go", "/x/util.go"], []),
    ("src/*.go", "COPY src /x", ["/x/.hidden", *below("/x/sub", SUB)], []),
    ("[a-b].txt", "COPY ?.txt /x/", [], []),
]


@pytest.mark.parametrize(("ignore", "lines", "expected", "missing"), IGNORED)
def test_what_is_ignored_is_not_in_the_context(ignore, lines, expected, missing):
    simulation = simulated(lines, ignore=ignore)

    if expected is None:
        assert not [path for path in paths(simulation) if "/docs/" in path]
        assert len(paths(simulation)) == len(CONTEXT) - 1 - 3
    elif ignore == "*\n!docs":
        assert paths(simulation) == sorted(below("/x/docs", ["/img/p.png", "/one.md", "/two.txt"]))
    else:
        assert paths(simulation) == sorted(expected)
    assert [each.path for each in simulation.missing] == missing


# Other stages


def test_copy_from_a_stage_sees_its_root_and_not_its_working_directory():
    source = (
        "FROM scratch AS one\nWORKDIR /w\nCOPY a.txt b.txt ./\n"
        "FROM scratch\nCOPY --from=one w/a.txt /x\nCOPY --from=ONE /w/*.txt /y/\n"
    )
    simulation = Simulation.of(source, Inputs(context=CONTEXT))

    assert paths(simulation) == ["/x", "/y/a.txt", "/y/b.txt"]


def test_a_file_keeps_the_way_that_it_took():
    source = (
        "FROM scratch AS one\nCOPY a.txt /1\nFROM scratch AS two\nCOPY --from=one /1 /2\n"
        "FROM scratch\nCOPY --from=two /2 /3\n"
    )
    ((path, file, _state),) = Simulation.of(source, Inputs(context=CONTEXT)).files()

    assert path == "/3"
    assert list(file.trail) == [(0, 2), (1, 4), (2, 6)]


def test_what_a_build_makes_somewhere_unknown_is_there_after_its_copy():
    source = (
        "FROM rust:1 AS build\nWORKDIR /src\nCOPY . .\nRUN cargo build --release\n"
        "FROM scratch\nCOPY --from=build /src/target/release/app /app\n"
        "COPY --from=build /src/target/release/tool /bin/\n"
    )
    simulation = Simulation.of(source, Inputs(context=CONTEXT))

    assert simulation.state("/app") is State.PRESENT
    assert simulation.state("/bin/tool") is State.PRESENT
    assert simulation.state("/src") is State.ABSENT


def test_a_copied_directory_of_unknown_contents_stays_unknown_below():
    source = (
        "FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n"
        "FROM nginx\nCOPY --from=build /app/dist /usr/share/nginx/html\n"
    )
    simulation = Simulation.of(source, Inputs(context=["package.json"]))

    assert simulation.state("/usr/share/nginx/html") is State.PRESENT
    assert simulation.state("/usr/share/nginx/html/index.html") is State.UNKNOWN
    assert simulation.state("/app") is State.ABSENT


def test_without_a_listing_only_names_of_files_are_certain():
    simulation = Simulation.of("FROM scratch\nCOPY go.mod ./\nCOPY config /etc/\nCOPY app /app\n")

    assert simulation.state("/go.mod") is State.PRESENT
    assert simulation.state("/etc/config") is State.UNKNOWN
    assert simulation.state("/app") is State.PRESENT
    assert simulation.state("/other") is State.ABSENT


REMOTE = [
    ("ADD https://github.com/o/r.git /r", "/r", State.PRESENT),
    ("ADD https://github.com/o/r.git /r", "/r/README.md", State.UNKNOWN),
    ("ADD https://github.com/o/r.git /", "/README.md", State.UNKNOWN),
    ("ADD --unpack https://example.com/a.tar.gz /x/", "/x/a.tar.gz", State.UNKNOWN),
    ("ADD app.tar.gz /x", "/x/file", State.UNKNOWN),
    ("COPY --from=busybox /bin/busybox /b", "/b", State.PRESENT),
    ("COPY --from=busybox / /", "/etc/x", State.UNKNOWN),
    ("COPY --from=busybox /etc/pass* /x/", "/x/passwd", State.UNKNOWN),
    ("COPY --from=busybox /data /x/", "/x/data", State.UNKNOWN),
    ("COPY --from=scratch / /x", "/x", State.PRESENT),
]


@pytest.mark.parametrize(("line", "path", "expected"), REMOTE)
def test_what_comes_from_elsewhere_is_known_as_far_as_its_name(line, path, expected):
    assert simulated(line).state(path) is expected


def test_a_destination_that_may_be_a_directory_is_there_either_way():
    simulation = simulated("COPY a.txt /opt/thing", base="debian:12")

    assert simulation.state("/opt/thing") is State.PRESENT
    assert simulation.state("/opt/thing/a.txt") is State.UNKNOWN


def test_parents_keep_a_path_also_where_nothing_is_listed():
    simulation = Simulation.of("FROM scratch\nCOPY --parents src/./a/b.py src/c /x/\n")

    assert simulation.state("/x/a/b.py") is State.PRESENT
    assert simulation.state("/x/src/c") is State.PRESENT
    assert simulation.state("/src") is State.ABSENT


# Without a listing: does a COPY take a path?

SELECTED = [
    ("COPY . .", "a/b.c", True),
    ("COPY src dst", "src/a", True),
    ("COPY src dst", "src", True),
    ("COPY src dst", "srcx/a", False),
    ("COPY src/*.go /x/", "src/a.go", True),
    ("COPY src/*.go /x/", "src/a/b.go", False),
    ("COPY s* /x/", "src/deep/a", True),
    ("COPY --exclude=*.md . .", "a.md", False),
    ("COPY --exclude=*.md . .", "docs/a.md", True),
    ("COPY --exclude=*.md *.md ./", "a.md", True),
    ("COPY --parents **/*.go /x/", "a/b/c.go", True),
    ("COPY --parents **/*.go /x/", "a/b/c.py", False),
    ("COPY --parents a/./b /x/", "a/b/c.py", True),
    ("COPY --parents a/./b /x/", "b/c.py", False),
    ("COPY --from=other . .", "a", True),
    ("ADD https://example.com/a /x", "a", False),
    ("COPY <<EOF /x\nhello\nEOF", "EOF", False),
    ("COPY ../up /x", "up", True),
]


@pytest.mark.parametrize(("line", "path", "expected"), SELECTED)
def test_a_copy_selects_paths_without_a_listing(line, path, expected):
    simulation = Simulation.of(f"FROM scratch\n{line}\n")

    assert selects(simulation.build.stages[0].steps[0], path) is expected
