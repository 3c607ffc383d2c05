"""Operating system packages: what apt, apk, dnf, zypper, pacman and dpkg are asked to do."""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

from dockercheck.shell import Arguments, Command, OptionStyle, Word


class Action(StrEnum):
    """What is done with packages or with the index of packages."""

    UPDATE = "update"  # fetch the index
    INSTALL = "install"
    UPGRADE = "upgrade"
    REMOVE = "remove"
    CLEAN = "clean"  # drop what was downloaded


class Package(NamedTuple):
    """A package as asked for; `name` is None where it is not certain, `version` where none is
    pinned or it is not certain (`pinned` tells which)."""

    name: str | None
    version: str | None
    pinned: bool
    word: Word


class SystemPackages(NamedTuple):
    """One use of an operating system's package manager.

    - `recommends`: what is only recommended is installed too.
    - `refreshes`: the index is fetched by this command itself.
    - `keeps_cache`: index and downloads stay in the layer unless something removes them. The
      official Debian images drop downloaded packages by themselves, but not the index.
    - `group`: the name of `apk add --virtual`.
    """

    command: Command
    manager: str
    action: Action
    packages: tuple[Package, ...] = ()
    recommends: bool = False
    refreshes: bool = False
    keeps_cache: bool = False
    group: str | None = None
    assumes_yes: bool = True


_APT_PACKAGE = re.compile(r"(?P<name>[^=/:]+)(?::[^=/]+)?(?P<pin>[=/](?P<version>.*))?", re.DOTALL)
_APK_PACKAGE = re.compile(
    r"(?P<name>[^=<>~@]+)(?:@[^=<>~]+)?(?P<pin>[=<>~]+(?P<version>[^@]*))?(?:@.*)?", re.DOTALL
)
_RPM_PACKAGE = re.compile(
    r"(?P<name>.+?)(?P<pin>-(?P<version>\d[\w.+~^]*(?:-[\w.+~^]*)?(?:\.(?:x86_64|aarch64|noarch))?))?",
    re.DOTALL,
)
_PLAIN_PACKAGE = re.compile(r"(?P<name>[^=<>]+)(?P<pin>[=<>]+(?P<version>.*))?", re.DOTALL)


def _packages(words: Iterable[Word], form: re.Pattern[str]) -> tuple[Package, ...]:
    found = []
    for word in words:
        # With an unknown version (`gcc=$V`) the name is still certain if the pin is in the prefix.
        match = form.fullmatch(word.value if word.value is not None else word.prefix)
        if match is None or (word.value is None and match["pin"] is None):
            found.append(Package(None, None, pinned=False, word=word))
        else:
            version = match["version"] if word.value is not None else None
            found.append(Package(match["name"], version, match["pin"] is not None, word))
    return tuple(found)


_APT_STYLE = OptionStyle.of("-o -t -c -a --option --target-release --default-release --config-file")
_APT_ACTIONS = {
    "autoclean": Action.CLEAN,
    "autopurge": Action.REMOVE,
    "autoremove": Action.REMOVE,
    "clean": Action.CLEAN,
    "dist-upgrade": Action.UPGRADE,
    "full-upgrade": Action.UPGRADE,
    "install": Action.INSTALL,
    "purge": Action.REMOVE,
    "remove": Action.REMOVE,
    "update": Action.UPDATE,
    "upgrade": Action.UPGRADE,
}
_WEAK_OFF = re.compile(r"install_weak_deps=(?:0|false|no)", re.IGNORECASE)
_NO_RECOMMENDS = re.compile(r"APT::Install-Recommends\s*=?\s*[\"']?(?:0|false|no)", re.IGNORECASE)


