"""Programs that no recogniser is for: what they only read, and where they may write."""

from collections.abc import Callable

from dockercheck.shell import Command
from dockercheck.shell.inner import SHELLS
from dockercheck.shell.model import Context
from dockercheck.simulation.files import State
from dockercheck.simulation.kinds import DEPENDENCY
from dockercheck.simulation.shell_work import ShellWork
from dockercheck.simulation.sizes import figures

_HERE, _HOME, _TEMPORARY = ".", "~", "/tmp"  # noqa: S108 -- a path in an image
# Programs that leave nothing behind.
_READERS = frozenset(
    {"apt-cache", "apt-config", "cmp", "comm", "dpkg-architecture", "dpkg-query", "envsubst"}
    | {"gpgconf", "groups", "hexdump", "less", "lsb_release", "more", "namei", "nslookup", "od"}
    | {"openssl-version", "pgrep", "pkill", "ping", "rev", "shasum", "sync", "tac", "timeout"}
    | {"uptime", "w", "watch", "xxd", "zcat"}
)
# Uses of a program that leave nothing behind: their first argument.
_READING = {
    "apk": frozenset({"--print-arch", "info", "list", "policy", "search", "stats", "version"}),
    "composer": frozenset({"check-platform-reqs", "diagnose", "show", "validate"}),
    "dpkg": frozenset(
        {"--get-selections", "--list", "--listfiles", "--print-architecture", "--status"}
        | {"--search", "--verify", "-L", "-S", "-V", "-l", "-s"}
    ),
    "git": frozenset(
        {"describe", "diff", "log", "ls-files", "ls-remote", "rev-parse", "show", "status"}
    ),
    "nginx": frozenset({"-T", "-t"}),
    "npm": frozenset({"audit", "ls", "list", "outdated", "root", "view"}),
    "pip": frozenset({"check", "freeze", "list", "show"}),
    "pip3": frozenset({"check", "freeze", "list", "show"}),
    "rpm": frozenset({"--eval", "-E", "-q", "-qa", "-qi", "-ql"}),
    "yarn": frozenset({"audit", "list", "why"}),
}
_VERSIONS = frozenset({"--help", "--version", "-V", "-h", "-v", "-version", "version"})
# Tools of a project: they write in its folder and in their caches.
_PROJECT = frozenset(
    {"astro", "babel", "buf", "bundle", "cabal", "crystal", "dart", "elm", "ember", "esbuild"}
    | {"eslint", "gatsby", "grunt", "gulp", "hugo", "jar", "javac", "jest", "jekyll", "lein"}
    | {"lerna", "mix", "mkdocs", "mypy", "nest", "next", "ng", "nuxt", "nx", "parcel", "pdm"}
    | {"phpunit", "pip-compile", "prettier", "prisma", "protoc", "pytest", "react-scripts"}
    | {"rebar3", "rollup", "ruff", "sass", "sbt", "shards", "sphinx-build", "stack", "swc"}
    | {"swift", "tailwindcss", "tox", "tsc", "turbo", "vite", "vitest", "vue-cli-service"}
    | {"webpack", "zig"}
)
_RUNNERS = frozenset({"bunx", "npx"})
# Where other programs may write.
_WRITERS: dict[str, tuple[str, ...]] = {
    "a2enmod": ("/etc",),
    "a2ensite": ("/etc",),
    "add-apt-repository": ("/etc", "/usr/share"),
    "apt-key": ("/etc",),
    "docker-php-ext-configure": ("/usr/src",),
    "docker-php-ext-enable": ("/usr/local",),
    "docker-php-ext-install": ("/usr/local", "/usr/src"),
    "dpkg-reconfigure": ("/etc", "/usr", "/var"),
    "gpg": (_HOME,),
    "mktemp": (_TEMPORARY,),
    "npm": (_HOME, _HERE),
    "openssl": (_HERE,),
    "pecl": ("/usr/local", _TEMPORARY),
    "pip": (_HOME,),
    "pip3": (_HOME,),
    "pnpm": (_HOME, _HERE),
    "poetry": (_HOME, _HERE),
    "rustup": ("/usr/local/rustup", "/usr/local/cargo", _HOME),
    "update-alternatives": ("/usr", "/etc", "/var"),
    "yarn": (_HOME, _HERE),
    "yarnpkg": (_HOME, _HERE),
}
_ACCOUNTS = frozenset(
    {"chage", "chpasswd", "delgroup", "deluser", "gpasswd", "groupdel", "groupmod", "passwd"}
    | {"userdel", "usermod"}
)
# What is harmless to call with arguments that nobody knows.
_HARMLESS = frozenset(
    {"cat", "chgrp", "chmod", "chown", "echo", "file", "grep", "ldd", "ls", "md5sum", "readlink"}
    | {"realpath", "scanelf", "sha256sum", "sort", "stat", "strip", "test", "touch", "wc"}
)


