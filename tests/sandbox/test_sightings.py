"""A word is found wherever a build put it, and only there."""

import os

import pytest

from sandbox import Limits, Look
from sandbox.inside import searching

LOOK = Look(words=("absent", "s3cret"))


def places(result, word=1):
    """Where the word was seen; layers are counted from the first that the build made."""
    assert {sighting.word for sighting in result.image.sightings} <= {word}
    base = sum(layer.from_base for layer in result.image.layers)
    return [
        (sighting.layer if sighting.layer is None else sighting.layer - base, sighting.path)
        for sighting in result.image.sightings
    ]


def test_word_is_found_in_files_of_every_layer(check):
    result = check(
        """\
FROM alpine
COPY .env /app/.env
RUN rm /app/.env
RUN mkdir /d && echo s3cret > /d/a && ln /d/a /d/b && ln -s /s3cret /d/link
""",
        {".env": b"TOKEN=s3cret"},
        look=LOOK,
    )

    assert places(result) == [
        (None, "history"),
        (0, "/app/.env"),
        (2, "/d/a"),
        (2, "/d/b"),
        (2, "/d/link"),
    ]


def test_word_is_found_in_the_settings_of_an_image(check):
    result = check(
        'FROM alpine\nARG T\nENV A=$T\nLABEL l="x\\"s3cret"\nRUN true\n',
        build_args={"T": "s3cret"},
        look=LOOK,
    )

    assert places(result) == [(None, "ENV"), (None, "config"), (None, "history")]


def test_word_of_a_base_or_of_another_stage_is_not_looked_for(check):
    result = check(
        "FROM alpine AS other\nCOPY .env /\nFROM alpine\nRUN true\n",
        {".env": b'NAME="Alpine'},
        look=Look(words=('NAME="Alpine',)),
    )

    assert result.image.sightings == ()


def test_what_is_no_file_holds_nothing_up(check):
    result = check(
        """\
FROM alpine
RUN mkfifo /fifo && ln -s /loop /loop && ln -s / /root-again && ln -s /dev/zero /zero \\
 && truncate -s 40M /sparse && echo s3cret >> /sparse
""",
        look=Look(words=("s3cret",)),
    )

    assert (0, "/sparse") in places(result, 0)
    assert result.image.sightings_are_cut is False


def test_search_among_very_many_files_ends(check):
    result = check(
        "FROM alpine\nRUN mkdir /d && cd /d && seq 20000 | xargs touch && echo s3cret > last\n",
        look=Look(words=("s3cret",)),
        limits=Limits(seconds=60, cpu_seconds=60, files=50_000),
    )

    assert (0, "/d/last") in places(result, 0)
    assert result.image.sightings_are_cut is False


@pytest.fixture
def look_in(tmp_path, monkeypatch):
    def look_in(content, *words, piece=16):
        monkeypatch.setattr(searching, "PIECE", piece)
        (tmp_path / "file").write_bytes(content)
        looking = searching.Search([word.encode() for word in words], end=float("inf"))
        return searching.search_file(looking, str(tmp_path / "file"))

    return look_in


@pytest.mark.parametrize("before", range(20))
def test_word_is_found_across_the_pieces_that_a_file_is_read_in(look_in, before):
    assert look_in(b"x" * before + b"s3cret" + b"y" * 40, "s3cret", "y3", "xs") >= {0}


def test_word_longer_than_a_piece_is_found(look_in):
    assert look_in(b"a" + b"0123456789" * 10, "0123456789" * 10, "a0", "1") == {0, 1, 2}


def test_hole_of_a_terabyte_takes_no_time(tmp_path):
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.write(b"first")
        file.seek(1 << 40)
        file.write(b"last")
    looking = searching.Search([b"last", b"first", b"absent"], end=float("inf"))

    assert searching.search_file(looking, str(path)) == {0, 1}


def test_search_that_takes_too_long_says_so(tmp_path):
    (tmp_path / "file").write_bytes(b"s3cret")
    looking = searching.Search([b"absent"], end=0)

    assert searching.search_file(looking, str(tmp_path / "file")) == set()
    assert looking.is_cut


def test_file_that_became_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    looking = searching.Search([b"absent"], end=float("inf"))

    assert searching.search_file(looking, str(tmp_path / "pipe")) == set()