def _apt(command: Command) -> SystemPackages | None:
    arguments = command.options(_APT_STYLE)
    action = _action(arguments, _APT_ACTIONS)
    if action is None:
        return None
    options = [value or "" for value in arguments.values("-o", "--option")]
    without = arguments.has("--no-install-recommends") or any(map(_NO_RECOMMENDS.match, options))
    return SystemPackages(
        command,
        "apt",
        action,
        _packages(arguments.operands[1:], _APT_PACKAGE),
        recommends=action in {Action.INSTALL, Action.UPGRADE} and not without,
        refreshes=action is Action.UPDATE or arguments.has("-U", "--update"),
        keeps_cache=action is Action.UPDATE or arguments.has("-U", "--update"),
        assumes_yes=_assumes_yes(command, arguments),
    )


def _assumes_yes(command: Command, arguments: Arguments) -> bool:
    quiet = sum(flag.name == "-q" for flag in arguments.flags) > 1
    piped = command.before in {"|", "|&"}  # `yes |`
    return quiet or piped or arguments.has("-y", "--yes", "--assume-yes", "-qq")


def _action(arguments: Arguments, actions: dict[str, Action]) -> Action | None:
    return actions.get(arguments.operands[0].value or "") if arguments.operands else None


_APK_STYLE = OptionStyle.of(
    "-X -t -p --repository --virtual --root --arch --keys-dir --cache-dir --repositories-file "
    "--wait --timeout --cache-max-age"
)
_APK_ACTIONS = {
    "add": Action.INSTALL,
    "cache": Action.CLEAN,
    "del": Action.REMOVE,
    "update": Action.UPDATE,
    "upgrade": Action.UPGRADE,
}


def _apk(command: Command) -> SystemPackages | None:
    arguments = command.options(_APK_STYLE)
    action = _action(arguments, _APK_ACTIONS)
    if action is None or (action is Action.CLEAN and not _names(arguments, "clean", "purge")):
        return None
    operands = () if action is Action.CLEAN else arguments.operands[1:]
    cached = not arguments.has("--no-cache")
    fetches = action is Action.UPDATE or arguments.has("-U", "--update-cache", "--update")
    return SystemPackages(
        command,
        "apk",
        action,
        _packages(operands, _APK_PACKAGE),
        refreshes=fetches or (not cached and action in {Action.INSTALL, Action.UPGRADE}),
        keeps_cache=cached and fetches,
        group=arguments.value("-t", "--virtual"),
    )


def _names(arguments: Arguments, *names: str) -> bool:
    """Tell whether the second operand is one of these, as in `apk cache clean`."""
    return len(arguments.operands) > 1 and arguments.operands[1].value in names


_DNF_STYLE = OptionStyle.of(
    "-c -d -e -x -R --config --enablerepo --disablerepo --repo --repoid --setopt --exclude "
    "--installroot --releasever --forcearch --advisory"
)
_DNF_ACTIONS = {
    "autoremove": Action.REMOVE,
    "clean": Action.CLEAN,
    "distro-sync": Action.UPGRADE,
    "erase": Action.REMOVE,
    "groupinstall": Action.INSTALL,
    "install": Action.INSTALL,
    "localinstall": Action.INSTALL,
    "makecache": Action.UPDATE,
    "reinstall": Action.INSTALL,
    "remove": Action.REMOVE,
    "update": Action.UPGRADE,
    "upgrade": Action.UPGRADE,
}


def _dnf(command: Command) -> SystemPackages | None:
    arguments = command.options(_DNF_STYLE)
    action = _action(arguments, _DNF_ACTIONS)
    if action is None:
        return None
    options = [value or "" for value in arguments.values("--setopt")]
    weak = not any(map(_WEAK_OFF.match, options))
    installs = action in {Action.INSTALL, Action.UPGRADE}
    return SystemPackages(
        command,
        command.name or "dnf",
        action,
        () if action is Action.CLEAN else _packages(arguments.operands[1:], _RPM_PACKAGE),
        # yum of old releases and microdnf's weak dependencies: only dnf installs them by default.
        recommends=installs and weak and command.name in {"dnf", "dnf5", "yum"},
        refreshes=installs or action is Action.UPDATE,
        keeps_cache=installs or action is Action.UPDATE,
        assumes_yes=arguments.has("-y", "--assumeyes") or command.before in {"|", "|&"},
    )


