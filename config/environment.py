"""Typed readers of environment variables. Nonsense is an error, never a silent default."""

import os
import secrets
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
LOOPBACK = ("127.0.0.1", "::1", "localhost")
MAIL_PORTS = {"smtp": 587, "smtps": 465}
TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def text(name: str, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    value = text(name, str(default)).lower()
    if value not in TRUTH:
        raise ImproperlyConfigured(f"{name}={value} is neither true nor false")
    return TRUTH[value]


def number(name: str, default: int, *, low: int, high: int) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name}={value} is not a whole number from {low} to {high}")
    return int(value)


def choice(name: str, options: tuple[str, ...]) -> str:
    """One of a few words; the first is the default."""
    value = text(name, options[0])
    if value not in options:
        raise ImproperlyConfigured(f"{name}={value} is none of {', '.join(options)}")
    return value


def optional(name: str, package: str, requirements: str) -> bool:
    """off or on; on is refused where the packages it needs are not installed."""
    is_on = choice(name, ("off", "on")) == "on"
    if is_on and find_spec(package) is None:
        raise ImproperlyConfigured(
            f"{name}=on needs packages that are not installed: "
            f".venv/bin/python -m pip install --require-hashes -r {requirements}"
        )
    return is_on


def names(name: str) -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def folder(name: str, default: Path) -> Path:
    """A folder that can be written to; made when it is not there."""
    path = Path(text(name, str(default))).absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: {path} cannot be made: {error.strerror}") from error
    if not os.access(path, os.W_OK):
        raise ImproperlyConfigured(f"{name}: {path} cannot be written to")
    return path


def site(name: str, default: str) -> SplitResult:
    """The address under which visitors reach the site, without a path."""
    url = urlsplit(text(name, default))
    if url.scheme not in {"http", "https"} or not url.hostname or url.path not in {"", "/"}:
        raise ImproperlyConfigured(f"{name}={url.geturl()} is not like https://learn.example.org")
    return url


@dataclass(frozen=True)
class MailServer:
    """Where e-mail is handed over, and how the way there is kept private."""

    host: str
    port: int
    user: str
    password: str
    tls: bool  # from the first byte
    starttls: bool  # once connected; a server on this machine needs neither


def mail_server(name: str) -> MailServer | None:
    """smtp://user:password@host:587 (STARTTLS) or smtps://… (TLS); None: no e-mail is sent."""
    value = text(name, "")
    if not value:
        return None
    # The value holds a password: it is not repeated in the message.
    wrong = ImproperlyConfigured(f"{name} is not like smtp://user:password@host:587")
    try:
        url = urlsplit(value)
        port = url.port
    except ValueError as error:
        raise wrong from error
    if url.scheme not in MAIL_PORTS or not url.hostname or url.path not in {"", "/"}:
        raise wrong
    tls = url.scheme == "smtps"
    return MailServer(
        host=url.hostname,
        port=port or MAIL_PORTS[url.scheme],
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        tls=tls,
        starttls=not tls and url.hostname not in LOOPBACK,
    )


def secret(name: str, file: Path) -> str:
    """The variable's value, else the file's; a missing file is made once, readable by its owner."""
    if value := os.environ.get(name):
        if len(value) < SHORTEST_SECRET:
            raise ImproperlyConfigured(f"{name} is shorter than {SHORTEST_SECRET} characters")
        return value
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    except OSError as error:
        raise ImproperlyConfigured(f"{file} cannot be made: {error.strerror}") from error
    else:
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(64))
    stored = file.read_text().strip()
    if len(stored) < SHORTEST_SECRET:
        raise ImproperlyConfigured(f"{file} holds no key; delete it and a new one is made")
    return stored
