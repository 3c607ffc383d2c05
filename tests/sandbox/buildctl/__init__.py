"""A buildctl for the tests: it says what the real one says, after BuildKit's source.

Progress is a SolveStatus a line (client/graph.go) on standard error, the image an OCI archive on
standard output, and a failure ends with `error: …` and 1 (cmd/buildctl/main.go).
"""

import base64
import gzip
import hashlib
import io
import json
import sys
import tarfile

PROGRAM = f"""#!{sys.executable} -I
import json, pathlib, sys, time
here = pathlib.Path(__file__).parent
asked = sys.argv[1:]
number = len(list(here.glob("asked-*")))
folder = pathlib.Path(asked[asked.index("--source-policy-file") + 1]).parent
seen = {{
    str(path.relative_to(folder)): [oct(path.stat().st_mode & 0o777), path.read_text()]
    for path in sorted(folder.rglob("*")) if path.is_file()
}}
(here / f"asked-{{number}}").write_text(json.dumps([asked, seen]))
script = json.loads((here / f"script-{{number}}").read_text())
for line in script["says"] * script["times"]:
    print(line, file=sys.stderr, flush=True)
sys.stdout.buffer.write((here / f"image-{{number}}").read_bytes())
sys.stdout.flush()
while script["hangs"]:
    time.sleep(60)
sys.exit(script["code"])
"""


class Recorded:
    """A folder with the program, and what it is to say, one build after the other."""

    def __init__(self, folder):
        self.folder = folder
        self.program = folder / "buildctl"
        self.program.write_text(PROGRAM)
        self.program.chmod(0o755)
        self.builds = 0

    def build(self, says=(), image=b"", code=0, hangs=False, times=1):
        script = {"says": list(says), "code": code, "hangs": hangs, "times": times}
        (self.folder / f"script-{self.builds}").write_text(json.dumps(script))
        (self.folder / f"image-{self.builds}").write_bytes(image)
        self.builds += 1

    def asked(self, number=0):
        """The words of a build, and the files that it saw, with their modes."""
        return json.loads((self.folder / f"asked-{number}").read_text())


def digest(name):
    return f"sha256:{hashlib.sha256(name.encode()).hexdigest()}"


def begins(*names, **more):
    at = "2026-11-27T09:00:00.000000001Z"
    vertexes = [{"digest": digest(name), "name": name, "started": at, **more} for name in names]
    return json.dumps({"vertexes": vertexes})


def ends(*names, **more):
    return begins(*names, completed="2026-11-27T09:00:01Z", **more)


def prints(name, text, stream=1):
    data = base64.b64encode(text.encode()).decode()
    log = {
        "vertex": digest(name),
        "stream": stream,
        "data": data,
        "timestamp": "2026-11-27T09:00:00Z",
    }
    return json.dumps({"logs": [log]})


def tar(entries, form=tarfile.PAX_FORMAT):
    """A layer: content by path; None is a folder, a TarInfo is taken as it is."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as archive:
        for path, content in entries.items():
            header = content if isinstance(content, tarfile.TarInfo) else tarfile.TarInfo(path)
            if content is None:
                header.type, header.mode = tarfile.DIRTYPE, 0o755
            if isinstance(content, bytes):
                header.size = len(content)
            body = io.BytesIO(content) if isinstance(content, bytes) else None
            archive.addfile(header, body)
    return stream.getvalue()


def link(path, target, kind=tarfile.SYMTYPE):
    header = tarfile.TarInfo(path)
    header.type, header.linkname = kind, target
    return header


def oci(layers, history, config=None, nothing=()):
    """The archive of an image; a layer is the entries of a tar, or bytes that are one already.

    `nothing` is how a list is written that has nothing in it.
    """
    plain = [layer if isinstance(layer, bytes) else tar(layer) for layer in layers]
    packed = [gzip.compress(layer, 1) if layer[:2] != b"\x1f\x8b" else layer for layer in plain]
    blobs = {f"sha256:{hashlib.sha256(blob).hexdigest()}": blob for blob in packed}
    settings = {
        "architecture": "amd64",
        "os": "linux",
        "config": config or {},
        "rootfs": {
            "type": "layers",
            "diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}" for layer in plain]
            or nothing,
        },
        "history": history,
    }
    manifest = {
        "schemaVersion": 2,
        "config": _blob(blobs, settings),
        "layers": [
            {"digest": name, "size": len(blob)} for name, blob in list(blobs.items())[: len(plain)]
        ]
        or nothing,
    }
    index = {"schemaVersion": 2, "manifests": [_blob(blobs, manifest)]}
    files = {f"blobs/{name.replace(':', '/')}": blob for name, blob in blobs.items()}
    files |= {"index.json": json.dumps(index).encode(), "oci-layout": b"{}"}
    # As it comes: sorted by name, so that the index is after what it speaks of.
    return tar(dict(sorted(files.items())))


def _blob(blobs, content):
    blob = json.dumps(content).encode()
    name = f"sha256:{hashlib.sha256(blob).hexdigest()}"
    blobs[name] = blob
    return {"digest": name, "size": len(blob)}
