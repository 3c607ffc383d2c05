"""What the name of a base image tells about it, for images of which nothing else is known."""

from typing import NamedTuple

from dockercheck.build import Build
from dockercheck.references import Reference
from dockercheck.stages import Stage

GLIBC, MUSL, NO_LIBC = "glibc", "musl", "none"

# Official images on Debian, Ubuntu or another distribution with glibc, where no variant says
# otherwise.
_GLIBC_IMAGES = frozenset(
    [
        "almalinux",
        "amazoncorretto",
        "amazonlinux",
        "buildpack-deps",
        "centos",
        "clojure",
        "dart",
        "debian",
        "eclipse-temurin",
        "elixir",
        "erlang",
        "fedora",
        "gcc",
        "golang",
        "gradle",
        "groovy",
        "haskell",
        "httpd",
        "jetty",
        "julia",
        "mariadb",
        "maven",
        "memcached",
        "mongo",
        "mysql",
        "nginx",
        "node",
        "openjdk",
        "oraclelinux",
        "perl",
        "php",
        "postgres",
        "pypy",
        "python",
        "r-base",
        "rabbitmq",
        "redis",
        "rockylinux",
        "ruby",
        "rust",
        "sapmachine",
        "swift",
        "tomcat",
        "ubuntu",
    ]
)
_MUSL_IMAGES = frozenset({"alpine", "composer", "docker", "registry", "traefik", "caddy"})
_STATIC_IMAGES = frozenset(
    {
        "gcr.io/distroless/static",
        "gcr.io/distroless/static-debian11",
        "gcr.io/distroless/static-debian12",
        "gcr.io/distroless/static-debian13",
        "cgr.dev/chainguard/static",
    }
)
_COMPILERS = {
    "golang": "the Go toolchain",
    "rust": "the Rust toolchain",
    "maven": "Maven and the JDK",
    "gradle": "Gradle and the JDK",
    "gcc": "GCC",
    "swift": "the Swift toolchain",
    "haskell": "the Haskell toolchain",
    "dart": "the Dart SDK",
    "mcr.microsoft.com/dotnet/sdk": "the .NET SDK",
    "sbtscala/scala-sbt": "sbt and the JDK",
}
_JAVA = frozenset(
    {"amazoncorretto", "azul/zulu-openjdk", "eclipse-temurin", "ibm-semeru-runtimes", "openjdk"}
)


class Toolchain(NamedTuple):
    """What an image is for: `key` is the image's short name, `text` names what it brings."""

    key: str
    text: str


def root_image(build: Build, stage: Stage) -> Reference | None:
    """The image that a stage's lineage begins with; None for scratch and what is no name."""
    return build.root(stage).base.reference


def is_official(image: Reference) -> bool:
    """Whether it is one of Docker's official images, or one of Microsoft's for .NET."""
    return "/" not in image.familiar or image.familiar.startswith("mcr.microsoft.com/dotnet/")


def is_plain(image: Reference) -> bool:
    """Whether all that an image brings lies in the standard directories, such as /usr."""
    name = image.familiar
    return name in _GLIBC_IMAGES or name == "alpine" or name.startswith("mcr.microsoft.com/dotnet/")


def libc_of(build: Build, stage: Stage) -> str | None:
    """The C library in the image at the root of a stage; None where it is not known."""
    root = build.root(stage)
    if root.base.kind == "scratch":
        return NO_LIBC
    known = build.facts(stage).get("libc")
    if isinstance(known, str) and known in (GLIBC, MUSL, NO_LIBC):
        return known
    image = root.base.reference
    return None if image is None else _libc_by_name(image)


def _libc_by_name(image: Reference) -> str | None:
    name = image.familiar
    if name in _STATIC_IMAGES:
        return NO_LIBC
    if name.startswith("gcr.io/distroless/"):
        return GLIBC
    if name in _MUSL_IMAGES:
        return MUSL
    if "alpine" in image.tag and (is_official(image) or "alpine" in image.tag.split("-")):
        return MUSL
    if name in _GLIBC_IMAGES or name.startswith("mcr.microsoft.com/dotnet/"):
        return GLIBC
    return None


def toolchain_of(build: Build, stage: Stage) -> Toolchain | None:
    """The compiler that the image at the root of a stage is made for; None for another image."""
    image = root_image(build, stage)
    if image is None:
        return None
    name = image.familiar
    if name in _COMPILERS:
        return Toolchain(name, _COMPILERS[name])
    if name in _JAVA and "jre" not in image.tag:
        return Toolchain("jdk", "the JDK")
    return None
