"""COPY and ADD as BuildKit carries them out: which files they take, and where these end up.

Follows moby/buildkit `solver/llbsolver/file` and tonistiigi/fsutil `copy`: of a directory the
contents are copied, a wildcard without a match is nothing, a file goes into the destination where
that is a directory already or ends with a slash. `--exclude` counts below a directory that is
copied, seen from there, and never for a source that is itself a file. `--parents` takes a source
for a pattern below the pivot `./`, where `**` has its meaning.
"""

from collections.abc import Iterator
from typing import NamedTuple

from dockercheck.copying import file_name, inline_documents, is_git, is_remote
from dockercheck.ignorefile import IgnoreFile
from dockercheck.paths import clean, destination, join, source
from dockercheck.simulation.bytes import Bytes
from dockercheck.simulation.files import Clock, Entry, File, State, Tree
from dockercheck.simulation.globs import glob, has_wildcards
from dockercheck.simulation.kinds import (
    BINARY,
    OTHER,
    SOURCE,
    is_archive,
    is_surely_file,
    is_tool_program,
    kind_of,
)
from dockercheck.simulation.work import Missing, Work
from dockercheck.stages import Step


class Source(NamedTuple):
    """One source of COPY or ADD.

    `path` is where to look, seen from the root of the context, stage or image; `include` is the
    pattern that `--parents` selects with below it, None where all is taken.
    """

    path: str
    include: str | None = None

    @property
    def is_pattern(self) -> bool:
        """Whether the build goes on where nothing matches."""
        return has_wildcards(self.path) or has_wildcards(self.include or "")

    @property
    def written(self) -> str:
        """The path that the build says is missing."""
        return self.path if self.include is None else join(self.path, self.include)


class Filter:
    """What `--parents` and `--exclude` let through below a directory that is copied."""

    def __init__(self, include: str | None, excludes: tuple[str, ...]) -> None:
        self.include = None if include is None else IgnoreFile(_as_line(include))
        # A pattern with a slash in front matches no path: paths are seen from the directory.
        lines = [_as_line(pattern) for pattern in excludes if not pattern.startswith("/")]
        self.exclude = IgnoreFile("\n".join(lines)) if lines else None
        self.takes_all = include is None and self.exclude is None

    def takes(self, path: str) -> bool:
        """Whether a path below the directory is copied."""
        if self.include is not None and not self.include.ignores(path):
            return False
        return self.exclude is None or not self.exclude.ignores(path)


def _as_line(pattern: str) -> str:
    """A pattern as a line of an ignore file, in which a sharp begins a comment."""
    pattern = pattern.replace("\n", " ")
    return f"\\{pattern}" if pattern.startswith("#") else pattern


def is_on(value: str | None) -> bool:
    """Whether a flag such as `--link` is given and not switched off."""
    return value is not None and value.lower() != "false"


def excludes_of(step: Step) -> tuple[str, ...]:
    """The `--exclude` patterns of a COPY or ADD."""
    return tuple(step.instruction.flag_values("exclude"))


def sources_of(step: Step) -> list[Source]:
    """The sources that come from the context, a stage or an image; not addresses, not documents."""
    if not is_on(step.instruction.flag("parents")):
        return [Source(source(path)) for path in _local(step)]
    found = []
    for path in _local(step):
        parent, pivot, pattern = path.partition("/./")
        below = source(pattern if pivot else path).removeprefix("/")
        found.append(Source(source(parent) if pivot else "/", below))
    return found


def _local(step: Step) -> list[str]:
    if step.name != "ADD":
        return list(step.args[:-1])
    return [path for path in step.args[:-1] if not (is_remote(path) or is_git(path))]


def selects(step: Step, path: str) -> bool:
    """Whether COPY or ADD takes a path of its context, seen from the context's root.

    It needs no listing: a path that has more names than a source lies below the directory that
    the source is then.
    """
    names = [name for name in clean(f"/{path}").split("/") if name]
    excludes = excludes_of(step)
    return any(_selects(each, excludes, names) for each in sources_of(step))


def _selects(each: Source, excludes: tuple[str, ...], names: list[str]) -> bool:
    wanted = [name for name in each.path.split("/") if name]
    if len(names) < len(wanted) or not _fits(wanted, names):
        return False
    rest = "/".join(names[len(wanted) :])
    return not rest or Filter(each.include, excludes).takes(rest)


def _fits(wanted: list[str], names: list[str]) -> bool:
    """Whether the first names fit; up to the first wildcard they are taken as they are."""
    pattern = False
    for name, given in zip(wanted, names, strict=False):
        pattern = pattern or has_wildcards(name)
        if not (glob(name).matches(given) if pattern else name == given):
            return False
    return True


