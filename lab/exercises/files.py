"""Which files an exercise is made of, and what of them a build sees."""

import re
from collections.abc import Iterator, Mapping

from lab.exercises.exercise import Files
from learning.content.faults import ContentError, Fault
from learning.content.files import SLUG, decode

PART = r"[A-Za-z0-9_][A-Za-z0-9._@+-]*"  # of a path; a leading dot is written dot-
DEEP = rf"(?:{PART}/){{0,7}}{PART}"
TEXT = r"(?:Dockerfile|dockerignore)"
MISTAKE = rf"(?:[A-Z][A-Za-z]+|{SLUG})"
SERVICE = re.compile(rf"patterns/(?P<pattern>{SLUG})/services/(?P<service>{SLUG})/(?P<file>{DEEP})")
EXERCISE = re.compile(
    rf"patterns/(?P<pattern>{SLUG})/exercises/(?P<slug>{SLUG})/(?P<file>exercise\.md"
    rf"|(?:starter|solution)\.{TEXT}|mistakes/{MISTAKE}\.{TEXT}"
    rf"|context/{DEEP}|overlays/{SLUG}/{DEEP})"
)
TEXT_NAMES = ("Dockerfile", ".dockerignore")  # the learner's, never a context's
MOST_FILES = 200
LARGEST_CONTEXT = 1_000_000  # bytes


def real_path(path: str) -> str:
    """The path as a build sees it: git would swallow or obey some names with a leading dot."""
    return "/".join(
        f".{part.removeprefix('dot-')}" if part.startswith("dot-") else part
        for part in path.split("/")
    )


def below(files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    """The files of a folder by their paths in it, as a build sees them."""
    return {
        real_path(path.removeprefix(folder)): data
        for path, data in sorted(files.items())
        if path.startswith(folder)
    }


def context_of(
    files: Mapping[str, bytes], path: str, services: Mapping[str, str]
) -> dict[str, bytes]:
    """What the exercise builds from: its services' files, and its own laid over them.

    `services` are names and the folder of the context that each lies in ("" for the context).
    """
    pattern = path.split("/exercises/", maxsplit=1)[0]
    found: dict[str, bytes] = {}
    for name, folder in services.items():
        given = below(files, f"{pattern}/services/{name}/")
        if not given:
            raise ContentError([Fault(path, 1, f"there is no service {name}", "services/<name>/")])
        found |= {f"{folder}{file}": data for file, data in given.items()}
    found |= below(files, path.replace("exercise.md", "context/"))
    faults = list(context_faults(path, found))
    if faults:
        raise ContentError(faults)
    return dict(sorted(found.items()))


def context_faults(path: str, context: Mapping[str, bytes]) -> Iterator[Fault]:
    for name in TEXT_NAMES:
        if name in context:
            expected = "starter.Dockerfile or starter.dockerignore"
            yield Fault(path, 1, f"{name} in the context", expected)
    if len(context) > MOST_FILES:
        yield Fault(path, 1, f"{len(context)} files in the context", f"at most {MOST_FILES}")
    size = sum(map(len, context.values()))
    if size > LARGEST_CONTEXT:
        yield Fault(path, 1, f"{size} bytes in the context", f"at most {LARGEST_CONTEXT}")


def overlays_of(files: Mapping[str, bytes], path: str) -> dict[str, dict[str, bytes]]:
    folder = path.replace("exercise.md", "overlays/")
    names = sorted({p.removeprefix(folder).split("/")[0] for p in files if p.startswith(folder)})
    return {name: below(files, f"{folder}{name}/") for name in names}


def texts_of(files: Mapping[str, bytes], path: str, name: str) -> Files:
    """The Dockerfile, and the .dockerignore file if there is one, of that name."""
    stem = path.replace("exercise.md", name)
    dockerfile, ignore = f"{stem}.Dockerfile", f"{stem}.dockerignore"
    if dockerfile not in files:
        raise ContentError([Fault(path, 1, f"{name}.Dockerfile is missing", "the file")])
    return Files(
        decode(dockerfile, files[dockerfile]),
        decode(ignore, files[ignore]) if ignore in files else None,
    )


def mistakes_of(files: Mapping[str, bytes], path: str) -> list[str]:
    """The names of the known mistakes."""
    folder = path.replace("exercise.md", "mistakes/")
    names = (p.removeprefix(folder) for p in files if p.startswith(folder))
    return sorted({name.partition(".")[0] for name in names})
