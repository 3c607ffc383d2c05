"""Which operating system packages serve building only, so that a last stage is better without."""

import re
from enum import StrEnum
from typing import NamedTuple


class ToolKind(StrEnum):
    """What a build-time package is for."""

    COMPILER = "compiler"
    BUILD_SYSTEM = "build system"
    HEADERS = "headers"
    TOOLCHAIN = "toolchain"
    PACKAGING = "package manager"
    SOURCES = "version control"
    DEBUGGING = "debugging"


class BuildTool(NamedTuple):
    """Why a package is a build tool.

    `runs_too`: programs may need it when they run (Node.js for a JavaScript service), so that its
    mere presence proves nothing.
    """

    kind: ToolKind
    reason: str
    runs_too: bool = False


_C = BuildTool(ToolKind.COMPILER, "a C or C++ compiler; what it compiled runs without it")
_META = BuildTool(ToolKind.COMPILER, "pulls in a compiler, make and the headers of libc")
_MAKE = BuildTool(ToolKind.BUILD_SYSTEM, "runs a build; nothing needs it afterwards")
_BINUTILS = BuildTool(ToolKind.COMPILER, "assembler and linker; used while compiling")
_HEADERS = BuildTool(ToolKind.HEADERS, "headers and link files; a program needs the library only")
_GO = BuildTool(ToolKind.TOOLCHAIN, "the Go toolchain; a Go binary runs without it")
_RUST = BuildTool(ToolKind.TOOLCHAIN, "the Rust toolchain; a Rust binary runs without it")
_JDK = BuildTool(ToolKind.TOOLCHAIN, "a full JDK; a JRE is enough to run Java")
_JVM_BUILD = BuildTool(ToolKind.BUILD_SYSTEM, "builds Java projects; a JAR runs without it")
_DOTNET = BuildTool(ToolKind.TOOLCHAIN, "the .NET SDK; the runtime is enough to run a program")
_HASKELL = BuildTool(ToolKind.TOOLCHAIN, "compiles to native code; the binary runs without it")
_GIT = BuildTool(ToolKind.SOURCES, "fetches sources; few services call it", runs_too=True)
_NODE = BuildTool(ToolKind.TOOLCHAIN, "builds front ends, but also runs services", runs_too=True)
_NPM = BuildTool(ToolKind.PACKAGING, "installs packages; `node` runs without it", runs_too=True)
_PIP = BuildTool(ToolKind.PACKAGING, "installs packages; Python runs without it")
_DEBUG = BuildTool(ToolKind.DEBUGGING, "for looking into a program, not for running it")
_PROTOC = BuildTool(ToolKind.COMPILER, "generates code before a build")

_EXACT = {
    "alpine-sdk": _META,
    "autoconf": _MAKE,
    "autoconf-archive": _MAKE,
    "automake": _MAKE,
    "base-devel": _META,
    "binutils": _BINUTILS,
    "binutils-gold": _BINUTILS,
    "bison": _MAKE,
    "build-base": _META,
    "build-essential": _META,
    "bzr": _GIT,
    "cabal-install": _HASKELL,
    "cargo": _RUST,
    "ccache": _C,
    "clang": _C,
    "cmake": _MAKE,
    "cpp": _C,
    "default-jdk": _JDK,
    "default-jdk-headless": _JDK,
    "dpkg-dev": _META,
    "flex": _MAKE,
    "g++": _C,
    "gcc": _C,
    "gcc-c++": _C,
    "gcc-gfortran": _C,
    "gdb": _DEBUG,
    "gfortran": _C,
    "ghc": _HASKELL,
    "git": _GIT,
    "git-core": _GIT,
    "go": _GO,
    "golang": _GO,
    "golang-go": _GO,
    "gradle": _JVM_BUILD,
    "kernel-headers": _HEADERS,
    "libtool": _MAKE,
    "linux-headers": _HEADERS,
    "lld": _BINUTILS,
    "lldb": _DEBUG,
    "llvm": _C,
    "m4": _MAKE,
    "make": _MAKE,
    "maven": _JVM_BUILD,
    "mercurial": _GIT,
    "meson": _MAKE,
    "mold": _BINUTILS,
    "musl-tools": _C,
    "nasm": _C,
    "ninja": _MAKE,
    "ninja-build": _MAKE,
    "nodejs": _NODE,
    "nodejs-current": _NODE,
    "npm": _NPM,
    "patchelf": _BINUTILS,
    "pkg-config": _MAKE,
    "pkgconf": _MAKE,
    "pkgconfig": _MAKE,
    "protobuf-compiler": _PROTOC,
    "protoc": _PROTOC,
    "py3-pip": _PIP,
    "python-pip": _PIP,
    "python3-pip": _PIP,
    "python3-setuptools": _PIP,
    "python3-wheel": _PIP,
    "rust": _RUST,
    "rustc": _RUST,
    "rustup": _RUST,
    "sbt": _JVM_BUILD,
    "scons": _MAKE,
    "strace": _DEBUG,
    "subversion": _GIT,
    "swig": _MAKE,
    "valgrind": _DEBUG,
    "yarn": _NPM,
    "yarnpkg": _NPM,
    "yasm": _C,
}

_PATTERNS = (
    (re.compile(r"(?:gcc|g\+\+|clang|gfortran|cpp)-\d[\w.-]*"), _C),
    (re.compile(r"(?:gcc|g\+\+)-(?:[a-z0-9_]+-)+linux-(?:gnu|musl)\w*"), _C),
    (re.compile(r"llvm-?\d+(?:-dev|-tools)?"), _C),
    (re.compile(r"golang-\d[\w.]*(?:-go|-src)?"), _GO),
    (re.compile(r"openjdk-?\d+(?:-jdk(?:-headless)?)?"), _JDK),
    (re.compile(r"java-[\w.]+-(?:openjdk|amazon-corretto)-devel(?:opment)?"), _JDK),
    (
        re.compile(r"(?:temurin|zulu|msopenjdk|java)-?\d+(?:-jdk|-amazon-corretto-(?:jdk|devel))"),
        _JDK,
    ),
    (re.compile(r"dotnet\d*-sdk(?:-[\d.]+)?"), _DOTNET),
    (re.compile(r"linux-headers-.*|linux-libc-dev"), _HEADERS),
    (re.compile(r"[a-z0-9][\w.+-]*-(?:dev|devel)"), _HEADERS),
)
# Not headers though they are named so: what a program needs or what only makes device files.
_RUNTIME = re.compile(r"openjdk-?\d+-jre(?:-headless|-base)?")


def build_tool(package: str) -> BuildTool | None:
    """Why a Debian, Alpine or RPM package serves building only; None for any other package.

    >>> build_tool("libpq-dev").kind
    <ToolKind.HEADERS: 'headers'>
    """
    exact = _EXACT.get(package)
    if exact is not None:
        return exact
    if _RUNTIME.fullmatch(package):
        return None
    return next((tool for form, tool in _PATTERNS if form.fullmatch(package)), None)
