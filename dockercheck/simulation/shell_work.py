"""One command of a RUN at work on a stage: paths, certainty and mounts are looked after here."""

from dockercheck.paths import join
from dockercheck.runs import Run
from dockercheck.shell import Command, Word
from dockercheck.simulation.bytes import Bytes
from dockercheck.simulation.files import State
from dockercheck.simulation.kinds import OTHER, is_surely_file, kind_of
from dockercheck.simulation.sizes import figures
from dockercheck.simulation.work import Work


class ShellWork:
    """What a command may do to the files of its stage.

    Nothing that lies in a mount is kept, and what a command does that may not run is in doubt.
    """

    def __init__(self, work: Work, run: Run, command: Command) -> None:
        self.work = work
        self.run = run
        self.command = command
        self.sure = command.sure and not command.failure_ignored

    def path(self, word: Word | None) -> str | None:
        """The path that a word names, from the root; None where it is not certain."""
        return None if word is None else self.run.path(self.command, word.value)

    def area(self, word: Word | None) -> str:
        """The directory in which a word certainly lies: the root where nothing is known."""
        if word is None or not word.prefix:
            return "/"
        return self.run.path(self.command, word.prefix.rpartition("/")[0] or ".") or "/"

    def somewhere(self, word: Word | None, why: str) -> None:
        """Something is made at a path that is not certain."""
        self.more(self.area(word), why)

    @property
    def directory(self) -> str:
        """The directory that the command runs in, the root where that is not known."""
        return self.run.directory(self.command) or "/"

    def put(
        self,
        path: str,
        size: Bytes | None,
        *,
        kind: str | None = None,
        tree: bool = False,
        development: bool | None = None,
        why: str = "",
    ) -> None:
        """A file or directory that the command makes."""
        if not self.run.keeps(path) or path == "/":
            return
        if self.sure:
            self.work.put(path, size, kind=kind, tree=tree, development=development, why=why)
        else:
            self.maybe(path, "whether it is made")

    def maybe(self, path: str, why: str) -> None:
        """A path that may have been made."""
        if self.run.keeps(path):
            self.work.maybe(path, why)

    def more(self, path: str, why: str, *, counted: bool = False) -> None:
        """More may be below a directory than is listed; `counted` where its bytes are known."""
        if self.run.keeps(path):
            self.work.more(path, why, counted=counted)

    def lose(self, path: str, why: str) -> None:
        """Nothing below a path is certain from here on."""
        if self.run.keeps(path):
            self.work.lose(path, why)

    def lose_word(self, word: Word, why: str) -> None:
        """Nothing below the path that a word names is certain any more."""
        self.lose(self.path(word) or self.area(word), why)

    def cost(self, path: str, item: str, size: Bytes | None = None) -> None:
        """Note bytes for which no file is listed."""
        if self.run.keeps(path):
            self.work.ledger.add(self.work.place, item, size if self.sure else None)

    def cites(self, figure: str) -> None:
        """Note that a figure of the table of sizes is used."""
        self.work.sources.setdefault(figures().sources[figure])

    def remove(self, word: Word) -> None:
        """Take away what a word names."""
        path = self.path(word)
        if path is None:
            self.lose(self.area(word), "what rm takes away")
        else:
            self.remove_path(path)

    def remove_path(self, path: str) -> None:
        """Take a path away, for certain where the command is sure to run."""
        if not self.run.keeps(path):
            return
        if self.sure or self.command.after == "||":
            self.work.remove(path)
        else:
            self.work.tree.doubt(path, self.work.place, "whether it is removed", hard=True)

    def emptied(self, path: str) -> None:
        """A directory in which only what begins with a dot was left."""
        if not (self.sure and self.run.keeps(path)):
            return
        file = self.work.tree.close(path)
        if file is not None:
            self.work.ledger.hide(file.layer, self.work.place, path, file.size)

    def copy(self, path: str, target: str, *, into: bool, contents: bool) -> None:
        """What `cp -r path target` does; `contents` for `cp -r path/. target`."""
        if not self.run.keeps(target):
            return
        found = self.work.tree.look(path)
        is_directory = self.work.tree.is_directory(target)
        if is_directory is None and not into:
            # It is there afterwards either way: as a file, or as the directory around it.
            why = f"what {self.command.name} makes"
            self.put(target, None, kind=kind_of(target), tree=True, why=why)
            return
        place = target
        if (into or is_directory) and not contents:
            place = join(target, path.rpartition("/")[2])
        if not self.sure:
            self.maybe(place, "whether it is copied")
        elif found.state is State.UNKNOWN or found.node is None or not self.run.keeps(path):
            self._copy_unknown(path, place)
        else:
            self._copy_listed(path, place)

    def _copy_unknown(self, path: str, place: str) -> None:
        file = is_surely_file(path)
        kind = kind_of(place) if file else OTHER
        self.put(place, None, kind=kind, tree=not file, why=f"what {path} holds")

    def _copy_listed(self, path: str, place: str) -> None:
        files = self.work.tree.files(path)
        look = self.work.tree.look(path)
        if look.node is not None and look.node.children is not None:
            self.work.tree.make_directory(place)
            if look.doubts.soft is not None:
                self.work.more(place, look.doubts.soft.why)
        for name, file in files:
            at = place + name[len(path.rstrip("/")) :]
            self.work.place_file(at, file._replace(trail=(*file.trail, self.work.place)))
