"""Lists of files as `find`, `git ls-files` and people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.file_listing import LONGEST_PATH, MOST_FILES, ListingError, read_listing


@pytest.mark.parametrize(
    ("line", "files"),
    [
        ("main.go", {"main.go": None}),
        ("  ./cmd/main.go  ", {"cmd/main.go": None}),
        ("/etc/app.conf", {"etc/app.conf": None}),
        ("120 main.go", {"main.go": 120}),
        ("120\tmain.go", {"main.go": 120}),
        ("1.5 kB main.go", {"main.go": 1500}),
        ("2kB main.go", {"main.go": 2000}),
        ("2K main.go", {"main.go": 2048}),
        ("2 KiB main.go", {"main.go": 2048}),
        ("18 MB bin/orders", {"bin/orders": 18_000_000}),
        ("3 GB data", {"data": 3_000_000_000}),
        ("12 B a", {"a": 12}),
        ("a file with spaces.txt", {"a file with spaces.txt": None}),
        ("7 a file", {"a file": 7}),
        ("2024", {"2024": None}),
        ("12 Makefile", {"Makefile": 12}),
        ("src/", {}),
        (".", {}),
        ("", {}),
        ("a/../b", {"b": None}),
    ],
)
def test_line_is_read(line, files):
    assert read_listing(line) == files


def test_lines_make_a_list_and_the_last_of_a_path_counts():
    assert read_listing("1 a\r\n\n2 b\n3 a\n") == {"a": 3, "b": 2}


def test_path_outside_is_refused_with_its_line():
    with pytest.raises(ListingError, match=r"^Line 2: \.\./a lies outside of the build context\.$"):
        read_listing("b\n../a")


def test_too_many_files_are_refused():
    read_listing("\n".join(f"f{n}" for n in range(MOST_FILES)))
    with pytest.raises(ListingError, match=r"^Line 2001: up to 2,000 files are read\.$"):
        read_listing("\n".join(f"f{n}" for n in range(MOST_FILES + 1)))


def test_overlong_path_is_refused():
    with pytest.raises(ListingError, match=r"^Line 1: a path may have 500 characters\.$"):
        read_listing("a" * (LONGEST_PATH + 1))


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    try:
        files = read_listing(text)
    except ListingError:
        return
    assert all(path and not path.startswith(("/", "../")) for path in files)
