"""npm, pnpm, yarn and bun."""

from dockercheck.commands.language import Language, LanguagePackages, ScriptRun
from dockercheck.commands.packages import Action
from dockercheck.shell import Arguments, Command, OptionStyle, Word

_NODE_STYLE = OptionStyle.of(
    "-C -w -F --prefix --registry --omit --include --only --workspace --cache --loglevel --tag "
    "--userconfig --network-timeout --filter --dir --cwd --cache-folder --modules-folder "
    "--fetch-retries --network-concurrency --backend --store-dir --outdir --outfile --target "
    "--cache-dir --mutex"
)
_NODE_INSTALL = frozenset({"ci", "clean-install", "i", "install", "install-clean"})
_NODE_ADD = frozenset({"add"})
_NODE_REMOVE = frozenset({"prune", "remove", "rm", "uninstall", "un"})
_NODE_RUN = frozenset({"rum", "run", "run-script"})
_YARN_OWN = frozenset(
    {
        "audit",
        "autoclean",
        "bin",
        "check",
        "config",
        "create",
        "dedupe",
        "dlx",
        "exec",
        "explain",
        "generate-lock-entry",
        "help",
        "import",
        "info",
        "init",
        "licenses",
        "link",
        "list",
        "login",
        "logout",
        "node",
        "npm",
        "outdated",
        "owner",
        "pack",
        "patch",
        "patch-commit",
        "plugin",
        "policies",
        "publish",
        "rebuild",
        "search",
        "set",
        "stage",
        "tag",
        "team",
        "unlink",
        "unplug",
        "up",
        "upgrade",
        "upgrade-interactive",
        "version",
        "versions",
        "why",
        "workspace",
    }
)


def node(command: Command) -> Language | None:
    """What npm, pnpm, yarn or bun is asked to do."""
    tool = command.name or ""
    arguments = command.options(_NODE_STYLE)
    operands = arguments.operands
    if not operands:
        bare = tool == "yarn" and not arguments.has("-v", "--version", "-h", "--help")
        return _node_install(command, tool, arguments, ()) if bare else None
    verb, rest = operands[0].value, operands[1:]
    if verb in {"global", "workspaces"} and tool == "yarn" and rest:
        return _yarn_nested(command, arguments, rest)
    if verb in _NODE_INSTALL or verb in _NODE_ADD:
        return _node_install(command, tool, arguments, rest)
    if verb in _NODE_REMOVE:
        production = _node_production(command, arguments)
        return LanguagePackages(command, tool, Action.REMOVE, rest, production=production)
    if verb in {"cache", "store"}:
        cleans = bool(rest) and rest[0].value in {"clean", "prune", "rm", "clear"}
        return LanguagePackages(command, tool, Action.CLEAN, keeps_cache=False) if cleans else None
    return _node_script(command, tool, verb, rest)


def _node_script(
    command: Command, tool: str, verb: str | None, rest: tuple[Word, ...]
) -> ScriptRun | None:
    if verb in _NODE_RUN:
        return ScriptRun(command, tool, rest[0].value) if rest else None
    if verb in {"start", "test"} and tool != "bun":
        return ScriptRun(command, tool, verb)
    # yarn and pnpm run a script of the manifest by its bare name.
    if verb and tool == "yarn" and verb not in _YARN_OWN:
        return ScriptRun(command, tool, verb)
    if verb == "build" and tool == "pnpm":
        return ScriptRun(command, tool, verb)
    return None


def _yarn_nested(
    command: Command, arguments: Arguments, rest: tuple[Word, ...]
) -> LanguagePackages | None:
    verb = rest[0].value
    if verb in {"add", "focus"}:
        return _node_install(command, "yarn", arguments, rest[1:], everywhere=verb == "add")
    return None


def _node_install(
    command: Command,
    tool: str,
    arguments: Arguments,
    packages: tuple[Word, ...],
    *,
    everywhere: bool = False,
) -> LanguagePackages:
    verb = arguments.operands[0].value if arguments.operands else None
    frozen = arguments.has("--frozen-lockfile", "--immutable", "--frozen")
    target = arguments.flag("--prefix", "--dir", "--cwd", "-C")
    return LanguagePackages(
        command,
        tool,
        Action.INSTALL,
        packages,
        production=_node_production(command, arguments),
        locked=frozen or verb in {"ci", "clean-install", "install-clean"},
        target=target.value if target else None,
        targeted=target is not None,
        everywhere=everywhere or arguments.has("-g", "--global"),
    )


def _node_production(command: Command, arguments: Arguments) -> bool | None:
    if "dev" in arguments.values("--include"):
        return False
    if "dev" in arguments.values("--omit") or arguments.has("--prod"):
        return True
    if command.name == "pnpm" and arguments.has("-P"):
        return True
    production = arguments.flag("--production", *(("-p",) if command.name == "bun" else ()))
    if production is not None:
        return production.argument is None or production.value == "true"
    if arguments.value("--only") in {"prod", "production"}:
        return True
    environment = command.environment.get("NODE_ENV")
    return None if environment is None else environment == "production"
