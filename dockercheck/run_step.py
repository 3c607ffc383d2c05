"""What a RUN runs and mounts, as moby/buildkit `dockerfile2llb/convert.go` puts it together."""

from dockercheck.image import DEFAULT_SHELL
from dockercheck.instructions import quoted
from dockercheck.lines import Heredoc
from dockercheck.mounts import Mount
from dockercheck.paths import clean, join
from dockercheck.stages import Step
from dockercheck.tokens import heredoc_mark
from dockercheck.words import WordError


class RunError(ValueError):
    """The build would stop at the RUN; the message is the one BuildKit gives."""


def run_command(step: Step) -> tuple[tuple[str, ...], Heredoc | None]:
    """What a RUN runs, and the inline script it needs for it."""
    instruction = step.instruction
    if instruction.json:
        return step.args, None
    text = " ".join(step.args)
    script = None
    if instruction.heredocs:
        first = instruction.heredocs[0]
        if _is_heredoc(text):
            script = first if first.body.startswith("#!") else None
            text = first.body if script is None else join("/dev/pipes", first.name)
        else:
            text += "".join(f"\n{doc.content}{doc.name}" for doc in instruction.heredocs)
    return (*(step.shell or DEFAULT_SHELL), text), script


def _is_heredoc(text: str) -> bool:
    try:
        return heredoc_mark(text) is not None
    except WordError:
        return False


def mount_target(mount: Mount, workdir: str, number: int) -> str:
    """Where a mount stands in the RUN's file system; "" for a secret in a variable only."""
    if mount.type == "secret":
        name = mount.id or mount.source or mount.target.rpartition("/")[2]
        return mount.target or ("" if mount.env is not None else f"/run/secrets/{name}")
    if mount.type == "ssh":
        return mount.target or f"/run/buildkit/ssh_agent.{number}"
    target = mount.target
    if not clean(target).startswith("/"):
        target = join("/", workdir, target)
    if target == "/":
        raise RunError(f"invalid mount target {quoted(target)}")
    return target