def copy(work: Work, step: Step, origin: Tree) -> None:
    """Carry out a COPY or ADD on a stage; `origin` is what it copies from."""
    copier = _Copier(work, step, origin)
    for each in sources_of(step):
        copier.take(each)
    for path in step.args[:-1]:
        if step.name == "ADD" and is_git(path):
            copier.clone(path)
        elif step.name == "ADD" and is_remote(path):
            copier.download(path)
    for document in inline_documents(step.instruction)[1]:
        certain = not (document.expand and "$" in document.content)
        size = Bytes.exactly(len(document.body.encode())) if certain else None
        copier.file(document.name, size)


class _Copier:
    """One COPY or ADD at work."""

    def __init__(self, work: Work, step: Step, origin: Tree) -> None:
        self.work = work
        self.origin = origin
        self.target = destination(step.workdir, step.args[-1])
        self.path = clean(self.target)
        self.is_link = is_on(step.instruction.flag("link")) and not step.instruction.flag("chmod")
        self.excludes = excludes_of(step)
        unpack = step.instruction.flag("unpack")
        self.unpacks = step.name == "ADD" if unpack is None else is_on(unpack)
        self.unpacks_remote = unpack is not None and self.unpacks

    # Where things go

    @property
    def into(self) -> bool | None:
        """Whether a file goes into the destination, None where it may be a directory or not."""
        if self.target.endswith(("/", "/.")):
            return True
        # With --link the files are put together on an empty file system of their own.
        return False if self.is_link else self.work.tree.is_directory(self.path)

    def file(self, name: str, size: Bytes | None, kind: str | None = None) -> None:
        """Put a file that has no node anywhere: a document, or something from the web."""
        path = self._place(name, kind or OTHER)
        if path is not None:
            self.work.put(path, size, kind=kind)

    def _place(self, name: str, kind: str) -> str | None:
        """The path of a file of that name; None where it may be one of two."""
        into = self.into
        if into is None:
            self.work.put(self.path, None, kind=kind, tree=True, why=f"whether it holds {name}")
            return None
        return join(self.path, name) if into else self.path

    # What is taken

    def take(self, each: Source) -> None:
        """Copy what one source stands for."""
        matches = list(resolve(self.origin, each.path, self.work.clock))
        if has_wildcards(each.path):
            self._take_unlisted_matches(each)
        for path in matches:
            self._take_path(path, each)
        if each.include is not None and not each.is_pattern:
            self._require(each)

    def _take_unlisted_matches(self, each: Source) -> None:
        """What a wildcard may match beside what is listed."""
        names = each.path.split("/")
        first = next(at for at, name in enumerate(names) if has_wildcards(name))
        found = self.origin.look("/".join(names[:first]) or "/")
        if found.doubts.soft is None and found.state is not State.UNKNOWN:
            return
        why = f"what {each.written} matches"
        made = found.node.file if found.node is not None else None
        if self.into:
            self.work.tree.make_directory(self.path)
            self.work.more(self.path, why)
        elif made is not None and made.kind == BINARY and is_surely_file(names[-1]):
            # What a build tool was run for: one file, since the destination is no directory.
            self.work.place_file(self.path, self._moved(made)._replace(tree=False))
        else:
            self.work.maybe(self.path, why)

    def _require(self, each: Source) -> None:
        """A path that `--parents` keeps: it is there afterwards, or the build stops."""
        path = each.written
        found = self.origin.look(path)
        if found.state is State.ABSENT:
            self.work.missing.append(Missing(self.work.place, path))
        elif found.state is State.UNKNOWN:
            target = join(self.path, each.include or "")
            tree = not self._is_file(path)
            file = self._unlisted(None, kind_of(target), tree=tree)
            self.work.place_file(target, file, f"what {path} holds")

    def _take_path(self, path: str, each: Source) -> None:
        found = self.origin.look(path)
        if found.state is State.ABSENT:
            if not has_wildcards(each.path):
                self.work.missing.append(Missing(self.work.place, each.written))
            return
        node = found.node
        if found.state is State.UNKNOWN or node is None or (node.file and node.file.tree):
            self._take_unknown(path, each, node.file if node is not None else None)
        elif node.children is None and node.file is not None:
            self._take_file(path, node.file)
        else:
            self._take_directory(path, Filter(each.include, self.excludes))

    def _take_file(self, path: str, file: File) -> None:
        if self.unpacks and is_archive(path):
            self._unpack(path)
            return
        target = self._place(path.rpartition("/")[2], file.kind)
        if target is not None:
            self.work.place_file(target, self._moved(file))

    def _moved(self, file: File) -> File:
        return file._replace(trail=(*file.trail, self.work.place))

    def _unpack(self, path: str) -> None:
        self.work.tree.make_directory(self.path)
        self.work.more(self.path, f"what is in {path.rpartition('/')[2]}")

    def _take_unknown(self, path: str, each: Source, known: File | None) -> None:
        """A source that is there, or the build would stop, but may be a file or a directory."""
        if self.unpacks and is_archive(path):
            self._unpack(path)
        elif each.include is not None or path == "/":
            self._take_contents(path, known, f"what {each.written} holds")
        elif (known is None or not known.tree) and self._is_file(path):
            target = self._place(path.rpartition("/")[2], self._guess_kind(path))
            if target is not None:
                self.work.place_file(target, self._unlisted(known, self._kind(path, target)))
        else:
            self._take_either(path, known)

    def _kind(self, path: str, target: str) -> str:
        """What a file is for, by where it goes to or else by where it comes from."""
        kind = kind_of(target)
        return self._guess_kind(path) if kind == OTHER else kind

    def _is_file(self, path: str) -> bool:
        return is_surely_file(path) or is_tool_program(path) or self._guess_kind(path) == BINARY

    def _unlisted(self, known: File | None, kind: str, *, tree: bool = False) -> File:
        """The file that a source becomes of which no node, or not enough, is known."""
        if known is not None:
            return self._moved(known)._replace(tree=tree or known.tree)
        return File(kind, None, (self.work.place,), self.work.place, tree)

    def _take_either(self, path: str, known: File | None) -> None:
        why = f"what {path} holds"
        if self.into or self.path == "/":
            self._take_contents(path, known, why)
        else:
            file = self._unlisted(known, self._guess_kind(path), tree=True)
            self.work.place_file(self.path, file, why)
        if known is not None and known.tree and self.path != "/":
            self._entries(path, self.path, Filter(None, self.excludes))

    def _take_contents(self, path: str, known: File | None, why: str) -> None:
        self.work.tree.make_directory(self.path)
        self.work.more(self.path, why, counted=True)
        size = known.size if known is not None else None
        if known is not None and known.tree and self.work.is_own_directory(self.path):
            self.work.place_file(self.path, self._moved(known), why)
        else:
            self.work.ledger.add(self.work.place, f"{path} into {self.path}", size)

    def _guess_kind(self, path: str) -> str:
        """What a build has made in a directory for binaries is one."""
        look = self.origin.look(path.rpartition("/")[0] or "/")
        file = look.node.file if look.node is not None else None
        return BINARY if file is not None and file.kind == BINARY else kind_of(path)

    def _take_directory(self, path: str, allowed: Filter) -> None:
        look = self.origin.look(path)
        self.work.tree.make_directory(self.path)
        self._entries(path, self.path, allowed)
        doubt = look.doubts.hard or look.doubts.soft
        if doubt is not None:
            self.work.more(self.path, doubt.why)

    def _entries(self, path: str, target: str, allowed: Filter) -> None:
        """Copy what is listed below a directory."""
        for entry in list(self.origin.walk(path)):
            self.work.clock.visits += 1
            if self.work.clock.exhausted:
                self.work.more(target, "the build is too large to be followed further")
                return
            if allowed.takes_all or allowed.takes(entry.path):
                self._entry(entry, join(target, entry.path))

    def _entry(self, entry: Entry, target: str) -> None:
        if entry.doubt is not None:
            self.work.maybe(target, entry.doubt.why)
        elif entry.node.file is not None:
            self.work.place_file(target, self._moved(entry.node.file))
        elif entry.node.children is not None:
            self.work.tree.make_directory(target)
            if entry.node.soft is not None:
                self.work.tree.doubt(target, self.work.place, entry.node.soft.why)

    # What ADD fetches

    def clone(self, address: str) -> None:
        """Put a git repository into the destination."""
        self.work.tree.make_directory(self.path)
        if self.path != "/":
            self.work.put(self.path, None, kind=SOURCE, tree=True, why=f"what {address} holds")
        self.work.more(self.path, f"what {address} holds")

    def download(self, address: str) -> None:
        """Put a file from the web, which only `--unpack` unpacks."""
        name = file_name(address).lstrip("/")
        if self.unpacks_remote and is_archive(name):
            self._unpack(name)
        else:
            self.file(name, None)


def resolve(tree: Tree, path: str, clock: Clock) -> Iterator[str]:
    """The paths that a source stands for: itself, or what its wildcards match."""
    names = [name for name in path.split("/") if name]
    first = next((at for at, name in enumerate(names) if has_wildcards(name)), None)
    if first is None:
        yield path
        return
    yield from _matches(tree, "/" + "/".join(names[:first]), names[first:], clock)


def _matches(tree: Tree, folder: str, patterns: list[str], clock: Clock) -> Iterator[str]:
    stack = [(folder, 0)]
    while stack and not clock.exhausted:
        path, depth = stack.pop()
        if depth == len(patterns):
            yield path
            continue
        node = tree.look(path).node
        if node is None or not node.children:
            continue
        wanted = glob(patterns[depth])
        for name in sorted(node.children, reverse=True):
            clock.visits += 1
            if not node.children[name].gone and wanted.matches(name):
                stack.append((join(path, name), depth + 1))
