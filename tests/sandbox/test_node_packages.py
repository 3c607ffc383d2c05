"""Without a network, npm installs the packages that the course's services need, and no others."""

import json
from pathlib import Path

import pytest

from sandbox import Job, Limits, Status, Trial
from sandbox.setup.node_packages import packages

SERVICE = Path(__file__).parents[2] / "content/patterns/multi-stage-builds/services/web"
# Times of a busy machine: nothing here is to run into them.
LIMITS = Limits(seconds=180, cpu_seconds=90)
ON_PORT = Trial(port=8080, path="/app.js", seconds=30)
INSTALLS = """\
FROM node:24-alpine AS build
WORKDIR /app
RUN chown node:node .
USER node
COPY package.json ./
RUN npm install
COPY --chown=node:node . .
RUN --mount=type=cache,target=/home/node/.npm npm ci
RUN npm test && npm run build

FROM node:24-bookworm-slim
WORKDIR /app
COPY package.json package-lock.json server.js ./
RUN npm ci --omit=dev
COPY --from=build /app/dist ./dist
USER node
CMD ["npm", "start"]
"""
SERVES = """\
FROM {base}
COPY nginx/default.conf /etc/nginx/conf.d/default.conf
COPY src/main.js /usr/share/nginx/html/app.js
"""


def files_of(folder):
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def fits_linux(entry):
    return entry.get("os", ["linux"]) == ["linux"] and entry.get("cpu", ["x64"]) == ["x64"]


def test_every_package_of_the_service_is_in_the_list_with_its_hash():
    lock = json.loads((SERVICE / "package-lock.json").read_text())
    locked = {
        (path.rpartition("node_modules/")[2], entry["version"], entry["integrity"])
        for path, entry in lock["packages"].items()
        if path and fits_linux(entry)
    }

    assert locked - {(each.name, each.version, each.integrity) for each in packages()} == set()


def test_lock_file_names_no_registry():
    assert "resolved" not in (SERVICE / "package-lock.json").read_text()


def test_tarball_is_called_what_npm_calls_it():
    assert [each.tarball for each in packages() if each.name.startswith("@")] == [
        "esbuild-linux-x64-0.28.2.tgz",
        "polka-url-1.0.0-next.29.tgz",
    ]


def test_npm_installs_with_and_without_a_lock_file_as_any_user(builder):
    result = builder.check(Job(INSTALLS, files_of(SERVICE), trial=ON_PORT, limits=LIMITS))

    assert (result.status, result.message) == (Status.OK, "The image was built.")
    assert (result.trial.http_status, result.trial.stopped_on_signal) == (200, True)


def test_npm_says_at_once_which_package_is_not_here(builder):
    dockerfile = "FROM node:24\nWORKDIR /app\nRUN npm install left-pad\n"

    result = builder.check(Job(dockerfile, limits=LIMITS))

    assert result.status is Status.FAILED
    assert any("/left-pad failed: cache mode is 'only-if-cached'" in line for line in result.log)


@pytest.mark.parametrize(
    ("base", "user"),
    [
        ("nginx:1.29", ""),
        ("nginx:1.29-alpine", ""),
        ("nginxinc/nginx-unprivileged:1.29", "101"),
        ("nginxinc/nginx-unprivileged:1.29-alpine-slim", "101"),
    ],
)
def test_nginx_serves_and_stops(builder, base, user):
    job = Job(SERVES.format(base=base), files_of(SERVICE), trial=ON_PORT, limits=LIMITS)

    result = builder.check(job)

    assert (result.status, result.image.config.user) == (Status.OK, user)
    assert (result.trial.http_status, result.trial.stopped_on_signal) == (200, True)
