"""What a command finds in the image of a stage: a shell, programs, variables, a user.

Facts that the caller gives come first. Without them only names count that settle the matter by
what their publisher promises: official images and Google's distroless ones. Answers are None, or
on the silent side, where nothing is certain.
"""

from collections.abc import Collection, Mapping

from dockercheck.bases import is_official
from dockercheck.build import Build
from dockercheck.paths import clean, destination
from dockercheck.references import Reference
from dockercheck.runs import is_windows
from dockercheck.stages import Stage, Step

# Images with nothing in them but files that a program needs at run time.
_BARE = ("gcr.io/distroless/", "cgr.dev/chainguard/static")
# What some of them do bring.
_INTERPRETERS = frozenset({"java", "node", "python", "python3"})
# Official images whose configuration names, or in some versions may name, another user than root.
_OWN_USER = frozenset(
    {"couchdb", "elasticsearch", "emqx", "groovy", "haproxy", "jetty", "kibana", "kong"}
    | {"liquibase", "logstash", "memcached", "odoo", "open-liberty", "rocket.chat", "solr"}
    | {"sonarqube", "spark", "varnish", "websphere-liberty"}
)
_ROOT_USERS = frozenset({"", "0", "root"})
# Variables in the configurations of official images, by the beginning of their name.
_BASE_VARIABLES = (
    "APACHE_", "ASPNET", "BUN_", "CARGO_", "CATALINA_", "COMPOSER_", "DENO_", "DOTNET_", "GEM_",
    "GOLANG_", "GOPATH", "GOROOT", "GOTOOLCHAIN", "GPG_", "GRADLE_", "JAVA_", "JETTY_", "JRE_",
    "LANG", "LC_", "MAVEN_", "NGINX_", "NJS_", "NODE_VERSION", "NUGET_", "PHP", "PYTHON_",
    "RUBY_", "RUST", "SSL_CERT", "TOMCAT_", "XDG_", "YARN_VERSION",
)  # fmt: skip
# Images whose configuration sets nothing but PATH, at most LANG.
_PLAIN = frozenset({"alpine", "busybox", "debian", "fedora", "rockylinux", "ubuntu"})
# Variables that the container runtime, the builder or the shell provides.
_PROVIDED = frozenset(
    {"_", "BASH", "BASH_SOURCE", "BASH_VERSION", "EUID", "FUNCNAME", "GID", "GROUPS", "HOME"}
    | {"HOSTNAME", "HOSTTYPE", "IFS", "LINENO", "LOGNAME", "MACHTYPE", "OLDPWD", "OPTARG"}
    | {"OPTIND", "OSTYPE", "PATH", "PIPESTATUS", "PPID", "PS1", "PS4", "PWD", "RANDOM", "REPLY"}
    | {"SECONDS", "SHELL", "SHLVL", "SOURCE_DATE_EPOCH", "TERM", "TMPDIR", "UID", "USER"}
    | {"ALL_PROXY", "FTP_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"}
    | {"all_proxy", "ftp_proxy", "http_proxy", "https_proxy", "no_proxy"}
)
_SHELL_NAMES = frozenset({"ash", "bash", "busybox", "dash", "sh"})
# Directories into which a copied directory can bring a shell.
_PROGRAM_DIRECTORIES = frozenset(
    {"/", "/bin", "/sbin", "/usr", "/usr/bin", "/usr/local", "/usr/local/bin", "/usr/sbin"}
)
_TREES = frozenset(
    {"", ".", "bin", "dist", "fs", "image", "install", "out", "output", "root", "rootfs", "sbin"}
    | {"staging", "sysroot", "target", "tree", "usr"}
)


def root_stages(build: Build) -> list[Stage]:
    """For each stage the one at the bottom of its lineage: the stage that begins on an image.

    Most questions below are about that one. Asking them for each stage's own lineage would take
    quadratic time in a file that is one long chain.
    """
    roots: list[Stage] = []
    for stage in build.stages:
        roots.append(stage if stage.base.stage is None else roots[stage.base.stage])
    return roots


