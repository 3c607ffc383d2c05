"""What is refused before anything is built: cheap, and it ends whole kinds of attack.

The box holds without it. It is here because a clear sentence at once is better than a limit
reached, and because Debian's builder cuts a file short at a line of 64 KiB and says nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from .job import Job, Limits
from .reading import Instruction, mount_options

FILE_BYTES = 64 << 10
LINE_CHARACTERS = 8 << 10
INSTRUCTIONS = 300
STAGES = 20
RUNS = 40
EXPANDED = 64 << 10
WORDS = 20
WORD_BYTES = 4 << 10
SECRETS = 20
SECRET_BYTES = 64 << 10

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
REMOTE = re.compile(r"^(?:[a-z][a-z0-9+.-]*://|git@|\S+\.git(?:#\S*)?$)", re.IGNORECASE)
ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=((?:\"[^\"]*\"|'[^']*'|\\.|\S)*)")
VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)")
MOUNT_ID = re.compile(r"[\w-][\w.-]{0,99}")
NAME = re.compile(r"[A-Za-z_]\w*")
MOUNT_KINDS = {"bind", "cache", "tmpfs", "secret", "ssh"}


@dataclass(frozen=True)
class Refusal:
    """A rule, and the sentence for the learner."""

    rule: str
    message: str


def refuse_text(job: Job) -> Refusal | None:
    """What can be seen without reading the file as a Dockerfile."""
    text = job.dockerfile
    if len(text.encode()) > FILE_BYTES:
        return Refusal("file-too-large", "The Dockerfile is larger than 64 KiB.")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LINE_CHARACTERS:
            return Refusal("line-too-long", f"Line {number} is longer than 8192 characters.")
        if CONTROL.search(line):
            return Refusal("control-character", f"Line {number} has a control character in it.")
    return (
        _refuse_words(job)
        or _refuse_context(job.context, job.limits)
        or _refuse_context({**job.context, **job.edits}, job.limits)
        or _refuse_secrets(job.secrets)
        or _refuse_search(job.look.words)
    )


def _refuse_words(job: Job) -> Refusal | None:
    words = [*job.build_args, *job.build_args.values(), job.target or ""]
    if any(CONTROL.search(word) or "\n" in word for word in words):
        return Refusal("control-character", "A build argument has a control character in it.")
    if sum(map(len, words)) > LINE_CHARACTERS:
        return Refusal("line-too-long", "The build arguments are longer than 8192 characters.")
    return None


def _refuse_context(context: Mapping[str, bytes], limits: Limits) -> Refusal | None:
    files, size = limits.context_files, limits.context_bytes
    if len(context) > files:
        return Refusal("context-too-large", f"The context has more than {files} files.")
    if sum(map(len, context.values())) > size:
        return Refusal("context-too-large", f"The context is larger than {size >> 20} MiB.")
    for name in context:
        path = PurePosixPath(name)
        plain = str(path) == name and not path.is_absolute() and ".." not in path.parts
        if not plain or name == "." or CONTROL.search(name) or "\n" in name or len(name) > 255:
            return Refusal("context-path", f"{name[:80]!r} is no plain relative path.")
        if any(str(parent) in context for parent in path.parents):
            return Refusal("context-path", f"{name[:80]!r} lies below another file.")
    return None


def _refuse_secrets(secrets: Mapping[str, str]) -> Refusal | None:
    size = sum(len(value.encode()) for value in secrets.values())
    if len(secrets) > SECRETS or size > SECRET_BYTES:
        return Refusal("secrets-too-large", f"More than {SECRETS} secrets, or more than 64 KiB.")
    for name in secrets:
        if not MOUNT_ID.fullmatch(name):
            return Refusal("secret-id", f"{name[:80]!r} is no id of a secret.")
    return None


def _refuse_search(words: tuple[str, ...]) -> Refusal | None:
    """Not empty, or everything has it; no NUL, for the search passes over the holes of files."""
    if len(words) > WORDS or any(not 0 < len(word.encode()) <= WORD_BYTES for word in words):
        return Refusal("words", f"More than {WORDS} words to look for, or one of no size for it.")
    if any("\0" in word for word in words):
        return Refusal("words", "A word to look for has a control character in it.")
    return None


def refuse(instructions: list[Instruction]) -> Refusal | None:
    """What is refused of the instructions, the first of it."""
    return next(_refusals(instructions), None)


def _refusals(instructions: list[Instruction]) -> Iterator[Refusal]:
    all_names = [instruction.trigger().name for instruction in instructions]
    if len(all_names) > INSTRUCTIONS:
        yield Refusal("too-many-instructions", f"More than {INSTRUCTIONS} instructions.")
    if all_names.count("FROM") > STAGES:
        yield Refusal("too-many-stages", f"More than {STAGES} stages.")
    if all_names.count("RUN") > RUNS:
        yield Refusal("too-many-runs", f"More than {RUNS} RUN instructions.")
    yield from _expansions(instructions)
    for written in instructions:
        instruction = written.trigger()
        if instruction.name == "ADD":
            yield from _remote(instruction)
        for flag in instruction.flags if instruction.name == "RUN" else ():
            if flag.startswith("--mount="):
                yield from _mount(flag.removeprefix("--mount="), instruction.line)


def _remote(instruction: Instruction) -> Iterator[Refusal]:
    for word in instruction.words()[:-1]:
        if REMOTE.match(word.strip("\"'")):
            yield Refusal(
                "needs-network",
                f"Line {instruction.line} adds {word[:80]} from the network, and builds here have "
                "none. The static report holds; put the file into the context to build it here.",
            )


def _mount(text: str, line: int) -> Iterator[Refusal]:
    options = mount_options(text)
    kind = options.get("type", "bind")
    source = options.get("source", options.get("src", ""))
    where = f"Line {line}: "
    if kind not in MOUNT_KINDS:
        yield Refusal("mount", f"{where}there is no mount of type {kind[:40]}.")
    if kind == "ssh" and options.get("required", "false").lower() not in {"false", "0"}:
        yield Refusal("mount-ssh", f"{where}there is no ssh here to mount; make it optional.")
    if kind == "secret" and not NAME.fullmatch(options.get("env", "a")):
        yield Refusal("mount", f"{where}a secret's env= is the name of a variable.")
    if kind == "secret" and source and not MOUNT_ID.fullmatch(source):
        yield Refusal("mount", f"{where}the source of a secret is its id, and no path.")
    if {"bind-propagation", "z", "u"} & options.keys():
        yield Refusal("mount", f"{where}this mount option is not BuildKit's.")
    if ".." in PurePosixPath(source).parts or "$" in source:
        yield Refusal("mount", f"{where}the source of a mount is a plain path here.")
    if "from" in options and source.strip("/"):
        yield Refusal(
            "mount-from",
            f"{where}a mount from another stage takes the whole stage here, without source=. "
            "COPY --from copies a part of one.",
        )
    if "id" in options and not MOUNT_ID.fullmatch(options["id"]):
        yield Refusal("mount", f"{where}the id of a mount is letters, digits, dots and dashes.")
    if kind == "bind" and not {"readwrite", "rw"}.isdisjoint(options):
        yield Refusal(
            "mount", f"{where}a bind mount is read-only here; its writes are lost anyway."
        )


def _expansions(instructions: list[Instruction]) -> Iterator[Refusal]:
    """Variables made of variables made of variables: refused when one grows past all use."""
    lengths: dict[str, int] = {}
    for instruction in instructions:
        if instruction.name not in {"ENV", "ARG", "LABEL"}:
            continue
        for name, value in ASSIGNMENT.findall(instruction.rest):
            inside = sum(lengths.get(used, 0) for used in VARIABLE.findall(value))
            lengths[name] = len(value) + inside
            if lengths[name] > EXPANDED:
                yield Refusal(
                    "expansion-too-large",
                    f"Line {instruction.line}: {name[:40]} grows to more than 64 KiB.",
                )
                return
