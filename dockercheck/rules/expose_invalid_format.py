"""Expose the port of the container and nothing else.

## What happens

`EXPOSE` tells which port the service listens on. It publishes nothing, so that a host port or an
address in it (`8080:80`, `127.0.0.1:80:80`) means nothing: BuildKit drops it and warns, and a later
version will refuse it.

## Why it matters in microservices

Where a service is reachable is decided where it runs: in the compose file or in the cluster. A
reader who believes the Dockerfile opens the wrong port there.

## How to mend it

Keep the last number only. Publish with `docker run -p 8080:80`, or in the service definition.

## What it costs

Nothing.

## Sources

- [ExposeInvalidFormat](https://docs.docker.com/reference/build-checks/expose-invalid-format/)
- [EXPOSE](https://docs.docker.com/reference/dockerfile/#expose)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.ports import Port
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule
from dockercheck.stages import Step, exposed_ports, written_as

BAD = """\
FROM nginx:1.29-alpine
EXPOSE 8080:80
"""

GOOD = """\
FROM nginx:1.29-alpine
EXPOSE 80
"""


def find(build: Build) -> Iterator[Found]:
    """Words of EXPOSE with an address or a host port."""
    for stage in build.stages:
        for step in stage.named("EXPOSE"):
            for port in exposed_ports(step):
                if port.address or port.host_port:
                    yield _found(step, port)


def _found(step: Step, port: Port) -> Found:
    token = written_as(step, port)
    bare = port.written.rpartition(":")[2]
    return Found(
        token.span if token is not None else step.span,
        "EXPOSE instruction should not define an IP address or host-port mapping, found "
        f"'{port.written}'",
        f"Only {bare} gets into the image; the rest has no effect.",
        Fix(f"Write {bare}", (Edit(token.span, bare),)) if token is not None else None,
        governed_by=step.line,
    )


rule = Rule(
    name="ExposeInvalidFormat",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
