"""Slash-separated paths as Go's `path` package and BuildKit join and clean them."""

import posixpath


def clean(path: str) -> str:
    """The shortest path that means the same; "." for an empty one."""
    cleaned = posixpath.normpath(path) if path else "."
    return "/" + cleaned.lstrip("/") if cleaned.startswith("//") else cleaned


def join(*parts: str) -> str:
    """The parts joined with slashes and cleaned; an absolute part does not start anew."""
    joined = "/".join(part for part in parts if part)
    return clean(joined) if joined else ""


def normalise(parent: str, path: str, *, keep_slash: bool = False) -> str:
    """A path seen from `parent`: a relative one is joined to it, an absolute one kept."""
    written = path
    parent = parent or "/"
    if not parent.startswith("/"):
        parent = join("/", parent)
    path = path or parent
    if not path.startswith("/"):
        path = join(parent, path)
    return _with_slash(written, path) if keep_slash else path


def _with_slash(written: str, path: str) -> str:
    if written.endswith("/") and not path.endswith("/"):
        return path + "/"
    if written.endswith("/."):
        return path + ("." if path == "/" else "/.")
    return path


def destination(workdir: str, path: str) -> str:
    """Where COPY puts its files, a closing slash kept since it means a directory."""
    if not path.startswith("/"):
        path = normalise(workdir, "./" if path in ("", ".") else path, keep_slash=True)
    else:
        path = normalise("/", path, keep_slash=True)
    return _with_slash(path, clean(path))


def source(path: str) -> str:
    """What COPY takes, seen from the root of the context, stage or image."""
    return clean(normalise("/", path))
