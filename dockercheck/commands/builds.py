"""Compilers and build tools: what is built, from what, and where the result is written."""

import re
from collections.abc import Callable
from typing import NamedTuple

from dockercheck.shell import Arguments, Command, OptionStyle, Word


class GoCommand(NamedTuple):
    """`go build` and its siblings.

    - `action`: "build", "install", "test", "run", "generate", "vet", "get", "mod download" …
    - `output`: the value of `-o`; None without one or where it is not certain.
    - `cgo`: what CGO_ENABLED says in the command; None where it says nothing.
    - `static`: True where the binary certainly needs no dynamic linker, None where that depends.
    """

    command: Command
    action: str
    packages: tuple[Word, ...] = ()
    output: Word | None = None
    tags: tuple[str, ...] = ()
    ldflags: str | None = None
    cgo: bool | None = None
    os: str | None = None
    architecture: str | None = None

    @property
    def static(self) -> bool | None:
        """True for a static binary, None where it depends on the packages."""
        linked = self.ldflags is not None and re.search(r"-extldflags\W+.*-static", self.ldflags)
        return True if self.cgo is False or linked else None


class CargoCommand(NamedTuple):
    """`cargo build` and its siblings; `directory` is where the binaries land, relative to the
    package unless absolute."""

    command: Command
    action: str
    profile: str
    target: str | None = None
    binaries: tuple[str, ...] = ()
    root: str | None = None
    locked: bool = False
    directory: str | None = None


class JvmBuild(NamedTuple):
    """Maven or Gradle: the goals or tasks; `output` is the directory that artifacts land in."""

    command: Command
    tool: str
    goals: tuple[str, ...]
    skips_tests: bool = False
    offline: bool = False
    output: str = "target"


class DotnetCommand(NamedTuple):
    """`dotnet publish` and its siblings; `self_contained` None where the project decides."""

    command: Command
    action: str
    project: Word | None = None
    configuration: str | None = None
    output: Word | None = None
    runtime: str | None = None
    self_contained: bool | None = None


class Compile(NamedTuple):
    """A C, C++ or Rust compiler; `links` is False where only objects are made."""

    command: Command
    compiler: str
    sources: tuple[Word, ...]
    output: Word | None = None
    links: bool = True
    static: bool = False
    libraries: tuple[str, ...] = ()


class BuildSystem(NamedTuple):
    """make, cmake, ninja, meson or a configure script.

    `action` is "configure", "build" or "install"; `prefix` and `destination` (DESTDIR) are where
    an installation lands, None where the command does not say.
    """

    command: Command
    tool: str
    action: str
    targets: tuple[str, ...] = ()
    directory: str | None = None
    prefix: str | None = None
    destination: str | None = None


Build = GoCommand | CargoCommand | JvmBuild | DotnetCommand | Compile | BuildSystem


def _values(words: tuple[Word, ...]) -> tuple[str, ...]:
    """The words that are certain."""
    return tuple(word.value for word in words if word.value is not None)


def _flag_word(arguments: Arguments, *names: str) -> Word | None:
    """The value of a flag as a word that can be pointed at; None without one.

    Of `--output=x` the word is the whole, with the value of the flag alone.
    """
    flag = arguments.flag(*names)
    if flag is None or flag.argument is None or flag.argument is not flag.word:
        return flag.argument if flag else None
    word, value = flag.word, flag.value
    start = len(flag.name) + (word.prefix[len(flag.name) : len(flag.name) + 1] == "=")
    prefix = word.prefix[start:]
    return Word(word.text, value, word.start, word.end, value, prefix)


_GO_STYLE = OptionStyle.of(
    "-o -tags -ldflags -gcflags -asmflags -mod -modfile -p -buildmode -installsuffix -overlay "
    "-pkgdir -toolexec -compiler -exec -run -count -timeout -C -coverprofile -covermode -parallel",
    single_dash=True,
)


def _go(command: Command) -> GoCommand | None:
    words = command.arguments
    if not words or words[0].value is None or words[0].value.startswith("-"):
        return None
    skip, action = 1, words[0].value
    if action in {"mod", "work", "tool"} and len(words) > 1 and words[1].value:
        skip, action = 2, f"{action} {words[1].value}"
    arguments = command.options(_GO_STYLE, skip=skip)
    environment = command.environment
    cgo = environment.get("CGO_ENABLED")
    return GoCommand(
        command,
        action,
        arguments.operands,
        _flag_word(arguments, "-o"),
        tuple(re.split(r"[,\s]+", arguments.value("-tags") or ""))
        if arguments.value("-tags")
        else (),
        arguments.value("-ldflags"),
        {"0": False, "1": True}.get(cgo or ""),
        environment.get("GOOS"),
        environment.get("GOARCH"),
    )


