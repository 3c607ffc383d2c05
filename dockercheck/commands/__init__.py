"""What the commands of a RUN do, as far as it can be told for certain; nothing is guessed."""

from dockercheck.commands.accounts import AddGroup, AddUser, Refresh, SystemTable, system_table
from dockercheck.commands.builds import (
    Build,
    BuildSystem,
    CargoCommand,
    Compile,
    DotnetCommand,
    GoCommand,
    JvmBuild,
    build,
)
from dockercheck.commands.fetch import Clone, Download, Fetch, fetch
from dockercheck.commands.files import (
    ChangeMode,
    ChangeOwner,
    Copy,
    Extract,
    FileOperation,
    Install,
    Link,
    MakeDirectories,
    Remove,
    Strip,
    Touch,
    Write,
    file_operation,
    written,
)
from dockercheck.commands.language import Language, LanguagePackages, ScriptRun
from dockercheck.commands.languages import language_packages
from dockercheck.commands.packages import Action, Package, SystemPackages, system_packages
from dockercheck.commands.tools import BuildTool, ToolKind, build_tool
from dockercheck.shell import Command

Recognized = SystemPackages | Language | Build | FileOperation | Fetch | SystemTable
"""Anything that `recognize` can tell."""


def recognize(command: Command) -> Recognized | None:
    """What a command does; None where it is not one of those that are known.

    What its redirects write is not part of it: see `written`.
    """
    return (
        system_packages(command)
        or language_packages(command)
        or build(command)
        or file_operation(command)
        or fetch(command)
        or system_table(command)
    )


__all__ = [
    "Action",
    "AddGroup",
    "AddUser",
    "Build",
    "BuildSystem",
    "BuildTool",
    "CargoCommand",
    "ChangeMode",
    "ChangeOwner",
    "Clone",
    "Compile",
    "Copy",
    "DotnetCommand",
    "Download",
    "Extract",
    "Fetch",
    "FileOperation",
    "GoCommand",
    "Install",
    "JvmBuild",
    "Language",
    "LanguagePackages",
    "Link",
    "MakeDirectories",
    "Package",
    "Recognized",
    "Refresh",
    "Remove",
    "ScriptRun",
    "Strip",
    "SystemPackages",
    "SystemTable",
    "ToolKind",
    "Touch",
    "Write",
    "build",
    "build_tool",
    "fetch",
    "file_operation",
    "language_packages",
    "recognize",
    "system_packages",
    "system_table",
    "written",
]
