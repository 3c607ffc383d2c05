"""Real images beside the ones made here, for a server that may use a registry.

`python -m sandbox.setup pull golang:1.27@sha256:…` fetches one by its digest, gives it the tag, and
notes both in `pulled.json`: where a recipe has that name too, the real image keeps it.
"""

import json
import re
from pathlib import Path

from sandbox.images import full_name
from sandbox.place import Place

from . import images
from .machine import SetUpError

REFERENCE = re.compile(r"(?P<tagged>[\w./:-]+:[\w.-]+)@(?P<digest>sha256:[0-9a-f]{64})")


def pull(place: Place, reference: str) -> None:
    """Fetch an image by digest, as the build user, into the store that every build reads."""
    match = REFERENCE.fullmatch(reference)
    if match is None:
        raise SetUpError(f"{reference} is not of the form NAME:TAG@sha256:…, with 64 digits")
    name = full_name(match["tagged"])
    policy = place.workroom / "policy.json"
    # The digest is what is trusted; a signature would say no more.
    images.buildah(place, "pull", f"--signature-policy={policy}", by_digest(name, match["digest"]))
    pulled = read(place) | {name: match["digest"]}
    _file(place).write_text(json.dumps(pulled, indent=1) + "\n")
    take_names(place)


def read(place: Place) -> dict[str, str]:
    """Digests by name."""
    return dict(json.loads(_file(place).read_text())) if _file(place).exists() else {}


def take_names(place: Place) -> None:
    """Give the pulled images their names, in the store and in the list of what there is."""
    pulled = read(place)
    for name, digest in pulled.items():
        images.buildah(place, "tag", by_digest(name, digest), name)
    images.write_catalogue(place)
    rows = json.loads(place.catalogue.read_text())
    for row in rows:
        row["names"] = [name for name in row["names"] if name not in pulled]
    rows += [{"names": [name], "differs": ""} for name in pulled]
    place.catalogue.write_text(json.dumps([row for row in rows if row["names"]], indent=1) + "\n")


def by_digest(name: str, digest: str) -> str:
    """As the store calls it: no reference has a tag and a digest."""
    return f"{name.rpartition(':')[0]}@{digest}"


def _file(place: Place) -> Path:
    return place.folder / "pulled.json"
