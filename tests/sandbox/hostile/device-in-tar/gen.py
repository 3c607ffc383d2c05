"""An archive with a disk and the memory in it."""

import tarfile

with tarfile.open("t.tar", "w") as archive:
    for name, kind, major, minor in (
        ("vda", tarfile.BLKTYPE, 254, 0),
        ("mem", tarfile.CHRTYPE, 1, 1),
    ):
        entry = tarfile.TarInfo(name)
        entry.type, entry.devmajor, entry.devminor, entry.mode = kind, major, minor, 0o666
        archive.addfile(entry)
