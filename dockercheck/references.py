"""Image references: what `node` or `ghcr.io/org/app:1@sha256:…` names.

Follows distribution/reference: a reference without a host means Docker Hub, one without a
namespace there the official images, one without tag and digest the tag `latest`.
"""

import re
from typing import NamedTuple

MAX_LENGTH = 1024

_DOMAIN_PART = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_HOST = rf"(?:{_DOMAIN_PART}(?:\.{_DOMAIN_PART})*|\[[a-fA-F0-9:]+\])"
_PATH_PART = r"[a-z0-9]+(?:(?:\.|__|_|-+)[a-z0-9]+)*"
_PATTERN = re.compile(
    rf"(?P<domain>{_HOST}(?::[0-9]+)?)/(?P<path>{_PATH_PART}(?:/{_PATH_PART})*)"
    r"(?::(?P<tag>\w[\w.-]{0,127}))?"
    r"(?:@(?P<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?\Z",
    re.ASCII,
)
_IDENTIFIER = re.compile(r"[a-f0-9]{64}\Z")
_HASH_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}


class ImageNameError(ValueError):
    """The text does not name an image; the message is the one BuildKit gives."""


class Reference(NamedTuple):
    """A normalised reference; `tag` and `digest` are "" where there is none."""

    domain: str
    path: str
    tag: str
    digest: str

    def __str__(self) -> str:
        tag = self.tag or ("" if self.digest else "latest")
        return (
            f"{self.domain}/{self.path}"
            + (f":{tag}" if tag else "")
            + (f"@{self.digest}" if self.digest else "")
        )

    @property
    def familiar(self) -> str:
        """The short name that people write: no Docker Hub host, no `library/`."""
        if self.domain != "docker.io":
            return f"{self.domain}/{self.path}"
        return self.path.removeprefix("library/") if self.path.count("/") == 1 else self.path


def parse_reference(text: str) -> Reference:
    """Read and normalise a reference. Raises ImageNameError."""
    if _IDENTIFIER.match(text):
        raise ImageNameError(
            f"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings"
        )
    domain, path = _split_domain(text)
    name = path.partition(":")[0]
    if name != name.lower():
        raise ImageNameError(
            f"invalid reference format: repository name ({name}) must be lowercase"
        )
    found = _PATTERN.match(f"{domain}/{path}") if len(text) <= MAX_LENGTH else None
    if found is None:
        raise ImageNameError("invalid reference format")
    if len(found["path"]) > 255:
        raise ImageNameError("repository name must not be more than 255 characters")
    digest = found["digest"] or ""
    algorithm, _, value = digest.partition(":")
    if digest and _HASH_LENGTHS.get(algorithm) != len(value):
        raise ImageNameError("unsupported digest algorithm or invalid checksum digest length")
    return Reference(found["domain"], found["path"], found["tag"] or "", digest)


def _split_domain(text: str) -> tuple[str, str]:
    domain, slash, path = text.partition("/")
    is_host = "." in domain or ":" in domain or domain == "localhost" or domain != domain.lower()
    if not slash or not is_host:
        domain, path = "docker.io", text
    if domain == "index.docker.io":
        domain = "docker.io"
    if domain == "docker.io" and "/" not in path:
        path = f"library/{path}"
    return domain, path
