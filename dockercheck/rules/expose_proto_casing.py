"""Write the protocol of a port in lower case.

## What happens

`EXPOSE 80/TCP` works: BuildKit writes `80/tcp` into the image and warns about the capitals.

## Why it matters in microservices

Ports turn up in compose files, service definitions and firewall rules, some of which compare the
text. One way to write them saves a search later.

## How to mend it

Write `tcp`, `udp` or `sctp`.

## What it costs

Nothing.

## Sources

- [ExposeProtoCasing](https://docs.docker.com/reference/build-checks/expose-proto-casing/)
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
EXPOSE 80/TCP
"""

GOOD = """\
FROM nginx:1.29-alpine
EXPOSE 80/tcp
"""


def find(build: Build) -> Iterator[Found]:
    """Words of EXPOSE whose protocol has a capital letter."""
    for stage in build.stages:
        for step in stage.named("EXPOSE"):
            for port in exposed_ports(step):
                if port.protocol != port.protocol.lower():
                    yield _found(step, port)


def _found(step: Step, port: Port) -> Found:
    token = written_as(step, port)
    lower = port.written.lower()
    return Found(
        token.span if token is not None else step.span,
        f"Defined protocol '{port.written}' in EXPOSE instruction should be lowercase",
        f"The image will say {port.exposed[0]}, in another case than this line.",
        Fix(f"Write {lower}", (Edit(token.span, lower),)) if token is not None else None,
        governed_by=step.line,
    )


rule = Rule(
    name="ExposeProtoCasing",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
