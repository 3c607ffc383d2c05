"""Where the daemon is, and the words that ask it for one build."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sandbox.job import Job

# What the daemon may fetch: images of these places. Nothing else that a Dockerfile names, however
# it puts the name together. The last rule that fits counts.
REGISTRIES = (
    "docker.io",
    "gcr.io",
    "ghcr.io",
    "mcr.microsoft.com",
    "public.ecr.aws",
    "quay.io",
    "registry.k8s.io",
)
POLICY = {
    "version": 1,
    "rules": [
        *(
            {"action": "DENY", "selector": {"identifier": f"{kind}://*"}}
            for kind in ("http", "https", "git", "docker-image", "oci-layout")
        ),
        *(
            {"action": "ALLOW", "selector": {"identifier": f"docker-image://{registry}/*"}}
            for registry in REGISTRIES
        ),
    ],
}
# In gzip, which everybody can read, whatever the layers of the base came in.
OUTPUT = "type=oci,compression=gzip,force-compression=true"


@dataclass(frozen=True)
class Daemon:
    """A BuildKit that listens at `address`; `tls` has ca.pem, cert.pem and key.pem."""

    address: str
    program: str = ""
    tls: str = ""

    @classmethod
    def from_environment(cls) -> Self:
        return cls(
            os.environ.get("BUILDKIT_ADDR", ""),
            shutil.which("buildctl") or "",
            os.environ.get("BUILDKIT_TLS_DIR", ""),
        )

    def missing(self) -> str:
        """What is not there, in words that say what to do; nothing, if a daemon can be asked."""
        if not self.address:
            return "BUILDKIT_ADDR names no daemon, tcp://builder.internal:1234 for example"
        if not self.program:
            return "there is no buildctl on the PATH; it comes with BuildKit"
        wanted = ("ca.pem", "cert.pem", "key.pem") if self.tls else ()
        if lacking := [name for name in wanted if not Path(self.tls, name).exists()]:
            return f"BUILDKIT_TLS_DIR has no {', '.join(lacking)}"
        return ""

    def words(self, job: Job, folder: Path, output: str = OUTPUT) -> list[str]:
        """The command for what `lay_out` put into the folder; without output, the cache has it."""
        words = [self.program, "--addr", self.address]
        words += ["--tlsdir", self.tls] if self.tls else []
        words += ["build", "--frontend", "dockerfile.v0", "--progress", "rawjson"]
        words += ["--local", f"context={folder / 'context'}"]
        words += ["--local", f"dockerfile={folder / 'dockerfile'}"]
        words += ["--source-policy-file", str(folder / "policy.json")]
        words += ["--output", output] if output else []
        for name, value in _options(job).items():
            words += ["--opt", f"{name}={value}"]
        for number, name in enumerate(job.secrets):
            words += ["--secret", f"id={name},src={folder / 'secrets' / str(number)}"]
        return words


def _options(job: Job) -> Mapping[str, str]:
    options = {
        # Said to be there already, no other front end is fetched: a `# syntax=` line picks none.
        "cmdline": "dockerfile.v0",
        "force-network-mode": "none",
    }
    if job.target:
        options["target"] = job.target
    return options | {f"build-arg:{name}": value for name, value in job.build_args.items()}


def lay_out(job: Job, folder: Path) -> None:
    """The job as files, for buildctl to read; secrets for nobody else."""
    for name in ("context", "dockerfile", "secrets", "home"):
        (folder / name).mkdir(mode=0o700)
    (folder / "dockerfile" / "Dockerfile").write_text(job.dockerfile, newline="")
    (folder / "policy.json").write_text(json.dumps(POLICY))
    for number, value in enumerate(job.secrets.values()):
        (folder / "secrets" / str(number)).write_text(value, newline="")
    put(job.context, folder)


def put(files: Mapping[str, bytes], folder: Path) -> None:
    """Files of the context. Their modes are copied into the image, so no umask of ours counts."""
    root = folder / "context"
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o644)
        for parent in path.relative_to(root).parents:
            (root / parent).chmod(0o755)
