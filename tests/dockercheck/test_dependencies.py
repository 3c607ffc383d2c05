"""Installations of what a manifest lists: tool, place, files, and for whom."""

import pytest

from dockercheck.build import Inputs, read_build
from dockercheck.dependencies import narrowed_later, project_installs
from dockercheck.runs import run_of


def run_in(body):
    build = read_build(f"FROM a\nWORKDIR /w\n{body}\n", Inputs())
    return run_of(build.stages[0].named("RUN")[-1])


@pytest.mark.parametrize(
    ("command", "text", "path", "manifests"),
    [
        ("npm ci", "npm ci", "/w/node_modules", ("package.json", "package-lock.json")),
        ("npm --prefix web i", "npm --prefix web i", "/w/web/node_modules", ()),
        ("yarn", "yarn", "/w/node_modules", ()),
        ("bundle install", "bundle install", "/usr/local/bundle", ("Gemfile", "Gemfile.lock")),
        ("composer install", "composer install", "/w/vendor", ("composer.json", "composer.lock")),
        ("pip install -r r.txt", "pip install", None, ("r.txt",)),
        ("/v/bin/pip install -r r.txt", "/v/bin/pip install", "/v", ("r.txt",)),
        ("VIRTUAL_ENV=/e uv pip install -r r.txt", "uv pip install", "/e", ("r.txt",)),
        ("pip install --prefix=/p -r r.txt", "pip install", "/p", ("r.txt",)),
        ("pip install .", "pip install", None, ()),
        ("uv sync", "uv sync", "/w/.venv", ("pyproject.toml", "uv.lock")),
        ("go mod download -x", "go mod download", None, ("go.mod", "go.sum")),
        ("./mvnw dependency:go-offline", "./mvnw dependency:go-offline", None, ()),
    ],
)  # fmt: skip
def test_installation(command, text, path, manifests):
    (install,) = project_installs(run_in(f"RUN {command}"))

    assert (install.text, install.path, install.manifests) == (text, path, manifests)


@pytest.mark.parametrize(
    "command",
    [
        "npm install -g x",
        "npm install x",
        "npm run build",
        "yarn add x",
        "pip install x",
        "pip install -r https://example.com/r.txt",
        "uv tool install x",
        "uv python install 3.13",
        "poetry add x",
        "composer require x/y",
        "go mod download example.com/m@v1",
        "mvn package",
        "cargo build",
    ],
)
def test_not_what_a_manifest_lists(command):
    assert project_installs(run_in(f"RUN {command}")) == []


def test_folder_of_poetry_only_by_name():
    (install,) = project_installs(run_in("RUN poetry install"))

    assert [install.is_in(path) for path in ("/w/.venv", "/w")] == [True, False]


def test_folder_of_others_also_in_a_directory():
    (install,) = project_installs(run_in("RUN npm ci"))

    assert [install.is_in(path) for path in ("/w/node_modules", "/w", "/x")] == [True, True, False]


def test_installation_without_a_folder_is_in_nothing():
    (install,) = project_installs(run_in("RUN pip install -r r.txt"))

    assert not install.is_in("/w")


@pytest.mark.parametrize(
    ("body", "ecosystems"),
    [
        ("RUN npm prune --production", ["Node.js"]),
        ("ENV NODE_ENV=production\nRUN npm prune", ["Node.js"]),
        ("RUN npm prune", []),
        ("RUN pnpm deploy --prod /out", ["Node.js"]),
        ("RUN yarn workspaces focus --production", ["Node.js"]),
        ("RUN bundle config set --local without development", ["Ruby"]),
        ("RUN npm config set omit dev", ["Node.js"]),
        ("RUN npm ci", []),
    ],
)
def test_narrowing(body, ecosystems):
    assert [ecosystem for ecosystem, _command in narrowed_later(run_in(body))] == ecosystems
