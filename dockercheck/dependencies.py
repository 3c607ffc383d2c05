"""Installations of what a project's own manifest lists: where, from which files, for whom."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from dockercheck.commands import Action, LanguagePackages
from dockercheck.paths import clean, join
from dockercheck.runs import Run, covers
from dockercheck.shell import Command, Word

_DEV_FILE = re.compile(
    r"(?:^|[^a-z])(?:dev|develop|development|lint|test|testing|tests)(?:[^a-z]|$)"
)
_EXTRAS = re.compile(r"\[([^\]]*)\]")
_DEV_EXTRA = re.compile(r"(?:^|[^a-z])(?:dev|develop|development|lint|test|tests)(?:[^a-z]|$)")
_TRUE = frozenset({"1", "on", "true", "yes"})
_NODE = frozenset({"bun", "npm", "pnpm", "yarn"})
_LOCKS = {"bun": "bun.lock", "npm": "package-lock.json", "pnpm": "pnpm-lock.yaml"} | {
    "yarn": "yarn.lock"
}
_MANIFESTS = {
    "bundle": ("Gemfile", "Gemfile.lock"),
    "composer": ("composer.json", "composer.lock"),
    "pipenv": ("Pipfile", "Pipfile.lock"),
    "poetry": ("pyproject.toml", "poetry.lock"),
    "uv": ("pyproject.toml", "uv.lock"),
}
_ECOSYSTEMS = {"bundle": "Ruby", "composer": "PHP"}
_COMPILERS = frozenset({"cargo", "dotnet", "go", "mvn", "mvnw"})
_PRUNING = frozenset({"bundle", "bundler", "npm", "pnpm", "yarn"})
_NOT_LISTED = frozenset({"add", "python", "require", "tool"})
_VENV_FOLDERS = frozenset({"/env", "/opt/env", "/opt/pyenv", "/py", "/virtualenv"})
_FOLDERS = {"composer": "vendor", "pipenv": ".venv", "poetry": ".venv", "uv": ".venv"}


class ProjectInstall(NamedTuple):
    """One installation of what a project's manifest lists.

    - `ecosystem`: Node.js, Python, PHP, Ruby, Go, Rust, Java or .NET; `tool` the program.
    - `word`: the word that says "install"; an option may be added behind it.
    - `directory`: where it reads its manifest, from the root; None where that is not certain.
    - `manifests`: the files that it reads, from `directory` where relative; () where their names
      are not certain.
    - `folder`: the folder that it fills, from `directory` where relative; "" where that is one of
      the system's own.
    - `development`: it also installs what only development needs.
    - `needs_source`: it installs the project itself too, or runs its scripts.
    """

    ecosystem: str
    tool: str
    command: Command
    word: Word
    directory: str | None
    manifests: tuple[str, ...] = ()
    folder: str = ""
    development: bool = False
    needs_source: bool = False

    @property
    def path(self) -> str | None:
        """The folder that it fills, from the root; None where that is none of its own."""
        if self.folder.startswith("/"):
            return clean(self.folder)
        return join(self.directory, self.folder) if self.folder and self.directory else None

    def is_in(self, path: str) -> bool:
        """Whether what it installs is in a copied path, from the root.

        Poetry and Pipenv fill a folder of the project only if a setting says so, which may stand
        in a file: only who copies that folder by name shows that it is there.
        """
        if self.path is None:
            return False
        return path == self.path if self.tool in ("pipenv", "poetry") else covers(path, self.path)

    @property
    def text(self) -> str:
        """The command as far as it is needed to recognise it."""
        if self.word is self.command.words[0]:
            return self.word.text
        words = self.command.words[: self.command.words.index(self.word) + 1]
        return " ".join(word.text for word in words)


def project_installs(run: Run) -> list[ProjectInstall]:
    """The installations of a project's dependencies in a RUN, in order."""
    return run.once(_project_installs)


