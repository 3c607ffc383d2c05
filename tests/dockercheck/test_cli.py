"""The command line: what it prints where, and its exit status."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dockercheck import check, cli
from dockercheck.cli import main
from dockercheck.rules import RULES

ROOT = Path(__file__).resolve().parents[2]

CLEAN = 'FROM alpine:3.20.1\nUSER 1000\nENTRYPOINT ["/bin/date"]\n'
FAULTY = "FROM alpine:3.20.1 AS Base\nUSER 1000\n"
BROKEN = "FROM alpine:3.20.1\nRUM x\n"
STAGES = "FROM alpine:3.20.1 AS base\nENV key value\nFROM alpine:3.20.1 AS last\nUSER 1000\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current directory, with a file of each kind."""
    for name, text in (("clean", CLEAN), ("faulty", FAULTY), ("broken", BROKEN), ("two", STAGES)):
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capsys, monkeypatch):
    """Runs the command line; gives its status, its output and its complaints."""

    def call(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            status = main(arguments)
        except SystemExit as stop:
            status = stop.code
        return status, *capsys.readouterr()

    return call


def python(*arguments, **options):
    """A process of its own, wherever it is started."""
    options = {"capture_output": True, "timeout": 60, **options}
    env = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    return subprocess.run([sys.executable, *arguments], check=False, env=env, **options)


def process(*arguments, **options):
    return python("-m", "dockercheck", *arguments, **options)


# Exit status


@pytest.mark.parametrize(
    ("files", "status"),
    [
        (["clean"], 0),
        (["faulty"], 1),
        (["broken"], 2),
        (["missing"], 2),
        (["clean", "faulty", "clean"], 1),
        (["broken", "faulty"], 2),
        (["missing", "clean"], 2),
    ],
)
def test_status_is_that_of_the_worst_file(folder, run, files, status):
    assert run(*files)[0] == status


def test_clean_file_gets_one_line(folder, run):
    assert run("clean") == (0, "1 file checked: nothing found.\n", "")


def test_finding_is_printed(folder, run):
    status, out, err = run("faulty")

    assert (status, err) == (1, "")
    assert out.startswith("faulty:1:23: warning: Stage name 'Base' should be lowercase [StageName")
    assert out.endswith("\n\n1 file checked: 1 warning; 1 has a fix.\n")


# What cannot be read


def test_unreadable_file_is_one_line_and_the_others_are_checked(folder, run):
    (folder / "binary").write_bytes(b"\x7fELF\0")

    status, out, err = run("missing", "clean", ".", "binary")

    assert status == 2
    assert out == "1 file checked, 3 not readable: nothing found.\n"
    assert err == (
        "dockercheck: missing: there is no such file\n"
        "dockercheck: .: is a directory, not a file\n"
        "dockercheck: binary: is binary, with a NUL byte in line 1\n"
    )


def test_name_of_a_file_cannot_write_on_the_terminal(folder, run):
    assert run("\x1b[2J\n")[2] == "dockercheck: \\x1b[2J\\n: there is no such file\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--nonsense"], "unrecognized arguments: --nonsense"),
        (["--targ", "x"], "unrecognized arguments: --targ"),
        (["--target"], "argument --target: expected one argument"),
        (["--build-arg", "KEY"], "--build-arg KEY: expected NAME=VALUE"),
        (["--build-arg", "=value"], "--build-arg =value: expected NAME=VALUE"),
        (["-", "-"], "standard input can be read once only"),
        (["--rules", "--format", "sarif"], "--rules prints text, json or jsonl"),
        (["--format", "xml"], "argument --format: invalid choice: 'xml'"),
    ],
)
def test_wrong_usage_is_one_line(folder, run, arguments, complaint):
    status, out, err = run(*arguments)

    assert (status, out) == (2, "")
    assert err.startswith(f"dockercheck: {complaint}")
    assert err.count("\n") == 1


def test_context_that_is_not_there_is_one_line(folder, run):
    assert run("--context", "nowhere", "clean") == (
        2,
        "",
        "dockercheck: nowhere: there is no such directory\n",
    )


# What is checked


def test_options_may_stand_anywhere(folder, run):
    status, out, _err = run("clean", "--format", "jsonl", "faulty", "--target", "base", "clean")

    assert [json.loads(line)["file"] for line in out.splitlines()] == ["clean", "faulty", "clean"]
    assert status == 2  # `clean` has no stage of that name


def test_without_a_file_the_dockerfile_here_is_checked(folder, run):
    assert run()[2] == "dockercheck: Dockerfile: there is no such file\n"

    (folder / "Dockerfile").write_text(CLEAN)

    assert run()[0] == 0


def test_without_a_file_the_dockerfile_of_the_context_is_checked(folder, run):
    (folder / "app").mkdir()
    (folder / "app" / "Dockerfile").write_text(FAULTY)

    assert run("--context", "app")[1].startswith("app/Dockerfile:1:23: warning:")


