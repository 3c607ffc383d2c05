"""Which command is which language's package manager; composer, bundle and gem."""

import re
from collections.abc import Callable

from dockercheck.commands.language import Language, LanguagePackages, ScriptRun
from dockercheck.commands.node import node
from dockercheck.commands.packages import Action
from dockercheck.commands.python import pip, pipenv, poetry, python, uv
from dockercheck.shell import Command, OptionStyle

_PIP_NAME = re.compile(r"pip(?:\d(?:\.\d+)?)?")
_PYTHON_NAME = re.compile(r"python(?:\d(?:\.\d+)?)?")


def _composer(command: Command) -> Language | None:
    arguments = command.options(OptionStyle(frozenset({"-d", "--working-dir"})))
    verb = arguments.operands[0].value if arguments.operands else None
    if verb in {"install", "i", "update", "u", "require"}:
        no_dev = arguments.has("--no-dev") or command.environment.get("COMPOSER_NO_DEV") == "1"
        target = arguments.flag("-d", "--working-dir")
        return LanguagePackages(
            command,
            "composer",
            Action.INSTALL,
            arguments.operands[1:],
            production=no_dev,
            locked=verb in {"install", "i"},
            keeps_cache=not arguments.has("--no-cache"),
            target=target.value if target else None,
            targeted=target is not None,
        )
    if verb in {"clear-cache", "clearcache", "cc"}:
        return LanguagePackages(command, "composer", Action.CLEAN, keeps_cache=False)
    if verb in {"run-script", "run"} and len(arguments.operands) > 1:
        return ScriptRun(command, "composer", arguments.operands[1].value)
    return None


def _bundle(command: Command) -> LanguagePackages | None:
    style = OptionStyle.of("-j --jobs --retry --path --without --with --gemfile")
    arguments = command.options(style)
    verb = arguments.operands[0].value if arguments.operands else "install"
    if verb not in {"install", "i"}:
        return None
    groups = arguments.value("--without") or command.environment.get("BUNDLE_WITHOUT")
    deployment = command.environment.get("BUNDLE_DEPLOYMENT")
    path = arguments.flag("--path")
    return LanguagePackages(
        command,
        "bundle",
        Action.INSTALL,
        # `bundle config set without …` and the variables may stand elsewhere.
        production=True if groups and "development" in groups else None,
        locked=arguments.has("--deployment", "--frozen") or deployment in {"1", "true"},
        target=path.value if path else None,
        targeted=path is not None,
    )


def _gem(command: Command) -> LanguagePackages | None:
    style = OptionStyle.of("-v -i -n --version --install-dir --bindir --source")
    arguments = command.options(style)
    if not arguments.operands or arguments.operands[0].value not in {"install", "i"}:
        return None
    target = arguments.flag("-i", "--install-dir")
    return LanguagePackages(
        command,
        "gem",
        Action.INSTALL,
        arguments.operands[1:],
        locked=arguments.has("-v", "--version"),
        target=target.value if target else None,
        targeted=target is not None,
        everywhere=True,
    )


_TOOLS: dict[str, Callable[[Command], Language | None]] = {
    "bun": node,
    "bundle": _bundle,
    "bundler": _bundle,
    "composer": _composer,
    "composer.phar": _composer,
    "gem": _gem,
    "npm": node,
    "pipenv": pipenv,
    "pnpm": node,
    "poetry": poetry,
    "uv": uv,
    "yarn": node,
}


def language_packages(command: Command) -> Language | None:
    """What a command does with a language's packages; None for any other command."""
    name = command.name or ""
    tool = _TOOLS.get(name)
    if tool is not None:
        return tool(command)
    if _PIP_NAME.fullmatch(name):
        return pip(command)
    return python(command) if _PYTHON_NAME.fullmatch(name) else None
