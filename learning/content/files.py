"""Which files a course is made of, and reading them from a folder."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from learning.content.faults import ContentError, Fault
from learning.content.parts import course_parts
from learning.ways import Way

SIZE = 256_000  # bytes
FILES = 2_000
SLUG = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
OBJECTIVES = "objectives.toml"
# These are made from questions and from exercises, which are not this app's.
PART_WAYS = {Way.TRY, Way.LAB, Way.TEST, Way.RECALL}
OWN_WAYS = tuple(way for way in Way if way not in PART_WAYS)
WAY_FILES = "|".join(way for way in OWN_WAYS if way != Way.ARCHITECTURE)  # that one is TOML
PATH = re.compile(
    rf"objectives\.toml|patterns/(?P<pattern>{SLUG})/"
    rf"(?:pattern\.toml|architecture(?:-quiz)?\.toml|(?P<way>{WAY_FILES})\.md|figures/{SLUG}\.svg)"
)
IN_PATTERN = re.compile(rf"patterns/(?P<pattern>{SLUG})/")
LONGEST_PATH = 200
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\u2028\u2029\u202a-\u202e\u2066-\u2069]")
UNSEEN_NAMES = {
    "\x00": "a NUL character",
    "\r": "a carriage return",
    "\ufeff": "a byte order mark",
}


def is_course_path(path: str) -> bool:
    """Is it the path of a file that a course may have? Also what keeps an export in its folder."""
    if len(path) > LONGEST_PATH:
        return False
    return PATH.fullmatch(path) is not None or any(part.owns(path) for part in course_parts())


def is_text(path: str) -> bool:
    """Is it a way's file, `<way>.md`?"""
    match = PATH.fullmatch(path)
    return match is not None and match["way"] is not None


def pattern_of(path: str) -> str | None:
    match = IN_PATTERN.match(path)
    return match["pattern"] if match and is_course_path(path) else None


def path_faults(files: Mapping[str, bytes]) -> Iterator[Fault]:
    for path, data in files.items():
        if not is_course_path(path):
            known = (
                "pattern.toml, architecture.toml, architecture-quiz.toml, figures/<name>.svg "
                f"a way's file: {WAY_FILES}; " + "; ".join(part.expected for part in course_parts())
            )
            yield Fault(path, 1, "a file that no course has", known)
        if len(data) > SIZE:
            yield Fault(path, 1, f"the file has {len(data)} bytes", f"at most {SIZE}")


def decode(path: str, data: bytes) -> str:
    """The file's text; raises ContentError if it holds what an editor would not show."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ContentError([Fault(path, line, "bytes that are not UTF-8", "UTF-8")]) from error
    faults = [
        Fault(
            path,
            text.count("\n", 0, match.start()) + 1,
            UNSEEN_NAMES.get(match[0], f"the unseen character U+{ord(match[0]):04X}"),
            "text, tabs and line feeds",
        )
        for match in UNSEEN.finditer(text)
    ]
    if faults:
        raise ContentError(faults[:10])
    return text


def read_folder(folder: Path) -> dict[str, bytes]:
    """The folder's files by their paths below it; follows no symbolic link."""
    if not folder.is_dir():
        raise ContentError([Fault("", 1, f"there is no folder {folder}", "the course's folder")])
    files: dict[str, bytes] = {}
    faults = []
    for entry in folder.rglob("*"):
        path = entry.relative_to(folder).as_posix()
        if len(files) > FILES:
            raise ContentError([Fault("", 1, "too many files for a course", f"at most {FILES}")])
        if entry.is_symlink():
            faults.append(Fault(path, 1, "a symbolic link", "a file"))
        elif entry.is_file():
            try:
                files[path] = read_start(entry)
            except OSError as error:
                faults.append(Fault(path, 1, f"cannot be read: {error.strerror}", "a file"))
        elif not entry.is_dir():
            faults.append(Fault(path, 1, "neither a file nor a folder", "a file"))
    if faults:
        raise ContentError(faults)
    return dict(sorted(files.items()))


def read_start(file: Path) -> bytes:
    """As much of the file as may be in it, and one byte more to tell that it is too large."""
    with file.open("rb") as opened:
        return opened.read(SIZE + 1)
