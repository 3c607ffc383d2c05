"""Commands that change the system's own tables: users, groups, certificates, the linker's cache."""

from collections.abc import Callable
from typing import NamedTuple

from dockercheck.shell import Arguments, Command, OptionStyle


class AddUser(NamedTuple):
    """`useradd` or `adduser`; None where not given or not certain."""

    command: Command
    name: str | None
    uid: str | None = None
    group: str | None = None
    home: str | None = None
    shell: str | None = None
    system: bool = False
    makes_home: bool = False


class AddGroup(NamedTuple):
    """`groupadd` or `addgroup`."""

    command: Command
    name: str | None
    gid: str | None = None
    system: bool = False


class Refresh(NamedTuple):
    """A table made anew from files: "certificates" or "libraries"."""

    command: Command
    what: str


SystemTable = AddUser | AddGroup | Refresh

_USERADD_STYLE = OptionStyle.of(
    "-b -c -d -e -f -g -G -k -K -p -r_ -R -P -s -u -Z --base-dir --comment --home-dir --home "
    "--gid --groups --skel --key --password --root --prefix --shell --uid --expiredate --inactive"
)
# The same name is a Perl script in Debian and a BusyBox applet in Alpine.
_ADDUSER_STYLE = OptionStyle.of(
    "-h -g -s -G -u -k --home --shell --uid --gid --ingroup --gecos --comment --conf --firstuid "
    "--lastuid --firstgid --lastgid"
)


def _useradd(command: Command) -> AddUser | None:
    arguments = command.options(_USERADD_STYLE)
    if not arguments.operands:
        return None
    return AddUser(
        command,
        arguments.operands[-1].value,
        arguments.value("-u", "--uid"),
        arguments.value("-g", "--gid"),
        arguments.value("-d", "--home-dir", "--home"),
        arguments.value("-s", "--shell"),
        system=arguments.has("-r", "--system"),
        makes_home=arguments.has("-m", "--create-home"),
    )


def _adduser(command: Command) -> AddUser | AddGroup | None:
    arguments = command.options(_ADDUSER_STYLE)
    if not arguments.operands:
        return None
    if arguments.has("--group") and not arguments.has("--ingroup", "--uid", "--system"):
        return AddGroup(command, arguments.operands[0].value, arguments.value("--gid"))
    homeless = arguments.has("-H", "--no-create-home")
    return AddUser(
        command,
        arguments.operands[0].value,
        arguments.value("-u", "--uid"),
        arguments.value("-G", "--ingroup", "--gid"),
        arguments.value("-h", "--home"),
        arguments.value("-s", "--shell"),
        system=arguments.has("-S", "--system"),
        makes_home=not homeless,
    )


def _add_group(command: Command) -> AddGroup | None:
    arguments: Arguments = command.options(OptionStyle.of("-g -K -p -R --gid --key --password"))
    if not arguments.operands:
        return None
    return AddGroup(
        command,
        arguments.operands[-1 if command.name == "groupadd" else 0].value,
        arguments.value("-g", "--gid"),
        arguments.has("-r", "-S", "--system"),
    )


def _certificates(command: Command) -> Refresh:
    return Refresh(command, "certificates")


def _libraries(command: Command) -> Refresh | None:
    shows = command.options(OptionStyle.of("-f -C -r")).has("-p", "--print-cache")
    return None if shows else Refresh(command, "libraries")


_COMMANDS: dict[str, Callable[[Command], SystemTable | None]] = {
    "addgroup": _add_group,
    "adduser": _adduser,
    "groupadd": _add_group,
    "ldconfig": _libraries,
    "update-ca-certificates": _certificates,
    "update-ca-trust": _certificates,
    "useradd": _useradd,
}


def system_table(command: Command) -> SystemTable | None:
    """What a command changes in the system's tables; None for any other command."""
    recognize = _COMMANDS.get(command.name or "")
    return recognize(command) if recognize else None
