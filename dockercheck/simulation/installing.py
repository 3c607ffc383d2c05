"""What package managers leave in a stage: packages, their index, the folders of dependencies."""

import re
from collections.abc import Callable

from dockercheck.commands import LanguagePackages, SystemPackages, build_tool
from dockercheck.commands.packages import Action
from dockercheck.installed import packages_of
from dockercheck.paths import join
from dockercheck.runtime import is_root
from dockercheck.simulation.kinds import DEPENDENCY, OTHER
from dockercheck.simulation.shell_work import ShellWork
from dockercheck.simulation.sizes import figures, installed_size

# Where the packages of an operating system put their files.
_SYSTEM = ("/usr", "/etc", "/var", "/opt")
_INDEX = {"apt": "/var/lib/apt/lists", "apk": "/var/cache/apk"}
_NODE = frozenset({"bun", "npm", "pnpm", "yarn"})
_PYTHON_TAG = re.compile(r"(\d\.\d+)")
# Packages that bring a shell under its usual name.
_SHELLS = frozenset({"bash", "busybox", "dash"})


def _system_packages(shell: ShellWork, known: SystemPackages) -> None:
    match known.action:
        case Action.UPDATE:
            _index(shell, known)
        case Action.INSTALL | Action.UPGRADE:
            _install(shell, known)
        case Action.REMOVE:
            _uninstall(shell, known)
        case Action.CLEAN:
            pass


def _index(shell: ShellWork, known: SystemPackages) -> None:
    family = "apt" if known.manager in ("apt", "apt-get", "aptitude") else known.manager
    path = _INDEX.get(family)
    if path is None or not known.keeps_cache:
        return
    size = figures().lists if family == "apt" else None
    if size is not None:
        shell.cites("lists")
    shell.put(path, size, kind=OTHER, tree=True, why="the package index")


def _install(shell: ShellWork, known: SystemPackages) -> None:
    why = f"what {known.manager} installs"
    names = [name for name, _word in packages_of(shell.run, known)]
    certain = len(names) >= len(known.packages) and known.manager not in ("dpkg", "rpm")
    for folder in _SYSTEM:
        shell.more(folder, why, counted=True)
    size = installed_size(known, names) if certain and names else None
    if size is not None:
        shell.cites("packages")
    label = f"packages {' '.join(sorted(names)) or known.action.value}"
    shell.cost("/usr", label, size)
    for name in names:
        shell.work.packages[name] = (label, shell.work.place)
        tool = build_tool(name)
        if tool is not None and not (tool.runs_too and name in ("nodejs", "nodejs-current")):
            shell.work.add_tools([name], (shell.work.place,), tool.reason)
        if name in _SHELLS and shell.sure:
            shell.put("/bin/sh", None, tree=False)
    if known.keeps_cache:
        _index(shell, known)


def _uninstall(shell: ShellWork, known: SystemPackages) -> None:
    if not shell.sure:
        return
    gone = {name for name, _word in packages_of(shell.run, known)}
    for name in gone:
        shell.work.packages.pop(name, None)
        shell.work.tools.pop(name, None)
    left = {label for label, _place in shell.work.packages.values()}
    for layer_place, layer in shell.work.ledger.layers.items():
        for item in [item for item in layer.items if item.startswith("packages ")]:
            named = set(item.split()[1:])
            if named & gone and item not in left:
                shell.work.ledger.hide(layer_place, shell.work.place, item, layer.items[item])


# Packages of languages


def _language_packages(shell: ShellWork, known: LanguagePackages) -> None:
    match known.action:
        case Action.INSTALL | Action.UPGRADE | Action.UPDATE:
            _install_dependencies(shell, known)
        case Action.REMOVE:
            _prune(shell, known)
        case Action.CLEAN:
            pass


