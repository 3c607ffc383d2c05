"""What a file is for, told by its path alone."""

import posixpath
from functools import lru_cache

from dockercheck.secret_names import is_secret_file

BINARY, SOURCE, DEPENDENCY, TOOL = "binary", "source", "dependency", "tool"
CONFIG, SECRET, OTHER = "config", "secret", "other"

# Languages that are compiled: their sources do nothing in an image that runs.
_COMPILED = frozenset(
    {".c", ".cc", ".cpp", ".cs", ".cxx", ".d", ".erl", ".ex", ".fs", ".go", ".h", ".hpp"}
    | {".hs", ".java", ".kt", ".m", ".nim", ".pas", ".rs", ".s", ".scala", ".swift", ".ts"}
    | {".tsx", ".vb", ".zig"}
)
_INTERPRETED = frozenset(
    {".cjs", ".clj", ".css", ".html", ".js", ".jsx", ".lua", ".mjs", ".php", ".pl"}
    | {".proto", ".py", ".r", ".rb", ".scss", ".sh", ".sql", ".svelte", ".tmpl", ".vue"}
)
_BINARIES = frozenset(
    {".a", ".apk", ".class", ".dll", ".dylib", ".ear", ".exe", ".gem", ".jar", ".o"}
    | {".so", ".war", ".wasm", ".whl"}
)
_CONFIGS = frozenset(
    {".cfg", ".cnf", ".conf", ".config", ".csproj", ".env", ".fsproj", ".gradle", ".ini"}
    | {".json", ".kts", ".lock", ".mod", ".properties", ".props", ".sln", ".sum", ".toml"}
    | {".xml", ".yaml", ".yml"}
)
_CONFIG_NAMES = frozenset(
    {"Cargo.lock", "Containerfile", "Dockerfile", "Gemfile", "Makefile", "Pipfile"}
    | {"Procfile", "Rakefile", "requirements.txt", ".dockerignore", ".editorconfig"}
    | {".gitignore", ".nvmrc"}
)
_DEPENDENCY_FOLDERS = frozenset(
    {".bundle", ".m2", ".venv", "bower_components", "node_modules", "site-packages"}
    | {"dist-packages", "vendor", "venv"}
)
_TOOLCHAINS = (
    "/usr/local/go", "/usr/local/cargo", "/usr/local/rustup", "/root/.cargo", "/root/.rustup",
    "/opt/maven", "/opt/gradle", "/usr/share/maven",
)  # fmt: skip
_PROGRAM_FOLDERS = frozenset(
    {"/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/bin"}
)
# Programs that build or install, whichever way they come into an image.
_TOOL_NAMES = frozenset(
    {"apk", "apt-get", "bun", "cargo", "cmake", "composer", "corepack", "deno"}
    | {"dotnet-sdk", "g++", "gcc", "git", "go", "gradle", "javac", "make", "mvn", "npm"}
    | {"npx", "pip", "pip3", "pipenv", "pnpm", "poetry", "rustc", "rustup", "uv", "uvx"}
    | {"yarn"}
)
# Files that have no dot in their name, or one that a folder would rarely have.
_BARE_FILES = frozenset(
    {"Cargo.lock", "Containerfile", "Dockerfile", "Gemfile", "LICENSE", "Makefile"}
    | {"NOTICE", "Pipfile", "Procfile", "README", "Rakefile", "gradlew", "mvnw"}
    | {".dockerignore", ".env", ".gitignore", ".npmrc", ".nvmrc", ".yarnrc"}
)
_FOLDER_SUFFIXES = frozenset({".d", ".git", ".app"})


@lru_cache(maxsize=8192)
def kind_of(path: str) -> str:
    """The kind of a file, from its path from the root."""
    if is_secret_file(path):
        return SECRET
    if not _DEPENDENCY_FOLDERS.isdisjoint(path.split("/")[:-1]) or "/go/pkg/mod/" in path:
        return DEPENDENCY
    return TOOL if is_toolchain(path) else _kind_by_name(path)


def _kind_by_name(path: str) -> str:
    name = posixpath.basename(path)
    suffix = posixpath.splitext(name)[1].lower()
    if suffix in _COMPILED or suffix in _INTERPRETED:
        return SOURCE
    if suffix in _CONFIGS or name in _CONFIG_NAMES:
        return CONFIG
    in_programs = not suffix and posixpath.dirname(path) in _PROGRAM_FOLDERS
    return BINARY if in_programs or suffix in _BINARIES or ".so." in name else OTHER


def is_toolchain(path: str) -> bool:
    """Whether a path is a program that builds, or lies where a toolchain is installed."""
    if is_tool_program(path):
        return True
    return path.startswith(_TOOLCHAINS) and _toolchain(path) is not None


def is_tool_program(path: str) -> bool:
    """Whether a path is a program that builds or installs, by its name."""
    folder, _, name = path.rpartition("/")
    return name in _TOOL_NAMES and (folder in _PROGRAM_FOLDERS or folder == "")


def tool_name(path: str) -> str:
    """What to call a tool that was copied."""
    name = posixpath.basename(path)
    if name in _TOOL_NAMES:
        return name
    return posixpath.basename(_toolchain(path) or path).lstrip(".")


def _toolchain(path: str) -> str | None:
    """The directory of the toolchain that a path belongs to."""
    return next((top for top in _TOOLCHAINS if path == top or path.startswith(f"{top}/")), None)


def is_compiled_source(path: str) -> bool:
    """Whether a file is the source of something that has to be compiled first."""
    name = posixpath.basename(path)
    # TypeScript's declarations come with packages.
    return posixpath.splitext(name)[1].lower() in _COMPILED and not name.endswith(".d.ts")


def is_surely_file(path: str) -> bool:
    """Whether a name is that of a file: it has an ending, and not one that folders have."""
    name = posixpath.basename(path)
    if name in _BARE_FILES:
        return True
    stem, suffix = posixpath.splitext(name)
    return (
        bool(stem.strip("."))
        and len(suffix) > 1
        and suffix not in _FOLDER_SUFFIXES
        and (not suffix[1:].isdigit())
    )


def is_archive(path: str) -> bool:
    """Whether a file is a tar archive by its name: ADD unpacks it."""
    lower = path.lower()
    endings = (".tar", ".tar.bz2", ".tar.gz", ".tar.xz", ".tar.zst", ".tbz2", ".tgz", ".txz")
    return lower.endswith(endings)