def test_dash_is_standard_input(folder, run):
    status, out, _err = run("-", stdin=FAULTY.encode())

    assert status == 1
    assert out.startswith("-:1:23: warning:")


def test_standard_input_has_a_limit_that_is_said(run):
    status, _out, err = run("-", stdin=b"#" * (1024 * 1024 + 1))

    assert (status, err) == (
        2,
        "dockercheck: -: is longer than 1,048,576 bytes, the most that is read\n",
    )
    assert "1,048,576 bytes" in run("--help")[1]


def test_target_and_build_arguments_reach_the_check(folder, run):
    (folder / "args").write_text("ARG BASE\nFROM $BASE AS a\nUSER 1\nFROM scratch\n")

    out = run("args", "--format", "json", "--target", "a", "--build-arg", "BASE=x=y:1")[1]

    expected = check((folder / "args").read_text(), target="a", build_args={"BASE": "x=y:1"})
    assert json.loads(out) == expected.to_dict("args")
    assert json.loads(out)["target"] == {"index": 0, "name": "a"}


def test_all_stages_shows_what_no_build_would(folder, run):
    def rules(*options):
        answer = json.loads(run("two", "--format", "json", *options)[1])
        return {finding["rule"] for finding in answer["findings"]}

    assert "LegacyKeyValueFormat" not in rules()
    assert "LegacyKeyValueFormat" in rules("--all-stages")


def test_context_and_ignore_file_reach_the_check(folder, run):
    (folder / "app" / ".git").mkdir(parents=True)
    (folder / "app" / ".git" / "HEAD").write_text("ref")
    (folder / "app" / ".env").write_text("TOKEN=1")
    source = "FROM alpine:3.20.1\nUSER 1000\nCOPY . /app\n"
    (folder / "app" / "Dockerfile").write_text(source)
    listing = {".env": 7, ".git/HEAD": 3, "Dockerfile": len(source)}

    first = json.loads(run("--context", "app", "--format", "json")[1])
    (folder / "app" / ".dockerignore").write_text(".git\n.env\n")
    second = json.loads(run("--context", "app", "--format", "json")[1])

    assert first == check(source, context=listing).to_dict("app/Dockerfile")
    listing = {".dockerignore": 10, **listing}
    assert second == check(source, context=listing, dockerignore=".git\n.env\n").to_dict(
        "app/Dockerfile"
    )
    assert [f["rule"] for f in first["findings"]] != [f["rule"] for f in second["findings"]]


def test_changed_files_tell_which_steps_run_again(folder, run):
    (folder / "app" / "src").mkdir(parents=True)
    (folder / "app" / "src" / "main.go").touch()
    (folder / "app" / "Dockerfile").write_text(
        "FROM golang:1.24.1\nCOPY go.mod .\nCOPY src src\nRUN go build -o /app ./src\nUSER 1000\n"
    )

    out = run("--context", "app", "--changed", "src", "--format", "json")[1]

    cache = json.loads(out)["cache"]
    assert cache["changed"] == ["src/"]  # what is a directory there is taken as a whole
    assert [step["line"] for step in cache["rebuilt"]] == [3, 4]
    text = run("--context", "app", "--changed", "go.mod")[1]
    assert "\napp/Dockerfile: after a change of go.mod: 3 of 4 steps run again\n" in f"\n{text}"


@pytest.mark.parametrize(
    ("path", "context", "told"),
    [("src", None, "src"), ("src/", None, "src/"), ("src/", "app", "src/"), ("no", "app", "no")],
)
def test_path_is_a_directory_where_the_user_or_the_context_says_so(folder, path, context, told):
    (folder / "app" / "src").mkdir(parents=True)

    assert cli._changed_path(path, context) == told


# Formats


def test_json_of_one_file_is_its_report(folder, run):
    _status, out, _err = run("faulty", "--format", "json")

    assert json.loads(out) == check(FAULTY).to_dict("faulty")
    assert out.isascii()


def test_json_of_several_files_is_a_list(folder, run):
    out = run("faulty", "missing", "clean", "--format", "json")[1]

    assert json.loads(out) == [check(FAULTY).to_dict("faulty"), check(CLEAN).to_dict("clean")]
    assert run("missing", "missing", "--format", "json")[1] == "[]\n"


def test_jsonl_is_a_report_a_line(folder, run):
    out = run("faulty", "missing", "clean", "--format", "jsonl")[1]

    assert [json.loads(line) for line in out.splitlines()] == [
        check(FAULTY).to_dict("faulty"),
        check(CLEAN).to_dict("clean"),
    ]