_CARGO_STYLE = OptionStyle.of(
    "-p -j -F -Z --package --bin --example --test --bench --features --target --target-dir "
    "--manifest-path --profile --jobs --path --git --branch --tag --rev --root --version --color "
    "--message-format --config --registry --index --recipe-path"
)


def _cargo(command: Command) -> CargoCommand | None:
    words = command.arguments
    if words and (words[0].value or "").startswith("+"):  # `cargo +nightly build`
        words = words[1:]
    if not words or words[0].value is None or words[0].value.startswith("-"):
        return None
    action = {"b": "build", "t": "test", "r": "run"}.get(words[0].value, words[0].value)
    skip = len(command.arguments) - len(words) + 1
    arguments = command.options(_CARGO_STYLE, skip=skip)
    release = arguments.has("--release", "-r") or action == "install"
    profile = arguments.value("--profile") or ("release" if release else "dev")
    target = arguments.value("--target")
    return CargoCommand(
        command,
        action,
        profile,
        target,
        tuple(name for name in arguments.values("--bin") if name is not None),
        arguments.value("--root"),
        arguments.has("--locked", "--frozen"),
        _cargo_directory(command, arguments, profile) if action == "build" else None,
    )


def _cargo_directory(command: Command, arguments: Arguments, profile: str) -> str | None:
    """Where the binaries of a build land: target/[triple/]{debug,release,profile}."""
    flag = arguments.flag("--target-dir")
    base = flag.value if flag else command.environment.get("CARGO_TARGET_DIR", "target")
    triple = arguments.flag("--target")
    if base is None or (triple is not None and triple.value is None):
        return None
    parts = [base, triple.value if triple else None, "debug" if profile == "dev" else profile]
    return "/".join(part for part in parts if part)


_MAVEN_STYLE = OptionStyle.of(
    "-f -P -pl -s -gs -t -T -rf -l --file --activate-profiles --projects --settings --threads "
    "--global-settings --resume-from --log-file --toolchains",
    single_dash=True,
)
_GRADLE_STYLE = OptionStyle.of(
    "-p -b -c -g -I -x --project-dir --build-file --settings-file --gradle-user-home "
    "--exclude-task --init-script --max-workers --console",
    single_dash=True,
)


def _maven(command: Command) -> JvmBuild:
    arguments = command.options(_MAVEN_STYLE)
    names = {flag.name for flag in arguments.flags}
    skips = {"-DskipTests", "-Dmaven.test.skip", "-DskipITs"} & names
    offline = bool({"-o", "--offline"} & names)
    return JvmBuild(command, "maven", _values(arguments.operands), bool(skips), offline)


def _gradle(command: Command) -> JvmBuild:
    arguments = command.options(_GRADLE_STYLE)
    skips = "test" in arguments.values("-x", "--exclude-task")
    goals = _values(arguments.operands)
    return JvmBuild(command, "gradle", goals, skips, arguments.has("--offline"), "build/libs")


_DOTNET_STYLE = OptionStyle.of(
    "-c -o -r -f -v -s -a --configuration --output --runtime --framework --verbosity --source "
    "--arch --os --version-suffix --configfile --packages --project --tool-path --version",
    single_dash=True,  # `-p:Name=value` is one flag, not letters
)
_DOTNET_ACTIONS = frozenset({"build", "clean", "pack", "publish", "restore", "run", "test", "tool"})


def _dotnet(command: Command) -> DotnetCommand | None:
    if not command.arguments or command.arguments[0].value not in _DOTNET_ACTIONS:
        return None
    arguments = command.options(_DOTNET_STYLE, skip=1)
    contained: bool | None = None
    if arguments.has("--no-self-contained"):
        contained = False
    elif arguments.has("--self-contained", "--sc"):
        flag = arguments.flag("--self-contained", "--sc")
        following = arguments.operands[-1].value if arguments.operands else None
        contained = (flag.value if flag and flag.argument else following) != "false"
    projects = [word for word in arguments.operands if word.prefix[:3].lower() != "/p:"]
    return DotnetCommand(
        command,
        command.arguments[0].value or "",
        next((word for word in projects if word.value not in {"true", "false"}), None),
        arguments.value("-c", "--configuration"),
        _flag_word(arguments, "-o", "--output"),
        arguments.value("-r", "--runtime"),
        contained,
    )


_COMPILER_STYLE = OptionStyle.of(
    "-o -x -I -L -D -U -include -isystem -MF -MT -MQ -target -Xlinker -arch -T -u --crate-type "
    "--crate-name --edition --target --out-dir --emit -C",
    single_dash=True,
)
_COMPILER = re.compile(r"(?:[\w.]+-)*(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|tcc|rustc)(?:-[\d.]+)?")
_NO_LINK = frozenset({"-c", "-S", "-E", "-fsyntax-only", "--version", "-v", "-dumpmachine"})
_SOURCE = re.compile(r".*\.(?:c|cc|cpp|cxx|C|m|s|S|rs|o|a|so)", re.DOTALL)


