"""Many names, no content."""

import tarfile

with tarfile.open("t.tar.gz", "w:gz") as archive:
    for number in range(20_000):
        archive.addfile(tarfile.TarInfo(f"f{number}"))
