"""What runs in a box comes compiled, and as text for a Python of another version."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

from sandbox import box


def test_every_module_comes_both_ways():
    with zipfile.ZipFile(io.BytesIO(box.program())) as program:
        names = set(program.namelist()) - {"__main__.py"}

    texts = {f"inside/{path.name}" for path in Path(box.__file__).parent.glob("inside/*.py")}
    assert names == texts | {f"{name}c" for name in texts}


def test_python_starts_it(tmp_path):
    (tmp_path / "program.pyz").write_bytes(box.program())
    script = "import sys; sys.path.insert(0, sys.argv[1]); import inside.main as m; print(m.main)"

    done = subprocess.run(
        [sys.executable, "-IS", "-c", script, tmp_path / "program.pyz"],
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout.startswith("<function main")