def other_program(shell: ShellWork, commands: tuple[Command, ...]) -> bool:
    """Carry out a program that no recogniser is for; False where it is not known here either.

    `commands` are all of the script: those inside a shell's text are carried out on their own.
    """
    name = shell.command.name or ""
    if name in _READERS or _reads(shell.command):
        return True
    special = _SPECIAL.get(name)
    if special is not None and special(shell):
        return True
    if name in _ACCOUNTS:
        shell.cites("accounts")
        shell.cost("/etc/passwd", "accounts", figures().accounts)
        return True
    if name in SHELLS or name in ("eval", "su", "runuser"):
        return _is_read_through(shell.command, commands)
    return _writes(shell, name)


def unknown_arguments(shell: ShellWork) -> bool:
    """Carry out a command whose arguments come from elsewhere: xargs, or `find -exec`."""
    from_find = Context.EXEC in shell.command.nesting
    if not (from_find or shell.command.takes_input_as_arguments):
        return False
    if shell.command.name not in _HARMLESS and not from_find:
        shell.lose("/", f"what {shell.command.name} is given")
    return True


def _reads(command: Command) -> bool:
    words = [word.value or "" for word in command.arguments]
    if words and all(word in _VERSIONS for word in words[:1]) and len(words) == 1:
        return True
    return bool(words) and words[0] in _READING.get(command.name or "", ())


def _writes(shell: ShellWork, name: str) -> bool:
    words = [word.value for word in shell.command.arguments[:3]]
    places = _WRITERS.get(name)
    if name in _PROJECT or (name in _RUNNERS and any(word in _PROJECT for word in words)):
        places = (_HERE, _HOME, _TEMPORARY)
    for place in places or ():
        path = {_HERE: shell.directory, _HOME: "/root"}.get(place, place)
        shell.more(path, f"what {name} makes")
    return places is not None


def _is_read_through(command: Command, commands: tuple[Command, ...]) -> bool:
    """Whether the commands inside a shell's text are among those of the script."""
    stretches = [(command.start, command.end)]
    stretches += [
        (each.heredoc.start, each.heredoc.end) for each in command.redirects if each.heredoc
    ]
    return any(
        start <= other.start and other.end <= end
        for other in commands
        if other is not command
        and (Context.SCRIPT in other.nesting or Context.HEREDOC in other.nesting)
        for start, end in stretches
    )


# Programs with a way of their own


def _find(shell: ShellWork) -> bool:
    """`find` without `-delete`: it reads, or runs something on what it finds."""
    words = shell.command.arguments
    at = next((n for n, w in enumerate(words) if w.prefix.startswith(("-exec", "-ok"))), None)
    if at is None:
        return True
    program = words[at + 1].value if at + 1 < len(words) else None
    if program in _HARMLESS:
        return True
    for word in words:
        if word.prefix[:1] in {"-", "(", "!"}:
            break
        shell.lose_word(word, f"what find has {program} do")
    return True


def _git(shell: ShellWork) -> bool:
    words = [word.value for word in shell.command.arguments]
    place = shell.directory
    if words[:1] == ["-C"] and len(words) > 2:
        place = shell.run.path(shell.command, words[1]) or "/"
        words = words[2:]
    if words[:1] == ["config"]:
        shell.more("/root" if "--global" in words else place, "the settings of git")
    elif words[:1] in (["fetch"], ["init"], ["lfs"], ["submodule"]):
        shell.more(place, f"what git {words[0]} makes")
    else:
        shell.lose(place, f"what git {words[0] if words else ''} does".replace("  ", " "))
    return True


def _python(shell: ShellWork) -> bool:
    words = [word.value for word in shell.command.arguments]
    if words[:2] == ["-m", "venv"] and len(words) > 2:
        return _environment(shell)
    if words[:2] in (["-m", "compileall"], ["-m", "build"]) or words[1:2] == ["collectstatic"]:
        shell.more(shell.directory, f"what python {words[1]} makes")
        return True
    return False


def _environment(shell: ShellWork) -> bool:
    path = shell.path(shell.command.arguments[-1])
    if path is None:
        return False
    shell.put(path, None, kind=DEPENDENCY, tree=True, why="what a virtual environment holds")
    for name in ("python", "python3", "activate"):
        shell.put(f"{path}/bin/{name}", None)
    return True


def _sed(shell: ShellWork) -> bool:
    """`sed -i`: the files are there before and after, with another content."""
    words = shell.command.arguments
    if not any(word.prefix.startswith(("-i", "--in-place")) for word in words):
        return True
    for word in words[1:]:
        path = shell.path(word)
        if path is not None and shell.work.tree.look(path).state is State.PRESENT:
            shell.work.rewrite(path, same_size=False)
    return True


def _corepack(shell: ShellWork) -> bool:
    for place in ("/usr", "/root"):
        shell.more(place, "what corepack makes")
    return True


_SPECIAL: dict[str, Callable[[ShellWork], bool]] = {
    "corepack": _corepack,
    "find": _find,
    "git": _git,
    "python": _python,
    "python3": _python,
    "sed": _sed,
}