_ZYPPER_STYLE = OptionStyle.of("-r --repo --from -t --type -R --root -D --plus-repo")
_ZYPPER_ACTIONS = {
    "cc": Action.CLEAN,
    "clean": Action.CLEAN,
    "dist-upgrade": Action.UPGRADE,
    "dup": Action.UPGRADE,
    "in": Action.INSTALL,
    "install": Action.INSTALL,
    "ref": Action.UPDATE,
    "refresh": Action.UPDATE,
    "remove": Action.REMOVE,
    "rm": Action.REMOVE,
    "up": Action.UPGRADE,
    "update": Action.UPGRADE,
}


def _zypper(command: Command) -> SystemPackages | None:
    arguments = command.options(_ZYPPER_STYLE)
    action = _action(arguments, _ZYPPER_ACTIONS)
    if action is None:
        return None
    installs = action in {Action.INSTALL, Action.UPGRADE}
    return SystemPackages(
        command,
        "zypper",
        action,
        _packages(arguments.operands[1:], _PLAIN_PACKAGE),
        recommends=installs and not arguments.has("--no-recommends"),
        refreshes=installs or action is Action.UPDATE,
        keeps_cache=installs or action is Action.UPDATE,
        assumes_yes=arguments.has("-n", "--non-interactive", "-y", "--no-confirm"),
    )


def _pacman(command: Command) -> SystemPackages | None:
    arguments = command.options(OptionStyle(frozenset({"-b", "-r", "--dbpath", "--root"})))
    if arguments.has("-S", "--sync"):
        if arguments.has("-c", "--clean"):
            action = Action.CLEAN
        elif arguments.operands:
            action = Action.INSTALL
        elif arguments.has("-u", "--sysupgrade"):
            action = Action.UPGRADE
        elif arguments.has("-y", "--refresh"):
            action = Action.UPDATE
        else:
            return None
    elif arguments.has("-R", "--remove"):
        action = Action.REMOVE
    else:
        return None
    return SystemPackages(
        command,
        "pacman",
        action,
        _packages(arguments.operands, _PLAIN_PACKAGE),
        refreshes=arguments.has("-y", "--refresh"),
        keeps_cache=action in {Action.INSTALL, Action.UPGRADE, Action.UPDATE},
        assumes_yes=arguments.has("--noconfirm") or command.before in {"|", "|&"},
    )


def _package_files(command: Command) -> SystemPackages | None:
    """`dpkg -i file.deb`, `rpm -i file.rpm`."""
    style = OptionStyle(frozenset({"--root", "--prefix", "--admindir", "--instdir"}))
    arguments = command.options(style)
    if arguments.has("-i", "--install", "-U", "--upgrade") and not arguments.has("-q", "--query"):
        action = Action.INSTALL
    elif arguments.has("-r", "-P", "-e", "--remove", "--purge", "--erase"):
        action = Action.REMOVE
    else:
        return None
    packages = tuple(Package(word.value, None, False, word) for word in arguments.operands)
    return SystemPackages(command, command.name or "", action, packages)


_MANAGERS: dict[str, Callable[[Command], SystemPackages | None]] = {
    "apk": _apk,
    "apt": _apt,
    "apt-get": _apt,
    "aptitude": _apt,
    "dnf": _dnf,
    "dnf5": _dnf,
    "dpkg": _package_files,
    "microdnf": _dnf,
    "pacman": _pacman,
    "rpm": _package_files,
    "tdnf": _dnf,
    "yum": _dnf,
    "zypper": _zypper,
}


def system_packages(command: Command) -> SystemPackages | None:
    """What a command does with the operating system's packages; None for any other command."""
    manager = _MANAGERS.get(command.name or "")
    return manager(command) if manager else None
