"""Keep .git and secrets out of what COPY . takes.

## What happens

`COPY . .` takes every file of the build context that the ignore file lets through. Here it lets
through files that no image should hold: the history in `.git`, environment files, private keys,
the credentials of a package registry or of a cloud.

## Why it matters in microservices

Everybody who can pull the image can read them, and so can a process that breaks into the service.
Deleting the file in a later layer does not help: the layer that brought it is still pulled. A
password in an image has to be changed, in every service that uses it.

## How to mend it

Add the paths to `.dockerignore`:

    .git
    **/.env
    **/*.pem

Give secrets to a build with `RUN --mount=type=secret`, and to a container when it starts.

## What it costs

Commands of the build that ask git for a version need it from elsewhere: pass it with
`--build-arg`, or mount `.git` for one `RUN` of a build stage from a context of its own.

## Sources

- [.dockerignore files](https://docs.docker.com/build/concepts/context/#dockerignore-files)
- [Build secrets](https://docs.docker.com/build/building/secrets/)
"""

from collections.abc import Iterable, Iterator

from dockercheck.build import Build
from dockercheck.rules.context_in_last_stage import whole_context_copies
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule

BAD = """\
FROM python:3.13-slim-bookworm
WORKDIR /app
COPY . .
USER 65532:65532
CMD ["python", "-m", "catalog"]
"""

GOOD = """\
FROM python:3.13-slim-bookworm
WORKDIR /app
COPY catalog/ ./catalog/
USER 65532:65532
CMD ["python", "-m", "catalog"]
"""

GIVEN = {"dockerignore": "node_modules\n", "context": (".env", ".git/HEAD", "catalog/__init__.py")}

SHOWN = 3
# Where no list of files is known: what is in nearly every folder, or ruins the day if it is.
_EXPECTED = (".git/HEAD", ".env")
_NAMES = frozenset(
    {".env", ".htpasswd", ".netrc", ".npmrc", ".pgpass", ".pypirc", "credentials.json"}
    | {"id_dsa", "id_ecdsa", "id_ed25519", "id_rsa", "service-account.json"}
)
_SUFFIXES = (".jks", ".key", ".keystore", ".p12", ".pfx", ".ppk")
_DIRECTORIES = frozenset({".aws", ".git", ".gnupg", ".ssh"})
_TEMPLATES = (".dist", ".example", ".sample", ".template", ".tmpl")


def find(build: Build) -> Iterator[Found]:
    """COPY of the whole context, where private files are in it or cannot be kept out."""
    if build.ignore is None and build.context is None:
        return
    copies = whole_context_copies(build)
    if not copies:
        return
    known = build.context is not None
    paths = build.context if build.context is not None else _EXPECTED
    names = _private(build, paths)
    # A folder that is no repository and has no .env is common: .git has to be let through at least.
    if not names or not (known or ".git" in names):
        return
    shown = ", ".join(names[:SHOWN]) + (", and others" if len(names) > SHOWN else "")
    for step in copies:
        yield Found(
            step.span,
            f"{step.name} brings {shown} into the image"
            if known
            else f"{step.name} would bring {shown} into the image",
            f"Line {step.line} copies the whole context into the image, and "
            + ("no ignore file" if build.ignore is None else "nothing in the ignore file")
            + f" keeps {shown} out of it.",
        )


def _private(build: Build, paths: Iterable[str]) -> list[str]:
    """What is private among the paths and not ignored; a directory is named once."""
    found: dict[str, None] = {}
    for path in paths:
        name = _private_part(path)
        if name and name not in found and not (build.ignore and build.ignore.ignores(path)):
            found[name] = None
    return sorted(found)


def _private_part(path: str) -> str:
    """The directory or file that makes a path private, "" where nothing does."""
    parts = path.removeprefix("./").split("/")
    for number, part in enumerate(parts[:-1], 1):
        if part in _DIRECTORIES:
            return "/".join(parts[:number])
    name = parts[-1].lower()
    if name in _NAMES or name.endswith(_SUFFIXES):
        return "/".join(parts)
    if name.startswith(".env.") and not name.endswith(_TEMPLATES):
        return "/".join(parts)
    return ""


rule = Rule(
    name="PrivateFilesCopied",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
    given=GIVEN,
)