def is_from_scratch(root: Stage) -> bool:
    """Whether a stage begins with nothing."""
    return root.base.kind == "scratch"


def steps_of_lineage(build: Build, stage: Stage) -> list[Step]:
    """The steps of a stage and of those it is built from, in order."""
    return [step for each in reversed(build.lineage(stage)) for step in each.steps]


# A shell


def lacks_shell(build: Build, root: Stage) -> bool:
    """Whether the image under a stage certainly has no shell."""
    if is_from_scratch(root):
        return True
    shell = build.facts(root).get("shell")
    if shell is not None:
        return shell in (False, "", "none")
    return is_bare(root.base.reference)


def is_bare(image: Reference | None) -> bool:
    """Whether an image is one of those that ship no shell; their debug tags bring BusyBox."""
    if image is None or "debug" in image.tag or image.tag.endswith("-dev"):
        return False
    return image.familiar.startswith(_BARE)


def may_bring_shell(step: Step) -> bool:
    """Whether a step may put a shell into the image: a copied tree, an archive, a program."""
    if step.name == "RUN":
        return step.instruction.json or any(mount.type == "bind" for mount in step.mounts)
    if step.name == "COPY" and len(step.args) > 1:
        return _copies_shell(step)
    return step.name == "ADD"


def _copies_shell(step: Step) -> bool:
    *sources, written = step.args
    target = clean(destination(step.workdir, written))
    if target.rpartition("/")[2] in _SHELL_NAMES or any(clean(f"/{s}") == "/" for s in sources):
        return True
    if target not in _PROGRAM_DIRECTORIES:
        return False
    if target == "/" and (step.origin is None or step.origin.kind != "stage"):
        return True
    return any(_may_be_tree(source) for source in sources)


def _may_be_tree(source: str) -> bool:
    name = source.rpartition("/")[2]
    return name in _TREES or name in _SHELL_NAMES or any(char in name for char in "*?[")


# Programs


def lacks_program(build: Build, root: Stage, name: str) -> bool:
    """Whether a program certainly is not in the image at the root of a stage."""
    if is_from_scratch(root):
        return True
    facts = build.facts(root)
    if name in _programs(facts.get("lacks")):
        return True
    if name in _programs(facts.get("has")):
        return False
    return name not in _INTERPRETERS and is_bare(root.base.reference)


def _programs(value: object) -> Collection[str]:
    return value if isinstance(value, Collection) and not isinstance(value, str) else ()


# Variables


def may_be_set(build: Build, root: Stage, variable: str) -> bool:
    """Whether the root image, the shell or the runtime may set a variable by itself."""
    if variable in _PROVIDED:
        return True
    if is_from_scratch(root) or isinstance(build.facts(root).get("config"), Mapping):
        return False  # what its configuration sets is in the environment of every step
    image = root.base.reference
    if image is None:
        return True
    if image.familiar in _PLAIN or is_bare(image):
        return False
    own = image.path.rpartition("/")[2].upper().replace("-", "_")
    return variable.startswith((*_BASE_VARIABLES, f"{own}_"))


# The user


def starts_as_root(build: Build, root: Stage) -> bool | None:
    """Whether a container from the root image runs as root by itself; None where unknown."""
    if is_windows(build, root):
        return None
    if is_from_scratch(root):
        return True
    facts = build.facts(root)
    config = facts.get("config")
    if isinstance(config, Mapping):
        return is_root(str(config.get("User") or ""))
    if facts.get("user") is not None:
        return is_root(str(facts["user"]))
    return _named_user(root.base.reference)


def _named_user(image: Reference | None) -> bool | None:
    """What the image's name says: True for root, None where another user is possible."""
    if image is None:
        return None
    if image.familiar.startswith("gcr.io/distroless/"):
        return "nonroot" not in image.tag
    if not is_official(image) or image.familiar in _OWN_USER:
        return None
    return None if "chiseled" in image.tag or "distroless" in image.tag else True


def is_root(user: str) -> bool:
    """Whether a USER, with or without a group, is root."""
    return user.partition(":")[0] in _ROOT_USERS
