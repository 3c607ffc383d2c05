"""Base images: a recipe a file, built once into the store that every build reads."""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from sandbox.images import full_name
from sandbox.place import BuildUser, Place
from sandbox.programs import PATH, path_of

from . import python_packages
from .machine import SetUpError, run

HERE = Path(__file__).parent
# Folders here that recipes copy from, beside what was downloaded.
OWN_FOLDERS = ("alpine", "distroless", "nginx", "npm", "pip")
ORDER = (
    "debian",
    "busybox",
    "alpine",
    "distroless-static",
    "distroless-static-nonroot",
    "distroless-base",
    "distroless-base-nonroot",
    "golang",
    "golang-alpine",
    "node",
    "node-alpine",
    "nginx",
    "nginx-unprivileged",
    "nginx-alpine",
    "nginx-unprivileged-alpine",
    "python-slim",
    "python",
    "gcc",
)


@dataclass(frozen=True)
class Recipe:
    """A Dockerfile whose comment says the image's names, then how it differs from the real one."""

    names: tuple[str, ...]
    differs: str
    text: str

    @property
    def file(self) -> str:
        return self.names[0].replace("/", "_").replace(":", "_")


def recipes() -> list[Recipe]:
    return [read((HERE / "images" / f"{name}.Dockerfile").read_text()) for name in ORDER]


def read(text: str) -> Recipe:
    comment = [line[1:].strip() for line in text.splitlines() if line.startswith("#")]
    return Recipe(tuple(comment[0].split()), " ".join(filter(None, comment[1:])), text)


def build(place: Place, recipe: Recipe) -> None:
    """Build an image unless the store has it, made from the same words and the same bases."""
    stamp = place.folder / "stamps" / recipe.file
    wanted = _digest(recipe)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    context = place.ingredients
    _bring_own_files(context)
    dockerfile = context / "Dockerfile"
    dockerfile.write_text(recipe.text)
    tags = [f"--tag={full_name(name)}" for name in recipe.names]
    options = ["--quiet", "--pull-never", "--isolation=chroot", "--format=docker", "--layers=false"]
    # Whatever apt needs on this machine to find its archive, it needs in there too.
    options.append("--volume=/etc/apt:/etc/apt:ro")
    buildah(place, "bud", *options, *tags, str(context))
    dockerfile.unlink()
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(wanted)


def _bring_own_files(context: Path) -> None:
    for name in OWN_FOLDERS:
        shutil.copytree(HERE / name, context / name, dirs_exist_ok=True)
    certificates = Path("/etc/ssl/certs/ca-certificates.crt")
    shutil.copy(certificates, context / certificates.name)


def _digest(recipe: Recipe) -> str:
    """Of a recipe, of those it builds upon, and of what they take: wheels, folders, lists."""
    parts = [recipe.text, (HERE / "wheels.txt").read_text()]
    words = recipe.text.split()
    for name in sorted({word.partition("/")[0] for word in words} & set(OWN_FOLDERS)):
        parts += [path.read_text() for path in sorted((HERE / name).rglob("*")) if path.is_file()]
    if "pip-packages" in words:
        parts += [path.read_text() for path in python_packages.lists()]
    parts += [
        _digest(other)
        for other in recipes()
        if other != recipe
        and any(name in words or f"--from={name}" in words for name in other.names)
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def buildah(place: Place, verb: str, *arguments: str) -> None:
    """Run buildah on the store of base images, as the build user."""
    user = BuildUser.find()
    if user is None:
        raise SetUpError("there is no build user")
    rules = place.workroom / "policy.json"
    rules.write_text('{"default": [{"type": "insecureAcceptAnything"}]}\n')
    command = [path_of("buildah"), f"--root={place.base}", f"--runroot={place.workroom}/run",
               "--storage-driver=overlay", verb]  # fmt: skip
    if verb == "bud":
        command.append(f"--signature-policy={rules}")
    home = str(place.workroom)
    environment = {
        "PATH": PATH,
        "HOME": home,
        "XDG_RUNTIME_DIR": home,
        "TMPDIR": home,
        "CONTAINERS_REGISTRIES_CONF": os.devnull,
    }
    clean = ["env", "-i", "-C", home, *(f"{name}={value}" for name, value in environment.items())]
    run([*clean, *user.becoming(), *command, *arguments])


def forget_old(place: Place) -> None:
    """Remove the images that newer ones took the names of."""
    buildah(place, "rmi", "--prune")


def write_catalogue(place: Place) -> None:
    """Names and differences, for the builds to map what a Dockerfile asks for."""
    found = [
        {"names": [full_name(name) for name in recipe.names], "differs": recipe.differs}
        for recipe in recipes()
    ]
    place.catalogue.write_text(json.dumps(found, indent=1) + "\n")
