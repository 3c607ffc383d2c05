"""pip, uv, poetry and pipenv."""

from collections.abc import Iterable

from dockercheck.commands.language import LanguagePackages
from dockercheck.commands.packages import Action
from dockercheck.shell import Command, OptionStyle

_PIP_STYLE = OptionStyle.of(
    "-r -c -e -t -i -f -w -d --requirement --constraint --editable --target --prefix --root "
    "--index-url --extra-index-url --find-links --wheel-dir --dest --trusted-host --timeout "
    "--retries --cache-dir --platform --python-version --only-binary --no-binary --python --abi "
    "--implementation --src --progress-bar --upgrade-strategy --log --proxy"
)


def pip(command: Command, skip: int = 0, tool: str = "pip") -> LanguagePackages | None:
    """`pip install …`, also behind `skip` other words."""
    arguments = command.options(_PIP_STYLE, skip=skip)
    verb = arguments.operands[0].value if arguments.operands else None
    if verb == "cache":
        return LanguagePackages(command, tool, Action.CLEAN, keeps_cache=False)
    if verb == "uninstall":
        return LanguagePackages(command, tool, Action.REMOVE, arguments.operands[1:])
    if verb not in {"install", "sync", "wheel", "download"}:
        return None
    target = arguments.flag("-t", "--target", "--prefix", "--root", "-w", "--wheel-dir", "-d")
    cache = command.environment.get("PIP_NO_CACHE_DIR") not in {None, "", "0", "off", "false"}
    editable = tuple(flag.argument for flag in arguments.flags if flag.name in {"-e", "--editable"})
    named = arguments.operands[1:] if verb != "sync" else ()
    files = arguments.values("-r", "--requirement")
    if verb == "sync":
        files += tuple(word.value for word in arguments.operands[1:])
    return LanguagePackages(
        command,
        tool,
        Action.INSTALL,
        named + tuple(word for word in editable if word is not None),
        manifests=_certain(files),
        locked=arguments.has("--require-hashes") or verb == "sync",
        keeps_cache=not (cache or arguments.has("--no-cache-dir", "--no-cache", "-n")),
        target=target.value if target else None,
        targeted=target is not None,
    )


def _certain(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(value for value in values if value is not None)


def python(command: Command) -> LanguagePackages | None:
    """`python -m pip …`; anything else that Python runs is not known."""
    words = [word.value for word in command.arguments]
    at = words.index("-m") if "-m" in words else -1
    if at >= 0 and words[at + 1 : at + 2] == ["pip"]:
        return pip(command, skip=at + 2)
    return None


_UV_STYLE = OptionStyle.of(
    "-p --python --group --no-group --only-group --extra --project --directory --cache-dir "
    "--package --index --default-index --link-mode --no-install-package --config-file"
)


def uv(command: Command) -> LanguagePackages | None:
    """`uv sync`, `uv pip install`, `uv add` …"""
    arguments = command.options(_UV_STYLE)
    verbs = [word.value for word in arguments.operands[:2]]
    if verbs[:1] == ["pip"]:
        at = [word.value for word in command.arguments].index("pip")
        return pip(command, skip=at + 1, tool="uv")
    no_cache = arguments.has("--no-cache", "-n") or command.environment.get("UV_NO_CACHE") == "1"
    if verbs[:1] == ["sync"]:
        without = arguments.has("--no-dev", "--no-default-groups", "--only-group")
        return LanguagePackages(
            command,
            "uv",
            Action.INSTALL,
            production=without or "dev" in arguments.values("--no-group"),
            locked=arguments.has("--frozen", "--locked"),
            keeps_cache=not no_cache,
        )
    if verbs in (["tool", "install"], ["python", "install"]):
        return LanguagePackages(
            command, "uv", Action.INSTALL, arguments.operands[2:], keeps_cache=not no_cache
        )
    if verbs[:1] == ["add"]:
        return LanguagePackages(
            command, "uv", Action.INSTALL, arguments.operands[1:], keeps_cache=not no_cache
        )
    return None


_POETRY_STYLE = OptionStyle.of(
    "-C -P -E -G --only --with --without --extras --group --directory --project"
)


def poetry(command: Command) -> LanguagePackages | None:
    """`poetry install`, `poetry add`."""
    arguments = command.options(_POETRY_STYLE)
    verb = arguments.operands[0].value if arguments.operands else None
    if verb not in {"install", "sync", "add"}:
        return None
    without = [value or "" for value in arguments.values("--without")]
    main_only = arguments.value("--only") == "main" or any("dev" in each for each in without)
    return LanguagePackages(
        command,
        "poetry",
        Action.INSTALL,
        arguments.operands[1:],
        production=main_only or arguments.has("--no-dev"),
        locked=verb != "add",
        keeps_cache=not arguments.has("--no-cache"),
    )


def pipenv(command: Command) -> LanguagePackages | None:
    """`pipenv install`, `pipenv sync`."""
    arguments = command.options(OptionStyle(frozenset({"-r", "--requirements", "--python"})))
    verb = arguments.operands[0].value if arguments.operands else None
    if verb not in {"install", "sync"}:
        return None
    return LanguagePackages(
        command,
        "pipenv",
        Action.INSTALL,
        arguments.operands[1:],
        manifests=_certain(arguments.values("-r", "--requirements")),
        production=not arguments.has("-d", "--dev"),
        locked=verb == "sync" or arguments.has("--deploy", "--ignore-pipfile"),
    )