def _install_dependencies(shell: ShellWork, known: LanguagePackages) -> None:
    folder = _folder(shell, known)
    why = f"what {known.tool} installs"
    label = f"packages of {known.tool} at {shell.directory}"
    if folder is None:
        for system in ("/usr", "/root", "/opt", "/home"):
            shell.more(system, why, counted=True)
        shell.cost("/usr", label)
    else:
        development = _for_development(shell, known)
        shell.put(folder, None, kind=DEPENDENCY, tree=True, development=development, why=why)
    if known.tool in _NODE and not known.everywhere:
        shell.more(shell.directory, why)  # lock files, and what install scripts make
    if known.keeps_cache:
        shell.more("/root", f"the cache of {known.tool}")


def _for_development(shell: ShellWork, known: LanguagePackages) -> bool | None:
    """Whether packages for development come too; npm and its kin ask NODE_ENV."""
    if known.production is not None:
        return not known.production
    if known.tool not in _NODE:
        return None
    return shell.run.variable(shell.command, "NODE_ENV") != "production"


def _folder(shell: ShellWork, known: LanguagePackages) -> str | None:
    """The directory that dependencies go to; None where it is not one of their own."""
    if known.targeted:
        target = shell.run.path(shell.command, known.target)
        inside = known.tool in _NODE and target is not None
        return join(target or "", "node_modules") if inside else target
    if known.tool in _NODE:
        return None if known.everywhere else join(shell.directory, "node_modules")
    if known.tool == "composer":
        return join(shell.directory, "vendor")
    return _environment(shell, known)


def _environment(shell: ShellWork, known: LanguagePackages) -> str | None:
    """Where a Python project keeps its packages."""
    words = shell.command.words
    if known.tool == "uv" and words[1:2] and words[1].value == "sync":
        own = shell.run.variable(shell.command, "UV_PROJECT_ENVIRONMENT") or ".venv"
        return own if own.startswith("/") else join(shell.directory, own)
    in_project = shell.run.variable(shell.command, "POETRY_VIRTUALENVS_IN_PROJECT")
    if known.tool == "poetry" and in_project in ("1", "true"):
        return join(shell.directory, ".venv")
    return _site_packages(shell) if known.tool in ("pip", "uv") else None


def _site_packages(shell: ShellWork) -> str | None:
    """Where pip installs: an active virtual environment, the home, or the image's own Python."""
    if any(word.value == "--user" for word in shell.command.arguments):
        return "/root/.local" if is_root(shell.run.step.user) else None
    active = shell.run.variable(shell.command, "VIRTUAL_ENV")
    if active:
        return active
    program = shell.command.words[0].value or ""
    folder = program.rpartition("/bin/")[0] or _first_environment(shell)
    if folder:
        return folder
    ground = shell.work.ground
    version = _PYTHON_TAG.match(ground.tag)
    if ground.name == "python" and version is not None:
        return f"/usr/local/lib/python{version[1]}/site-packages"
    return None


def _first_environment(shell: ShellWork) -> str:
    """The virtual environment whose programs come first in PATH, as `ENV PATH=` sets it."""
    first = (shell.run.step.env.get("PATH") or "").split(":")[0]
    folder = first.removesuffix("/bin")
    node = shell.work.tree.look(folder).node if folder != first else None
    return folder if node is not None and node.file is not None and node.file.tree else ""


def _prune(shell: ShellWork, known: LanguagePackages) -> None:
    """`npm prune --omit=dev`: the packages for development are gone."""
    folder = join(shell.directory, "node_modules")
    node = shell.work.tree.look(folder).node
    if node is None or node.file is None or not shell.sure:
        return
    file = node.file
    if known.production:
        shell.work.tree.replace(folder, file._replace(development=False, size=None))
        shell.work.ledger.hide(file.layer, shell.work.place, f"{folder} for development", None)


INSTALLERS: dict[type, Callable[..., None]] = {
    LanguagePackages: _language_packages,
    SystemPackages: _system_packages,
}
