"""DevelopmentDependencies: what is installed for the image, and what is copied into it."""

import pytest

from dockercheck import check
from dockercheck.report import apply_edits
from dockercheck.rules import development_dependencies

START = 'CMD ["server"]\n'


def found_in(source):
    return [f for f in check(source).findings if f.rule == "DevelopmentDependencies"]


def lines(source):
    return [found.line for found in found_in(source)]


@pytest.mark.parametrize(
    "install",
    [
        "npm ci",
        "npm install",
        "yarn install --frozen-lockfile",
        "pnpm install --frozen-lockfile",
        "bun install",
        "composer install --no-scripts",
        "poetry install",
        "uv sync --frozen",
        "pipenv install --dev",
        "bundle install",
        "pip install -r requirements-dev.txt",
        "pip install -r requirements/test.txt",
        "pip install '.[dev]'",
    ],
)
def test_installed_into_the_image(install):
    assert lines(f"FROM debian:12\nWORKDIR /a\nRUN {install}\n{START}") == [3]


@pytest.mark.parametrize(
    "install",
    [
        "npm ci --omit=dev",
        "npm ci --production",
        "npm ci --only=production",
        "NODE_ENV=production npm ci",
        "npm install -g serve",
        "npm install express",
        "yarn install --production",
        "yarn install --production=true",
        "pnpm install --prod",
        "bun install --production",
        "composer install --no-dev",
        "COMPOSER_NO_DEV=1 composer install",
        "poetry install --only main",
        "poetry install --without dev",
        "uv sync --no-dev",
        "pipenv install --deploy",
        "bundle config set without development && bundle install",
        "BUNDLE_WITHOUT=development:test bundle install",
        "pip install -r requirements.txt",
        "pip install .",
        "npm ci && npm run build && npm prune --omit=dev",
        "npm ci && npm test && rm -rf node_modules && npm ci --omit=dev",
    ],
)
def test_installed_without(install):
    assert lines(f"FROM debian:12\nWORKDIR /a\nRUN {install}\n{START}") == []


@pytest.mark.parametrize(
    ("variable", "install"),
    [
        ("NODE_ENV=production", "npm ci"),
        ("NPM_CONFIG_OMIT=dev", "npm ci"),
        ("BUNDLE_WITHOUT=development", "bundle install"),
        ("UV_NO_DEV=1", "uv sync"),
        ("COMPOSER_NO_DEV=1", "composer install"),
    ],
)
def test_variable_of_the_stage(variable, install):
    assert lines(f"FROM debian:12\nENV {variable}\nRUN {install}\n{START}") == []


@pytest.mark.parametrize(
    ("stage", "start"),
    [
        ("dev", '["node", "a.js"]'),
        ("test", '["node", "a.js"]'),
        ("app", '["npm", "run", "dev"]'),
        ("app", '["nodemon", "a.js"]'),
        ("app", "npx vite"),
    ],
)
def test_image_for_development(stage, start):
    assert lines(f"FROM node:22 AS {stage}\nWORKDIR /a\nRUN npm ci\nCMD {start}\n") == []


BUILD = "FROM node:22 AS build\nWORKDIR /a\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n"
LAST = f"FROM node:22-slim\nCOPY --from=build /a/node_modules /a/node_modules\n{START}"


def test_copied_from_the_build_stage():
    (found,) = found_in(f"{BUILD}RUN npm run build\n{LAST}")

    assert found.line == 8
    assert found.why.startswith("npm ci at line 4 installs them in build,")


@pytest.mark.parametrize("path", ["/a", "/a/", "/a/node_modules/"])
def test_directories_that_hold_them(path):
    last = f"FROM node:22-slim\nCOPY --from=build {path} /b\n{START}"

    assert lines(f"{BUILD}{last}") == [7]


@pytest.mark.parametrize(
    "work",
    [
        "RUN npm run build && npm prune --omit=dev",
        "RUN npm run build\nRUN npm prune --production",
        "RUN npm run build && rm -rf node_modules && npm ci --omit=dev",
        "ENV NODE_ENV=production\nRUN npm ci",
        "RUN npm run build && npm ci --omit=dev",
    ],
)
def test_removed_before_the_copy(work):
    assert lines(f"{BUILD}{work}\n{LAST}") == []


def test_only_the_result_is_copied():
    last = f"FROM node:22-slim\nCOPY --from=build /a/dist /a/dist\n{START}"

    assert lines(f"{BUILD}RUN npm run build\n{last}") == []


@pytest.mark.parametrize(
    ("image", "install", "path"),
    [
        ("composer:2", "composer install", "/a/vendor"),
        ("python:3.13", "uv sync --frozen", "/a/.venv"),
        ("python:3.13", "python -m venv /v && /v/bin/pip install -r dev.txt", "/v"),
        ("ruby:3.4", "bundle install", "/usr/local/bundle"),
    ],
)
def test_other_languages(image, install, path):
    build = f"FROM {image} AS build\nWORKDIR /a\nRUN {install}\n"

    assert lines(f"{build}FROM debian:12\nCOPY --from=build {path} {path}\n{START}") == [5]


def test_fix_adds_the_option_where_nothing_builds():
    source = f"FROM node:22\nWORKDIR /a\nRUN npm ci --no-audit\nCOPY . .\n{START}"
    (found,) = found_in(source)

    assert "RUN npm ci --omit=dev --no-audit\n" in apply_edits(source, found.fix.edits)


def test_no_option_where_something_builds():
    (found,) = found_in(f"FROM node:22\nWORKDIR /a\nRUN npm ci\nRUN npm run build\n{START}")

    assert found.fix is None


def test_fix_prunes_at_the_end_of_the_build_stage():
    source = f"{BUILD}RUN npm run build\n{LAST}"
    (found,) = found_in(source)

    after = apply_edits(source, found.fix.edits)

    assert "RUN npm run build && npm prune --omit=dev\n" in after
    assert found_in(after) == []


@pytest.mark.parametrize(
    "last", ["RUN cd web && npm run build", "WORKDIR /b\nRUN npm run build", 'RUN ["npm", "test"]']
)
def test_no_pruning_where_it_would_run_elsewhere(last):
    (found,) = found_in(f"{BUILD}{last}\n{LAST}")

    assert found.fix is None


def test_no_pruning_of_a_stage_that_others_are_built_from():
    tests = "FROM build AS test\nRUN npm test\n"

    (found,) = found_in(f"{BUILD}RUN npm run build\n{tests}{LAST}")

    assert found.fix is None


def test_only_so_many_stages_are_looked_at(monkeypatch):
    looked_at = []
    installed = development_dependencies._installed

    def counted(build, lineage):
        looked_at.append(len(lineage))
        return installed(build, lineage)

    monkeypatch.setattr(development_dependencies, "_installed", counted)
    monkeypatch.setattr(development_dependencies, "_STAGES", 100)
    chain = "".join(f"FROM s{each} AS s{each + 1}\n" for each in range(40))
    copies = "".join(f"COPY --from=s{each} /app /x\n" for each in range(1, 41))

    check(f"FROM node AS s0\nRUN npm ci\n{chain}FROM node\n{copies}")

    assert sum(looked_at) < 100
    assert looked_at[:4] == [1, 2, 3, 4]
