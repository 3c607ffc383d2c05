"""The command line: reads files, checks them, prints what was found, and says so by its status."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from io import TextIOWrapper
from typing import NamedTuple, NoReturn

from dockercheck import check
from dockercheck.excerpt import printable
from dockercheck.local_files import (
    MAX_BYTES,
    MAX_CONTEXT_ENTRIES,
    STDIN,
    UnreadableError,
    list_context,
    read_dockerfile,
    read_ignore_file,
)
from dockercheck.report import Report
from dockercheck.rules import RULES
from dockercheck.rules.rule import Rule
from dockercheck.text_report import Style, Tally, text_of

CLEAN, FINDINGS, WRONG = 0, 1, 2
INTERRUPTED, PIPE_BROKEN = 130, 141  # as a shell has it: 128 and the signal's number
TEXT, JSON, JSONL, SARIF = "text", "json", "jsonl", "sarif"
NARROWEST, WIDEST = 60, 120  # columns of text output on a terminal

_EPILOG = f"""\
Without FILE, the Dockerfile in the context or in this directory is checked.

With --context, `.dockerignore` is read there, or FILE.dockerignore where there is one, and the
files in it are listed, up to {MAX_CONTEXT_ENTRIES:,} of them; links are not followed. A Dockerfile,
standard input included, may have {MAX_BYTES:,} bytes. Nothing of it is executed or fetched.

`json` prints one report, or a list of them for several files; `jsonl` prints a report a line.

Exit status: 0 nothing found, 1 findings, 2 the build would stop, a file could not be read, or wrong
usage; for several files the worst.
"""


class Options(NamedTuple):
    """What the user asks for."""

    files: tuple[str, ...]
    target: str | None
    build_args: dict[str, str]
    context: str | None
    changed: tuple[str, ...]
    form: str
    all_stages: bool
    rules: bool


class Checked(NamedTuple):
    """A file and the report on it."""

    path: str
    report: Report


class Session:
    """Checks files one after the other, and keeps the worst status and what was unreadable."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.status = CLEAN
        self.unreadable: dict[str, str] = {}
        self.listing = list_context(options.context) if options.context is not None else None

    def __iter__(self) -> Iterator[Checked]:
        for path in self.options.files:
            try:
                report = self._check(path)
            except UnreadableError as error:
                self._fail(path, str(error))
                continue
            if report.errors:
                self.status = WRONG
            elif report.findings:
                self.status = max(self.status, FINDINGS)
            yield Checked(path, report)

    def _check(self, path: str) -> Report:
        options = self.options
        source = read_dockerfile(path)
        ignore = None
        if options.context is not None:
            ignore = read_ignore_file(path, options.context)
        report = check(
            source,
            target=options.target,
            build_args=options.build_args,
            context=self.listing,
            dockerignore=ignore,
            changed=options.changed or None,
        )
        return report._replace(findings=report.all_findings) if options.all_stages else report

    def _fail(self, path: str, reason: str) -> None:
        self.status = WRONG
        self.unreadable[path] = reason
        complain(reason)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        _use_utf8(stream)
    try:
        status = _run(read_options(arguments))
        sys.stdout.flush()
    except UnreadableError as error:
        complain(str(error))
        return WRONG
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return PIPE_BROKEN
    except OSError as error:  # a full disk
        _forget_output()
        complain(f"the output cannot be written: {error.strerror}")
        return WRONG
    return status


def _use_utf8(stream: object) -> None:
    """Whatever the locale is; a lone surrogate of a file name is escaped, not an exception."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _forget_output() -> None:
    """Let the interpreter's own flush at its end go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def complain(message: str) -> None:
    """One line on standard error."""
    print(f"dockercheck: {printable(message)}", file=sys.stderr)


def _run(options: Options) -> int:
    if options.rules:
        sys.stdout.writelines(_RULES[options.form]())
        return CLEAN
    session = Session(options)
    for chunk in _REPORTS[options.form](session):
        sys.stdout.write(chunk)
    return session.status


