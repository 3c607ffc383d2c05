"""COPY of today, said by what is copied: --exclude, --parents, and a --chmod in letters."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from . import choosing
from .reading import Instruction

CLAUSE = re.compile(r"([ugoa]*)((?:[-+=][rwxX]*)+)")
MOST = 20
SHIFTS = {"u": (6,), "g": (3,), "o": (0,), "a": (6, 3, 0)}
BITS = {"r": 4, "w": 2, "x": 1}
# A learner's files are names and bytes, and lie in the box with these.
FILE, FOLDER = (0o644, False), (0o755, True)
ANYTHING = tuple((mode, is_folder) for mode in (0, 0o777) for is_folder in (False, True))


class CannotSayError(ValueError):
    """With what cannot be said."""


def say(
    copy: Instruction, context: Mapping[str, bytes], place: str
) -> tuple[Instruction, dict[str, bytes]]:
    """The same copy, and the files that it copies from `place` where the context has too many."""
    flags = [flag for each in copy.flags for flag in _with_digits(each, copy, context)]
    excluded = [flag.partition("=")[2] for flag in flags if flag.startswith("--exclude=")]
    kept = tuple(f for f in flags if f != "--parents" and not f.startswith("--exclude="))
    if len(kept) == len(flags):
        same = kept == copy.flags
        text = copy.original if same else " ".join([copy.name, *kept, copy.rest.strip()])
        return replace(copy, flags=kept, original=text), {}
    *sources, target = _plain_words(copy, kept)
    if len(sources) > MOST or len(excluded) > MOST:
        raise CannotSayError(f"COPY of more than {MOST} chosen sources")
    files: dict[str, bytes] = {}
    taken = []
    context = choosing.not_ignored(context)
    for number, source in enumerate(sources):
        folder = f"{place}/0" if "--parents" in flags else f"{place}/{number}"
        chosen = _choose(context, source, flags, excluded)
        files |= {f"{folder}/{name}": content for name, content in chosen.items()}
        is_file = "--parents" not in flags and choosing.plain(source) in context
        taken.append(f"{folder}/{next(iter(chosen))}" if is_file else f"{folder}/")
    words = " ".join([*dict.fromkeys(taken), target])
    return replace(copy, flags=kept, rest=words), files


def _plain_words(copy: Instruction, flags: Iterable[str]) -> list[str]:
    if copy.name != "COPY" or any(flag.startswith("--from=") for flag in flags):
        raise CannotSayError(f"{copy.name} --exclude or --parents from elsewhere than the context")
    if copy.is_exec_form or copy.heredocs or re.search(r"[\"'$\\]", copy.rest):
        raise CannotSayError("COPY --exclude or --parents of other than plain names")
    return copy.rest.split()


def _choose(
    context: Mapping[str, bytes], source: str, flags: Iterable[str], excluded: list[str]
) -> dict[str, bytes]:
    chosen: Mapping[str, bytes] | None = None
    name = choosing.plain(source)
    if "--parents" in flags and not excluded and "**" not in source and "[" not in source:
        chosen = choosing.with_parents(context, source)
    elif "--parents" not in flags and not choosing.has_wildcard(source):
        chosen = choosing.without(context, source, excluded)
        if name in context and not choosing.Patterns(excluded).fit(name.rpartition("/")[2]):
            chosen = {name.rpartition("/")[2]: context[name]}
    if not chosen:
        raise CannotSayError(f"COPY --exclude or --parents of {source[:80]}")
    return dict(chosen)


def _with_digits(flag: str, copy: Instruction, context: Mapping[str, bytes]) -> list[str]:
    """A mode in letters in digits, if it comes to the same for all that may be copied."""
    spec = flag.removeprefix("--chmod=")
    if spec == flag or spec.isdigit():
        return [flag]
    modes: tuple[tuple[int, bool], ...] = (FILE, FOLDER)
    if any(each.startswith("--from=") for each in copy.flags):
        modes = ANYTHING
    elif copy.heredocs or all(choosing.plain(w) in context for w in copy.rest.split()[:-1]):
        modes = (FILE,)
    changed = {_change(spec, mode, is_folder) for mode, is_folder in modes}
    if len(changed) == 1:
        return [f"--chmod={changed.pop():03o}"]
    if modes != ANYTHING and all(_change(spec, *each) == each[0] for each in modes):
        return []
    raise CannotSayError("a --chmod in letters that differs from file to file")


def _change(spec: str, mode: int, is_folder: bool) -> int:
    for clause in spec.split(","):
        match = CLAUSE.fullmatch(clause)
        if match is None or (not match[1] and "w" in match[2]):
            raise CannotSayError("a --chmod in such letters")
        for sign, letters in re.findall(r"([-+=])([rwxX]*)", match[2]):
            letters_bits = {
                1 if letter == "X" and (is_folder or mode & 0o111) else BITS.get(letter, 0)
                for letter in letters
            }
            for shift in {shift for who in match[1] or "a" for shift in SHIFTS[who]}:
                bits = sum(letters_bits) << shift
                mode = mode & ~bits if sign == "-" else mode | bits
                if sign == "=":
                    mode = mode & ~(7 << shift) | bits
    return mode
