"""What package managers of languages are asked to do, whichever manager it is."""

from typing import NamedTuple

from dockercheck.commands.packages import Action
from dockercheck.shell import Command, Word


class LanguagePackages(NamedTuple):
    """One use of a language's package manager.

    - `packages`: those named in the command; none means: what the manifest lists.
    - `manifests`: the files that it reads by name (`-r requirements.txt`).
    - `production`: True without development dependencies, False with them; None where a variable
      such as NODE_ENV decides that the command does not set.
    - `locked`: it fails rather than resolve versions anew.
    - `keeps_cache`: downloads stay in the manager's cache.
    - `target`: the directory that it installs into, where one is given; None too where it is not
      certain (`targeted` tells which).
    """

    command: Command
    tool: str
    action: Action
    packages: tuple[Word, ...] = ()
    manifests: tuple[str, ...] = ()
    production: bool | None = True
    locked: bool = False
    keeps_cache: bool = True
    target: str | None = None
    targeted: bool = False
    everywhere: bool = False  # `-g`: for the whole machine, not for the project


class ScriptRun(NamedTuple):
    """A script of the project's manifest is run: `npm run build`; `script` None if not certain."""

    command: Command
    tool: str
    script: str | None


Language = LanguagePackages | ScriptRun
