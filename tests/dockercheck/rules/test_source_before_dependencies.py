"""SourceBeforeDependencies: which COPY makes which installation run again."""

import pytest

from dockercheck import check
from dockercheck.report import apply_edits


def found_in(source, **given):
    findings = check(source, **given).findings
    return [found for found in findings if found.rule == "SourceBeforeDependencies"]


def lines(source):
    return [found.line for found in found_in(source)]


@pytest.mark.parametrize(
    ("image", "install"),
    [
        ("node:22", "npm ci"),
        ("node:22", "npm install"),
        ("node:22", "yarn"),
        ("node:22", "corepack enable && pnpm install --frozen-lockfile"),
        ("golang:1.24", "go mod download"),
        ("python:3.13", "pip install --no-cache-dir -r requirements.txt"),
        ("python:3.13", "python -m pip install -r requirements.txt"),
        ("python:3.13", "uv sync --frozen"),
        ("python:3.13", "poetry install"),
        ("composer:2", "composer install --no-dev"),
        ("ruby:3.4", "bundle install"),
        ("maven:3.9", "mvn dependency:go-offline"),
        ("rust:1.90", "cargo fetch"),
        ("mcr.microsoft.com/dotnet/sdk:9.0", "dotnet restore"),
    ],
)
def test_installation_behind_the_whole_source(image, install):
    assert lines(f"FROM {image}\nWORKDIR /app\nCOPY . .\nRUN {install}\n") == [4]


@pytest.mark.parametrize("copy", ["COPY . /app", "COPY ./ ./", "ADD . .", "COPY src ./src"])
def test_ways_to_copy_source(copy):
    source = f"FROM node:22\nWORKDIR /app\nCOPY package.json ./\n{copy}\nRUN npm install\n"

    assert lines(source) == [5]


def test_folder_of_the_project_that_holds_the_manifest():
    source = "FROM python:3.13\nCOPY ./app /app\nRUN pip install -r /app/requirements.txt\n"

    assert lines(source) == []  # where it is installed from is not where the source lies


def test_folder_of_the_project_as_working_directory():
    source = "FROM node:22\nWORKDIR /web\nCOPY frontend/ ./\nRUN npm ci\n"

    assert lines(source) == [4]


@pytest.mark.parametrize(
    "middle",
    [
        "COPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm ci --omit=dev",
        "COPY package.json package-lock.json ./\nRUN npm ci",
        "COPY . .\nRUN --mount=type=cache,target=/root/.npm npm ci",
        "COPY pnpm-lock.yaml ./\nRUN pnpm fetch\nCOPY . .\nRUN pnpm install --offline",
        "COPY . .\nRUN npm install -g serve",
        "COPY . .\nRUN npm run build",
        "COPY .yarn ./.yarn\nCOPY package.json yarn.lock ./\nRUN yarn install --immutable",
        "COPY prisma ./prisma/\nCOPY package*.json ./\nRUN npm ci",
        "COPY --from=deps /app/node_modules ./node_modules\nCOPY . .\nRUN npm ci --omit=dev",
        "COPY . .\nRUN pip install .",
        "RUN cargo chef cook\nCOPY . .\nRUN cargo fetch",
    ],
)
def test_what_is_fine(middle):
    deps = "FROM node:22 AS deps\nWORKDIR /app\n"

    assert lines(f"{deps}FROM node:22\nWORKDIR /app\n{middle}\n") == []


def test_dependencies_installed_in_the_stage_below():
    deps = "FROM node:22 AS deps\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\n"

    assert lines(f"{deps}FROM deps\nCOPY . .\nRUN npm ci && npm run build\n") == []


def test_files_of_another_stage_are_not_the_source():
    source = "FROM node:22 AS a\nFROM node:22\nWORKDIR /app\nCOPY --from=a /json/ .\nRUN npm ci\n"

    assert lines(source) == []


def test_fix_moves_the_installation_before_the_source():
    source = "FROM node:22\nWORKDIR /app\nCOPY --chown=node . .\nRUN npm ci\nRUN npm run build\n"
    (found,) = found_in(source)

    assert apply_edits(source, found.fix.edits) == (
        "FROM node:22\nWORKDIR /app\n"
        "COPY --chown=node package.json package-lock.json ./\nRUN npm ci\n"
        "COPY --chown=node . .\nRUN npm run build\n"
    )


@pytest.mark.parametrize(
    "middle",
    [
        "COPY . .\nRUN npm install",  # whether there is a lock file is not known
        "COPY . .\nENV A=b\nRUN npm ci",  # what stands between may matter
        "COPY . .\nRUN npm ci && npm run build",
        "COPY --exclude=a . .\nRUN npm ci",
        "COPY . ./app\nWORKDIR app\nRUN npm ci",
        "COPY . .\nRUN pip install -r ../requirements.txt",
    ],
)
def test_no_fix_where_it_is_not_certain(middle):
    fixes = [found.fix for found in found_in(f"FROM node:22\nWORKDIR /app\n{middle}\n")]

    assert fixes == [None]


def test_fix_only_with_manifests_that_are_in_the_context():
    source = "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n"

    (without,) = found_in(source, context=["package.json", "src/a.js"])
    (with_both,) = found_in(source, context=["package.json", "package-lock.json"])

    assert without.fix is None
    assert with_both.fix is not None


def test_windows_is_not_read():
    source = "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCOPY . .\nRUN npm ci\n"

    assert lines(source) == []