def _project_installs(run: Run) -> list[ProjectInstall]:
    found: list[ProjectInstall] = []
    for command in run.commands:
        use = run.what(command)
        if isinstance(use, LanguagePackages):
            if use.action is Action.INSTALL and not use.everywhere:
                found += _of_language(run, use)
        elif command.name in _COMPILERS:
            found += _of_compiler(run, command)
    return found


def _of_language(run: Run, use: LanguagePackages) -> Iterator[ProjectInstall]:
    if use.tool in _NODE:
        if not use.packages and _verb(use.command) not in ("add", "download"):
            yield _node(run, use)
    elif (use.tool in ("pip", "uv") and use.command.name != "uv") or (
        use.tool == "uv" and _verb(use.command) == "pip"
    ):
        yield from _pip(run, use)
    elif use.tool in _MANIFESTS and not use.packages and _verb(use.command) not in _NOT_LISTED:
        yield _other(run, use)


def _verb(command: Command) -> str:
    return next((w.value for w in command.arguments if w.value and w.value[0] != "-"), "")


def _word(command: Command, *verbs: str) -> Word:
    """The word of a command that says what to do; the program where none does."""
    return next((word for word in command.words if word.value in verbs), command.words[0])


def _is_on(value: str | None) -> bool:
    return value is not None and value.lower() in _TRUE


def _directory(run: Run, use: LanguagePackages) -> str | None:
    if not use.targeted or use.tool in ("bundle", "pip"):
        return run.directory(use.command)
    return run.path(use.command, use.target)


def _node(run: Run, use: LanguagePackages) -> ProjectInstall:
    production = use.production
    if production is None:
        omitted = run.variable(use.command, "NPM_CONFIG_OMIT") or ""
        production = (
            run.variable(use.command, "NODE_ENV") == "production"
            or _is_on(run.variable(use.command, "NPM_CONFIG_PRODUCTION"))
            or "dev" in omitted.split()
        )
    return ProjectInstall(
        "Node.js",
        use.tool,
        use.command,
        _word(use.command, "ci", "i", "install", "clean-install", "install-clean", "focus"),
        _directory(run, use),
        # Without its lock file a locked installation fails, so there is one.
        ("package.json", _LOCKS[use.tool]) if use.locked else (),
        "node_modules",
        not production and _verb(use.command) != "workspaces",
    )


def _pip(run: Run, use: LanguagePackages) -> Iterator[ProjectInstall]:
    projects = [word for word in use.packages if word.prefix.startswith((".", "/"))]
    extras = [found[1] for word in projects if (found := _EXTRAS.search(word.prefix))]
    files = [file for file in use.manifests if "://" not in file]
    if not files and not projects:
        return
    yield ProjectInstall(
        "Python",
        "pip",
        use.command,
        _word(use.command, "install", "sync", "wheel"),
        run.directory(use.command),
        tuple(files) if not projects else (),
        _pip_folder(run, use) or "",
        any(_DEV_FILE.search(file.lower()) for file in files)
        or any(_DEV_EXTRA.search(extra.lower()) for extra in extras),
        bool(projects),
    )


def _pip_folder(run: Run, use: LanguagePackages) -> str | None:
    """The virtual environment or other folder that pip fills; None for the system's own."""
    if use.targeted:
        return run.path(use.command, use.target)
    program = use.command.words[0].value or ""
    if "/bin/pip" in program or "/bin/python" in program:
        folder = run.path(use.command, program.rpartition("/bin/")[0] or "/")
        return None if folder in ("/", "/usr", "/usr/local") else folder
    if (environment := run.variable(use.command, "VIRTUAL_ENV")) is not None:
        return run.path(use.command, environment)
    first = (run.variable(use.command, "PATH") or "").partition(":")[0]
    folder = first.removesuffix("/bin")
    return folder if "venv" in folder or folder in _VENV_FOLDERS else None


