"""The sources of COPY and ADD: paths, inline documents, web addresses, git repositories.

Follows moby/buildkit `dockerfile2llb/convert_copy.go` and `dfgitutil/git_ref.go`.
"""

import re
from collections.abc import Sequence

from dockercheck.instructions import Instruction
from dockercheck.lines import Heredoc
from dockercheck.paths import source as from_root
from dockercheck.tokens import heredoc_mark
from dockercheck.words import WordError

_SYMBOLIC_PART = r"[ugoa]*+(?:[-+=](?:[ugo]|[rwxXst]*+))++"
_SYMBOLIC = re.compile(rf"{_SYMBOLIC_PART}(?:,{_SYMBOLIC_PART})*+\Z")
_OCTAL = re.compile(r"[0-7]{1,10}\Z")
_SCP = re.compile(r"[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:")
_GIT_SCHEME = re.compile(r"(?:git|ssh)://", re.IGNORECASE)
_WEB_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_DIGEST = re.compile(r"[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+\Z")


class CopyError(ValueError):
    """The build would stop at the instruction; the message is the one BuildKit gives."""


def inline_documents(instruction: Instruction) -> tuple[list[str], list[Heredoc]]:
    """The paths of COPY or ADD, destination last, and the documents among its sources."""
    paths: list[str] = []
    documents: list[Heredoc] = []
    bodies = {doc.name: doc for doc in instruction.heredocs}
    *sources, target = instruction.values
    for text in sources:
        mark = _mark(text)
        if mark is None:
            paths.append(text)
        else:
            body = bodies.get(mark.name, mark)
            documents.append(mark._replace(content=body.content))
    return [*paths, target], documents


def _mark(text: str) -> Heredoc | None:
    try:
        return heredoc_mark(text) if "<<" in text else None
    except WordError:
        return None


def is_git(source: str) -> bool:
    """Whether ADD fetches the source with git."""
    if source.startswith(("./", "../")):
        return False
    if _GIT_SCHEME.match(source):
        return True
    if _WEB_SCHEME.match(source):
        address = source.partition("#")[0].partition("?")[0]
        return address.partition("://")[2].partition("/")[2].endswith(".git")
    return "://" not in source and _SCP.match(source) is not None


def is_remote(source: str) -> bool:
    """Whether ADD downloads the source from the web."""
    return source.startswith(("http://", "https://")) and not is_git(source)


def check_sources(
    sources: Sequence[str], *, is_add: bool, chmod: str = "", checksum: str = ""
) -> None:
    """Raises CopyError where COPY or ADD cannot use these sources and flags."""
    _check_mode(chmod)
    if checksum:
        _check_checksum(sources, checksum)
    for source in sources:
        if is_add:
            continue
        if is_git(source):
            raise CopyError("source can't be a git ref for COPY")
        if is_remote(source):
            raise CopyError("source can't be a URL for COPY")


def _check_checksum(sources: Sequence[str], checksum: str) -> None:
    if len(sources) != 1:
        raise CopyError("checksum can't be specified for multiple sources")
    if is_remote(sources[0]):
        length = len(checksum.partition(":")[2])
        if _DIGEST.match(checksum) is None or (checksum.startswith("sha256:") and length != 64):
            raise CopyError("invalid checksum digest format")
    elif not is_git(sources[0]):
        raise CopyError("checksum requires HTTP(S) or Git sources")


def _check_mode(chmod: str) -> None:
    if not chmod:
        return
    octal = _OCTAL.match(chmod) is not None and int(chmod, 8) <= 0o7777
    if not octal and _SYMBOLIC.match(chmod) is None:
        raise CopyError(
            f"invalid chmod parameter: '{chmod}'. it should be octal string and between 0 and 07777"
        )


def copied_path(path: str, *, parents: bool) -> str:
    """Where a path of COPY stands in what it copies from; with `--parents` the pivot of it."""
    if not parents:
        return from_root(path)
    parent, pivot, _ = path.partition("/./")
    return from_root(parent if pivot else "/")


def file_name(address: str) -> str:
    """The name that a download gets, as a path."""
    path = address.partition("://")[2].partition("#")[0].partition("?")[0].partition("/")[2]
    name = path.rstrip("/").rpartition("/")[2]
    return f"/{name}" if name else "/__unnamed__"
