"""Reference data for the tests: what BuildKit makes of many files, kept beside the repository."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import settings

# A test that is slow because the machine is busy is no failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

CONFORMANCE = Path(__file__).resolve().parents[2].parent / "shared" / "conformance"


@pytest.fixture
def conformance():
    """Rows of a reference file by its name; skips, with the reason, where there is none."""

    def rows(name):
        if not CONFORMANCE.is_dir():
            pytest.skip(f"no reference data: {CONFORMANCE.name} is not beside the repository")
        try:
            text = (CONFORMANCE / f"{name}.jsonl").read_text(encoding="utf-8")
        except OSError as error:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(f"reference data cannot be read: {error}")
        found = [json.loads(line) for line in text.splitlines()]
        assert found != []
        return found

    return rows