def _other(run: Run, use: LanguagePackages) -> ProjectInstall:
    words = {word.value for word in use.command.words}
    narrowed = bool(use.production) or _narrowed_by_variable(run, use)
    alone = {
        "bundle": True,
        "composer": "--no-scripts" in words,
        "pipenv": True,
        "poetry": "--no-root" in words,
        "uv": bool(words & {"--no-install-project", "--no-install-workspace"}),
    }[use.tool]
    folder = _FOLDERS.get(use.tool, "")
    if use.tool == "uv":
        folder = run.variable(use.command, "UV_PROJECT_ENVIRONMENT") or folder
    if use.tool == "bundle":
        folder = use.target or run.variable(use.command, "BUNDLE_PATH") or "/usr/local/bundle"
    return ProjectInstall(
        _ECOSYSTEMS.get(use.tool, "Python"),
        use.tool,
        use.command,
        _word(use.command, "install", "sync", "update"),
        _directory(run, use),
        _MANIFESTS[use.tool],
        folder,
        not narrowed,
        not alone,
    )


def _narrowed_by_variable(run: Run, use: LanguagePackages) -> bool:
    """Whether something beside the command keeps development dependencies out."""
    command = use.command
    if use.tool == "composer":
        return _is_on(run.variable(command, "COMPOSER_NO_DEV"))
    if use.tool == "uv":
        return _is_on(run.variable(command, "UV_NO_DEV"))
    if use.tool == "poetry":
        words = {word.value or word.prefix for word in command.words}
        return any((word or "").startswith(("--only", "--without")) for word in words)
    if use.tool == "bundle":
        names = ("BUNDLE_WITHOUT", "BUNDLE_ONLY")
        return any(run.variable(command, name) for name in names)
    return False


def _of_compiler(run: Run, command: Command) -> Iterator[ProjectInstall]:
    """`go mod download`, `cargo fetch`, `mvn dependency:go-offline`, `dotnet restore`."""
    values = [word.value or word.prefix for word in command.words]
    directory = run.directory(command)
    if values[:3] == ["go", "mod", "download"] and all(v.startswith("-") for v in values[3:]):
        word = command.words[2]
        yield ProjectInstall("Go", "go", command, word, directory, ("go.mod", "go.sum"))
    elif values[:2] == ["cargo", "fetch"]:
        word = command.words[1]
        yield ProjectInstall("Rust", "cargo", command, word, directory, needs_source=True)
    elif values[:2] == ["dotnet", "restore"]:
        yield ProjectInstall(".NET", "dotnet", command, command.words[1], directory)
    elif command.name in ("mvn", "mvnw"):
        goals = [word for word in command.arguments if not word.prefix.startswith("-")]
        if goals and all(word.prefix.startswith("dependency:") for word in goals):
            manifests = ("pom.xml",) if command.name == "mvn" else ()
            yield ProjectInstall("Java", "mvn", command, goals[-1], directory, manifests)


def narrowed_later(run: Run) -> Iterator[tuple[str, Command]]:
    """Commands that take development dependencies away, or keep them out of what follows.

    The ecosystem, and the command.
    """
    for command in run.commands:
        if command.name not in _PRUNING:
            continue
        values = [word.value or word.prefix for word in command.words]
        use = run.what(command)
        if (
            (command.name in ("npm", "pnpm") and "prune" in values and _prunes(run, command, use))
            or (command.name == "pnpm" and "deploy" in values)
            or (command.name == "yarn" and {"focus", "--production"} <= set(values))
        ):
            yield "Node.js", command
        elif command.name in ("bundle", "bundler") and {"config", "without"} <= set(values):
            yield "Ruby", command
        elif command.name == "npm" and values[1:2] == ["config"] and "omit" in " ".join(values):
            yield "Node.js", command


def _prunes(run: Run, command: Command, use: object) -> bool:
    production = use.production if isinstance(use, LanguagePackages) else None
    if production is None:
        return run.variable(command, "NODE_ENV") == "production"
    return production
