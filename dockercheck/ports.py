"""The ports of EXPOSE, as moby/buildkit `dockerfile2llb/convert_expose.go` reads them."""

import re
from typing import NamedTuple

from dockercheck.values import ValueFormatError, parse_int

PROTOCOLS = ("tcp", "udp", "sctp")

_IPV4_PART = r"(?:0|[1-9][0-9]{0,2})"
_IPV4 = re.compile(rf"{_IPV4_PART}(?:\.{_IPV4_PART}){{3}}\Z")


class PortError(ValueError):
    """The port cannot be read; the message is the one BuildKit gives."""


class Port(NamedTuple):
    """One word of EXPOSE: a range of ports, and what it says beyond them."""

    written: str
    first: int
    last: int
    protocol: str
    address: str
    host_port: str

    @property
    def exposed(self) -> list[str]:
        """The keys in the image's configuration, such as `80/tcp`."""
        protocol = self.protocol.lower()
        return [f"{port}/{protocol}" for port in range(self.first, self.last + 1)]


def parse_port(written: str) -> Port:
    """Read `[[address:]host:]port[-port][/protocol]`. Raises PortError."""
    head, _, container = written.rpartition(":")
    address, _, host_port = head.rpartition(":")
    ports, _, protocol = container.partition("/")
    if not ports:
        raise PortError(f'invalid port: "{written}": no port specified')
    if protocol.lower() not in ("", *PROTOCOLS):
        raise PortError(f'invalid port: "{written}": invalid proto: {protocol}')
    _check_address(address)
    first, last = _range(ports, "containerPort")
    if host_port:
        host_first, host_last = _range(host_port, "hostPort")
        if host_last - host_first != last - first != 0:
            raise PortError(
                f"invalid ranges specified for container and host Ports: {ports} and {host_port}"
            )
    return Port(written, first, last, protocol or "tcp", address, host_port)


def _check_address(address: str) -> None:
    if not address:
        return
    bare = address
    if address.startswith("["):
        if not address.endswith("]"):
            raise PortError(f"invalid IP address {address}")
        bare = address[1:-1]
    if not _is_address(bare):
        raise PortError(f"invalid IP address: {bare}")


def _is_address(text: str) -> bool:
    if ":" not in text:
        return _IPV4.match(text) is not None and all(int(p) < 256 for p in text.split("."))
    from ipaddress import IPv6Address  # noqa: PLC0415 -- hardly ever needed; costs start-up time

    try:
        IPv6Address(text)
    except ValueError:
        return False
    return "%" not in text


def _range(text: str, what: str) -> tuple[int, int]:
    start, dash, end = text.partition("-")
    try:
        first = _number(start)
        last = _number(end) if dash and end != start else first
    except ValueFormatError as error:
        raise PortError(f"invalid {what}: {text}") from error
    if last < first:
        raise PortError(f"invalid {what}: {text}")
    return first, last


def _number(text: str) -> int:
    number = parse_int(text)
    if not 0 <= number <= 65_535:
        raise ValueFormatError(text)
    return number