def test_sarif_is_one_log_of_all_files(folder, run):
    status, out, err = run("faulty", "missing", "broken", "--format", "sarif")

    (log,) = json.loads(out)["runs"]
    assert [each["location"]["uri"] for each in log["artifacts"]] == ["faulty", "broken"]
    assert {result["ruleId"] for result in log["results"]} >= {"StageNameCasing", "BuildStops"}
    (notification,) = log["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == "missing: there is no such file"
    assert (status, err) == (2, "dockercheck: missing: there is no such file\n")


def test_rules_are_listed(run):
    status, out, err = run("--rules")

    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert [line.split()[:3] for line in lines] == [
        [rule.name, rule.family, rule.severity] for rule in RULES
    ]
    assert all(line.endswith(rule.title) for line, rule in zip(lines, RULES, strict=True))


def test_rules_as_json(run):
    expected = [
        {"rule": r.name, "family": r.family, "severity": r.severity, "title": r.title}
        for r in RULES
    ]

    assert json.loads(run("--rules", "--format", "json")[1]) == expected
    lines = run("--rules", "--format", "jsonl")[1].splitlines()
    assert [json.loads(line) for line in lines] == expected


# Colour


@pytest.fixture
def terminal(monkeypatch):
    """Makes standard output a terminal of some width."""

    def make(columns, **environment):
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(os, "get_terminal_size", lambda: os.terminal_size((columns, 24)))
        for name in ("NO_COLOR", "TERM"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)

    return make


@pytest.mark.parametrize(
    ("environment", "colour"),
    [
        ({}, True),
        ({"TERM": "xterm"}, True),
        ({"NO_COLOR": ""}, True),  # no-color.org: only when it is not empty
        ({"NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(folder, run, terminal, environment, colour):
    terminal(80, **environment)

    assert ("\x1b[" in run("faulty")[1]) is colour


def test_output_that_is_no_terminal_has_no_colour(folder, run):
    assert "\x1b" not in run("faulty")[1]


@pytest.mark.parametrize(("columns", "width"), [(70, 70), (0, 100), (20, 60), (500, 120)])
def test_text_is_as_wide_as_the_terminal_within_reason(terminal, columns, width):
    terminal(columns)

    assert cli._style().width == width


def test_json_never_has_colour(folder, run, terminal):
    terminal(80)

    assert "\\u001b" not in run("faulty", "--format", "json")[1]


# The process


def test_module_runs_as_a_program(folder):
    result = process("faulty")

    assert result.returncode == 1
    assert result.stdout.startswith(b"faulty:1:23: warning:")
    assert result.stderr == b""


def test_output_is_utf_8_whatever_the_locale(folder):
    (folder / "ä").write_text("FROM alpine:3.20.1 AS Ä\nUSER 1000\n", encoding="utf-8")
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    result = process("ä", env=env)

    assert result.returncode in (1, 2)
    assert "FROM alpine:3.20.1 AS Ä\n" in result.stdout.decode("utf-8")


def test_name_that_is_not_utf_8_is_escaped(folder):
    name = b"caf\xe9"
    try:
        (folder / os.fsdecode(name)).write_text(FAULTY)
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")

    assert process(name).stdout.startswith(b"caf\\udce9:1:23: warning:")
    assert json.loads(process(name, "--format", "json").stdout)["file"] == "caf\udce9"


def test_reader_that_goes_away_is_no_accident(folder):
    command = [sys.executable, "-m", "dockercheck", "--format", "json", *["faulty"] * 60]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}

    with subprocess.Popen(command, env=env, **pipes) as child:
        child.stdout.read(1)
        child.stdout.close()
        errors = child.stderr.read()

    assert (child.returncode, errors) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_disk_that_is_full_is_one_line(folder):
    with Path("/dev/full").open("wb") as full:
        result = process("faulty", stdout=full, stderr=subprocess.PIPE, capture_output=False)

    assert result.returncode == 2
    assert result.stderr == b"dockercheck: the output cannot be written: No space left on device\n"


@pytest.mark.parametrize(
    ("error", "status", "complaint"),
    [
        (BrokenPipeError(32, "Broken pipe"), 141, ""),
        (OSError(28, "Full"), 2, "dockercheck: the output cannot be written: Full\n"),
    ],
)
def test_output_that_fails_is_forgotten(folder, run, monkeypatch, error, status, complaint):
    forgotten = []
    monkeypatch.setattr(cli, "_forget_output", lambda: forgotten.append(True))

    def fail(*_arguments):
        raise error

    monkeypatch.setattr(cli, "text_of", fail)

    assert run("faulty") == (status, "", complaint)
    assert forgotten == [True]


def test_output_may_be_any_stream(folder, monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)

    assert main(["clean"]) == 0
    assert stream.getvalue() == "1 file checked: nothing found.\n"


def test_interrupt_is_quiet(folder, run, monkeypatch):
    def interrupt(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "check", interrupt)

    assert run("faulty") == (130, "", "")


def test_text_output_starts_without_what_it_does_not_need(folder):
    program = "import sys; from dockercheck.cli import main; main(['clean']); print(*sys.modules)"

    result = python("-c", program)

    loaded = set(result.stdout.split())
    assert loaded & {b"json", b"dockercheck.sarif", b"unicodedata", b"tree_sitter"} == set()