# Options


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line instead of the whole usage."""
        self.exit(WRONG, f"dockercheck: {printable(message)} (--help lists the options)\n")


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Has a fixed width: to ask the terminal for its own would import shutil at every start."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=100)


def read_options(arguments: Sequence[str] | None) -> Options:
    """The options of a command line; exits with status 2 and one line for wrong usage."""
    parser = _parser()
    given = parser.parse_intermixed_args(arguments)
    build_args = dict(pair.partition("=")[::2] for pair in given.build_arg)
    for pair in given.build_arg:
        if pair.find("=") < 1:
            parser.error(f"--build-arg {pair}: expected NAME=VALUE")
    if given.files.count(STDIN) > 1:
        parser.error("standard input can be read once only")
    if given.rules and given.format not in _RULES:
        parser.error("--rules prints text, json or jsonl; a SARIF log has the rules in it anyway")
    return Options(
        tuple(given.files) or (_default_file(given.context),),
        given.target or None,
        build_args,
        given.context,
        tuple(_changed_path(path, given.context) for path in given.changed),
        given.format,
        given.all_stages,
        given.rules,
    )


def _default_file(context: str | None) -> str:
    return "Dockerfile" if context is None else os.path.join(context, "Dockerfile")  # noqa: PTH118 -- pathlib costs start-up time


def _changed_path(path: str, context: str | None) -> str:
    """A directory of the context, which the listing does not hold, is told by its slash."""
    if context is None or path.endswith("/"):
        return path
    return f"{path}/" if os.path.isdir(os.path.join(context, path)) else path  # noqa: PTH112, PTH118


def _parser() -> _Parser:
    parser = _Parser(
        prog="python -m dockercheck",
        description="Reads Dockerfiles as BuildKit does, and says what could be better, and why.",
        epilog=_EPILOG,
        formatter_class=_HelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("files", nargs="*", metavar="FILE", help="a Dockerfile; - is standard input")
    add("--target", metavar="STAGE", help="the stage to build, the last one by default")
    add(
        "--build-arg",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="set a build argument; may be repeated",
    )
    add("--context", metavar="DIR", help="the build context: rules look at its file names")
    add(
        "--changed",
        action="append",
        default=[],
        metavar="PATH",
        help="say which steps run again after a change of a file or directory (PATH/) in the "
        "context; may be repeated",
    )
    add("--all-stages", action="store_true", help="also show findings that no build would show")
    add("--format", choices=tuple(_REPORTS), default=TEXT, help="text by default")
    add("--rules", action="store_true", help="list the rules and check nothing")
    return parser


# Formats


def _text_reports(session: Session) -> Iterator[str]:
    style, tally = _style(), Tally()
    for path, report in session:
        tally.add(report)
        yield text_of(path, report, style)
    tally.unreadable = len(session.unreadable)
    yield f"{tally.summary()}\n"


def _style() -> Style:
    if not sys.stdout.isatty():
        return Style()
    columns = os.get_terminal_size().columns or Style().width
    is_plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Style(min(max(columns, NARROWEST), WIDEST), colour=not is_plain)


def _text_rules() -> Iterator[str]:
    longest = max(len(rule.name) for rule in RULES)
    for rule in RULES:
        yield f"{rule.name:{longest}}  {rule.family:10}  {rule.severity:7}  {rule.title}\n"


def _json_reports(session: Session) -> Iterator[str]:
    dump = _dump()
    if len(session.options.files) == 1:
        for path, report in session:
            yield f"{dump(report.to_dict(path))}\n"
        return
    sign = "["
    for path, report in session:
        yield f"{sign}{dump(report.to_dict(path))}"
        sign = ",\n"
    yield "[]\n" if sign == "[" else "]\n"


def _json_rules() -> Iterator[str]:
    yield f"{_dump()(list(map(_rule_dict, RULES)))}\n"


def _jsonl_reports(session: Session) -> Iterator[str]:
    dump = _dump()
    for path, report in session:
        yield f"{dump(report.to_dict(path))}\n"


def _jsonl_rules() -> Iterator[str]:
    dump = _dump()
    for rule in RULES:
        yield f"{dump(_rule_dict(rule))}\n"


def _rule_dict(rule: Rule) -> dict[str, str]:
    return {
        "rule": rule.name,
        "family": rule.family,
        "severity": rule.severity,
        "title": rule.title,
    }


def _sarif_reports(session: Session) -> Iterator[str]:
    from dockercheck.sarif import sarif_log  # noqa: PLC0415 -- the other formats start without it

    yield f"{_dump()(sarif_log(session, session.unreadable))}\n"


def _dump() -> Callable[[object], str]:
    import json  # noqa: PLC0415 -- text output starts without it

    return json.JSONEncoder(separators=(",", ":")).encode


_REPORTS: dict[str, Callable[[Session], Iterator[str]]] = {
    TEXT: _text_reports,
    JSON: _json_reports,
    JSONL: _jsonl_reports,
    SARIF: _sarif_reports,
}
_RULES: dict[str, Callable[[], Iterator[str]]] = {
    TEXT: _text_rules,
    JSON: _json_rules,
    JSONL: _jsonl_rules,
}