def _compile(command: Command) -> Compile | None:
    # Letters stick to these flags without a blank: -Idir, -Ldir, -lname, -DNAME. Only `-o` matters.
    arguments = command.options(_COMPILER_STYLE)
    sources = tuple(word for word in arguments.operands if _SOURCE.fullmatch(word.pattern or ""))
    if not sources:
        return None
    names = {flag.name for flag in arguments.flags}
    return Compile(
        command,
        command.name or "",
        sources,
        _flag_word(arguments, "-o"),
        links=not (names & _NO_LINK),
        static=bool(names & {"-static", "-static-pie"}),
        libraries=tuple(name[2:] for name in sorted(names) if name.startswith("-l")),
    )


_MAKE_STYLE = OptionStyle.of("-C -f -I -o -W --directory --file --makefile")


def _make(command: Command) -> BuildSystem:
    arguments = command.options(_MAKE_STYLE)
    words = [word for word in arguments.operands if "=" not in word.prefix]
    assigned = dict(
        word.value.split("=", 1) for word in arguments.operands if word.value and "=" in word.value
    )
    # `make -j 4`: the number belongs to the flag, but `make -j install` has none.
    targets = tuple(value for value in _values(tuple(words)) if not value.isdigit())
    return BuildSystem(
        command,
        "make",
        "install" if any(each.startswith("install") for each in targets) else "build",
        targets,
        arguments.value("-C", "--directory"),
        assigned.get("PREFIX", assigned.get("prefix")),
        assigned.get("DESTDIR", command.environment.get("DESTDIR")),
    )


_CMAKE_STYLE = OptionStyle.of(
    "-S -B -D -G -t -C -T -A --build --install --prefix --target --config --component --preset",
)


def _cmake(command: Command) -> BuildSystem | None:
    arguments = command.options(_CMAKE_STYLE)
    targets = _values(tuple(filter(None, [_flag_word(arguments, "--target", "-t")])))
    if arguments.has("--build"):
        action = "install" if "install" in targets else "build"
        directory = arguments.value("--build")
    elif arguments.has("--install"):
        action, directory = "install", arguments.value("--install")
    elif arguments.has("-E", "-P"):
        return None
    else:
        action, directory = "configure", arguments.value("-B")
    prefix = arguments.value("--prefix") or next(
        (
            value.partition("=")[2]
            for value in arguments.values("-D")
            if value and value.startswith("CMAKE_INSTALL_PREFIX")
        ),
        None,
    )
    return BuildSystem(
        command, "cmake", action, targets, directory, prefix, command.environment.get("DESTDIR")
    )


def _ninja(command: Command) -> BuildSystem:
    arguments = command.options(OptionStyle.of("-C -f -j -k -l -t -d -w"))
    targets = _values(arguments.operands)
    action = "install" if "install" in targets else "build"
    destination = command.environment.get("DESTDIR")
    return BuildSystem(
        command, "ninja", action, targets, arguments.value("-C"), destination=destination
    )


_MESON_STYLE = OptionStyle.of("-C -D --prefix --buildtype --destdir --libdir --cross-file")


def _meson(command: Command) -> BuildSystem | None:
    arguments = command.options(_MESON_STYLE)
    verb = arguments.operands[0].value if arguments.operands else None
    actions = {"setup": "configure", "compile": "build", "install": "install"}
    if verb is None:
        return None
    action = actions.get(verb, "configure")
    named = _values(arguments.operands[1 if verb in actions else 0 :])
    directory = arguments.value("-C") or (named[0] if named and action == "configure" else None)
    prefix, destination = arguments.value("--prefix"), arguments.value("--destdir")
    return BuildSystem(command, "meson", action, (), directory, prefix, destination)


def _configure(command: Command) -> BuildSystem:
    prefix = command.options(OptionStyle.of("--prefix")).value("--prefix")
    return BuildSystem(command, "configure", "configure", prefix=prefix)


_TOOLS: dict[str, Callable[[Command], Build | None]] = {
    "cargo": _cargo,
    "cmake": _cmake,
    "configure": _configure,
    "dotnet": _dotnet,
    "gmake": _make,
    "go": _go,
    "gradle": _gradle,
    "gradlew": _gradle,
    "make": _make,
    "meson": _meson,
    "mvn": _maven,
    "mvnw": _maven,
    "ninja": _ninja,
}


def build(command: Command) -> Build | None:
    """What a command builds; None for any other command."""
    name = command.name or ""
    tool = _TOOLS.get(name)
    if tool is not None:
        return tool(command)
    return _compile(command) if _COMPILER.fullmatch(name) else None
