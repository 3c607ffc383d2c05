"""RemovalShrinksNothing: removals that come a layer too late."""

import pytest

from dockercheck import check
from dockercheck.report import apply_edits

START = 'CMD ["/app"]\n'


def found_in(body):
    source = f"FROM debian:12\nWORKDIR /w\n{body}\n{START}"
    return source, [f for f in check(source).findings if f.rule == "RemovalShrinksNothing"]


def lines(body):
    return [found.line for found in found_in(body)[1]]


@pytest.mark.parametrize(
    ("add", "remove"),
    [
        ("RUN apt-get update && apt-get install -y curl", "rm -rf /var/lib/apt/lists/*"),
        ("RUN apt-get update && apt-get install -y curl", "apt-get clean"),
        ("RUN apt-get install -y gcc", "apt-get purge -y gcc"),
        ("RUN apt-get install -y gcc", "apt-get remove -y --auto-remove gcc"),
        ("RUN apk add --virtual .b gcc", "apk del .b"),
        ("RUN apk add gcc && apk update", "rm -rf /var/cache/apk/*"),
        ("RUN dnf install -y curl", "dnf clean all"),
        ("COPY app.tgz /tmp/", "tar -xzf /tmp/app.tgz -C / && rm /tmp/app.tgz"),
        ("ADD https://example.com/big.zip /tmp/big.zip", "unzip /tmp/big.zip && rm /tmp/big.zip"),
        ("RUN curl -fsSLo /tmp/x.tar.gz https://example.com/x", "rm /tmp/x.tar.gz"),
        ("RUN git clone https://example.com/r /r", "rm -rf /r"),
        ("COPY . .", "rm -rf tests docs"),
        ("COPY . .", "make && rm -rf /w/.git"),
        ("RUN npm ci", "npm run build && rm -rf node_modules"),
        ("RUN npm ci", "npm run build && npm prune --omit=dev"),
        ("RUN npm ci", "npm cache clean --force"),
        ("RUN pip install -r r.txt", "pip cache purge"),
    ],
)
def test_removal_in_a_later_layer(add, remove):
    assert lines(f"{add}\nRUN {remove}") == [4]


@pytest.mark.parametrize(
    "body",
    [
        "RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*",
        "RUN apt-get install -y gcc && make && apt-get purge -y gcc",
        "RUN curl -o /tmp/x.tgz https://e.com/x && tar xf /tmp/x.tgz && rm /tmp/x.tgz",
        "RUN rm -rf /usr/share/nginx/html/*",
        "RUN rm /etc/nginx/conf.d/default.conf",
        "COPY install.sh /tmp/\nRUN sh /tmp/install.sh && rm /tmp/install.sh",
        "RUN apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*\n"
        "RUN apt-get update && apt-get install -y b && rm -rf /var/lib/apt/lists/*",
        "COPY . .\nRUN rm -rf config && ln -s /config config",
        "COPY . .\nRUN rm -f server.pid",
        "RUN --mount=type=bind,source=a.tgz,target=/tmp/a.tgz tar xf /tmp/a.tgz\nRUN rm -rf /tmp/b",
        "RUN --mount=type=cache,target=/var/cache/apt apt-get update\n"
        "RUN --mount=type=cache,target=/var/cache/apt rm -rf /var/cache/apt/*",
        "COPY .npmrc /w/\nRUN rm /w/.npmrc",
        "RUN apt-get install -y gcc\nRUN apt-get autoremove -y",
        "RUN rm -rf $DIR",
        "COPY . .\nRUN tar -xf a.tar -C /w/out && rm -rf /w/out/tmp",
    ],
)
def test_removal_in_time_or_of_something_else(body):
    assert lines(body) == []


def test_build_stage_may_leave_things_behind():
    source = (
        "FROM debian:12 AS build\nCOPY . /src\nRUN make && rm -rf /src\n"
        f"FROM debian:12\nCOPY --from=build /out /out\n{START}"
    )

    assert [f for f in check(source).findings if f.rule == "RemovalShrinksNothing"] == []


def test_stage_below_counts():
    source = f"FROM debian:12 AS base\nCOPY . /src\nFROM base\nRUN rm -rf /src\n{START}"

    (found,) = [f for f in check(source).findings if f.rule == "RemovalShrinksNothing"]

    assert found.line == 4
    assert found.why.startswith("It was added by COPY at line 2,")


def test_finding_points_at_the_command():
    _source, (found,) = found_in("COPY . .\nRUN make \\\n && rm -rf docs")

    assert found.span == (5, 5, 5, 16)


def test_fix_joins_with_the_run_before():
    source, (found,) = found_in("RUN apt-get update\nRUN rm -rf /var/lib/apt/lists/*")

    after = apply_edits(source, found.fix.edits)

    assert "RUN apt-get update \\\n && rm -rf /var/lib/apt/lists/*\n" in after
    assert "RemovalShrinksNothing" not in {f.rule for f in check(after).findings}
