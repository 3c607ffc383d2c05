"""OwnershipDoublesLayer: recursive changes of what an earlier layer holds."""

import pytest

from dockercheck import check
from dockercheck.report import apply_edits


def found_in(body, image="node:22"):
    source = f'FROM {image}\nWORKDIR /app\n{body}\nCMD ["x"]\n'
    return source, [f for f in check(source).findings if f.rule == "OwnershipDoublesLayer"]


def lines(body):
    return [found.line for found in found_in(body)[1]]


@pytest.mark.parametrize(
    ("add", "change"),
    [
        ("COPY . .", "chown -R node:node /app"),
        ("COPY . .", "chown -R node ."),
        ("COPY . .", "chmod -R 755 /app"),
        ("COPY . /app/", "chown --recursive 1000:1000 /app"),
        ("COPY dist /app/dist", "chown -R node /app"),
        ("COPY --from=busybox /data /app/data", "chown -R node:node /app"),
        ("RUN npm ci --omit=dev", "chown -R node:node /app"),
        ("COPY . .", "chown -R node /app/node_modules"),
        ("COPY . .", "chgrp -R node /app"),
        ("COPY app.jar /app/app.jar", "chown -R node /app"),
    ],
)
def test_files_of_an_earlier_layer(add, change):
    assert lines(f"{add}\nRUN {change}") == [4]


@pytest.mark.parametrize(
    "body",
    [
        "COPY . .\nRUN chown node:node /app",
        "RUN mkdir -p /data && chown -R node:node /data",
        "RUN npm ci --omit=dev && chown -R node:node /app",
        "COPY . .\nRUN chown -R node:node /data",
        "COPY . .\nRUN chown -R node:node tmp log",
        "COPY entrypoint.sh /app/\nRUN chmod -R +x /app",
        "COPY --from=busybox / /\nRUN mkdir /go && chmod -R 1777 /go",
        "RUN chown -R nginx:nginx /var/cache/nginx",
        "RUN --mount=type=cache,target=/app/cache chown -R node /app/cache",
        "COPY . .\nRUN chown -R node $DIR",
        "COPY . .\nRUN chmod +x run",
    ],
)
def test_nothing_to_speak_of_is_doubled(body):
    assert lines(body) == []


def test_build_stage_ships_no_layers():
    source = (
        "FROM node:22 AS build\nCOPY . /app\nRUN chown -R node /app\n"
        "FROM node:22-slim\nCOPY --from=build /app /app\n"
    )

    assert [f for f in check(source).findings if f.rule == "OwnershipDoublesLayer"] == []


def test_fix_sets_the_owner_in_the_copy():
    source, (found,) = found_in("COPY . .\nRUN chown -R node:node /app && echo done")

    after = apply_edits(source, found.fix.edits)

    assert "COPY --chown=node:node . .\nRUN chown node:node /app && echo done\n" in after
    assert "OwnershipDoublesLayer" not in {f.rule for f in check(after).findings}


def test_fix_takes_all_copies_right_before():
    source, (found,) = found_in("COPY a a\nCOPY b b\nRUN chmod -R 755 /app")

    assert "COPY --chmod=755 a a\nCOPY --chmod=755 b b\nRUN chmod 755 /app\n" in apply_edits(
        source, found.fix.edits
    )


def test_user_that_an_earlier_run_adds():
    source, (found,) = found_in("RUN useradd app\nCOPY . .\nRUN chown -R app:app /app")

    assert "COPY --chown=app:app . .\n" in apply_edits(source, found.fix.edits)


@pytest.mark.parametrize(
    "body",
    [
        "COPY . .\nRUN useradd app && chown -R app:app /app",  # not there when COPY runs
        "COPY . .\nRUN chown -R app:app /app",
        "COPY . .\nRUN make\nRUN chown -R node:node /app",  # make's files need it too
        "RUN ./make.sh\nCOPY . .\nRUN chown -R node:node /app",
        "RUN mkdir data\nCOPY . .\nRUN chown -R node:node /app",
        "COPY . /var/www\nRUN chown -R node:node /var/www",
        "COPY --chown=root . .\nRUN chown -R node:node /app",
        "COPY . .\nRUN chmod -R g+w /app",
        "COPY . .\nRUN chown -R node:node /app /data",
        "COPY . .\nRUN chown -Rv node:node /app",
        "ADD . .\nRUN chown -R node:node /app",
        "COPY . .\nRUN chown -R node:node /app/*",
    ],
)
def test_no_fix_where_it_is_not_certain(body):
    fixes = [found.fix for found in found_in(body)[1]]

    assert fixes == [None]
