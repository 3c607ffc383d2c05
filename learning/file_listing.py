"""Reads the list of files that a learner gives with a Dockerfile: paths, each with a size or not.

It is what `find . -type f -printf '%s %P\\n'`, `git ls-files` or a hand writes.
"""

import re

from dockercheck.paths import clean

MOST_FILES = 2_000
LONGEST_PATH = 500  # characters

LINE = re.compile(
    r"(?:(?P<number>\d{1,12}(?:\.\d{1,3})?)[ ]?(?P<unit>[kKMG]?i?B?)[ \t]+)?(?P<path>\S.*)"
)
FACTORS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
BINARY_FACTORS = {"": 1, "k": 1_024, "m": 1_024**2, "g": 1_024**3}


class ListingError(ValueError):
    """The list cannot be read; the message says which line, and why."""


def read_listing(text: str) -> dict[str, int | None]:
    """Path in the build context → bytes, None where no size is given. Directories are left out."""
    files: dict[str, int | None] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not (words := line.strip()):
            continue
        path, size = read_line(words, number)
        if path:
            files[path] = size
        if len(files) > MOST_FILES:
            raise ListingError(f"Line {number}: up to {MOST_FILES:,} files are read.")
    return files


def read_line(words: str, number: int) -> tuple[str, int | None]:
    match = LINE.fullmatch(words)
    path = match["path"] if match else words
    if len(path) > LONGEST_PATH:
        raise ListingError(f"Line {number}: a path may have {LONGEST_PATH} characters.")
    cleaned = clean(path.lstrip("/"))
    if cleaned == ".." or cleaned.startswith("../"):
        raise ListingError(f"Line {number}: {path} lies outside of the build context.")
    if path.endswith("/") or cleaned == ".":
        return "", None
    size = size_of(match["number"], match["unit"]) if match and match["number"] else None
    return cleaned, size


def size_of(number: str, unit: str) -> int:
    """Bytes; `kB` is 1,000 of them and `KiB` 1,024, a letter alone is as `ls -h` means it."""
    letter = unit[:1].lower().replace("b", "")
    factors = FACTORS if unit.endswith("B") and "i" not in unit else BINARY_FACTORS
    return round(float(number) * factors[letter])
