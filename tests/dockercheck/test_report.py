"""The report as plain values, and edits applied to a source."""

import json

from hypothesis import given
from hypothesis import strategies as st

from dockercheck import check
from dockercheck.lines import Span
from dockercheck.report import Edit, apply_edits

TEXT = """\
# syntax=docker/dockerfile:1
FROM golang:1.24 as build
COPY <<one /one
x
one
RUN --mount=type=cache,target=/c go build
FROM scratch
COPY --from=build /app /app
HEALTHCHECK CMD ["/app"]
ENTRYPOINT ["/app"]
"""


def test_report_is_json():
    report = check(TEXT).to_dict("Dockerfile")

    assert json.loads(json.dumps(report)) == report
    assert (report["schema"], report["file"]) == (1, "Dockerfile")
    assert report["syntax"] == "docker/dockerfile:1"


def test_report_holds_every_part():
    report = check(TEXT).to_dict()

    assert [i["name"] for i in report["instructions"]][:3] == ["FROM", "COPY", "RUN"]
    assert report["instructions"][1]["heredocs"] == [{"name": "one", "content": "x\n"}]
    assert report["instructions"][2]["flags"] == ["--mount=type=cache,target=/c"]
    assert report["stages"][1]["base"] == {"kind": "scratch", "ref": "scratch", "stage": None}
    assert report["stages"][1]["needs"] == [{"stage": 0, "line": 8, "via": "copy"}]
    assert report["target"] == {"index": 1, "name": None}
    assert report["image"]["entrypoint"] == ["/app"]
    assert report["image"]["healthcheck"]["test"] == ["CMD", "/app"]
    finding = next(f for f in report["findings"] if f["rule"] == "FromAsCasing")
    assert (finding["line"], finding["fix"]["edits"][0]["text"]) == (2, "AS")


def test_report_without_a_stage_is_a_report():
    report = check("").to_dict()

    assert (report["target"], report["image"], report["stages"]) == (None, None, [])
    assert report["errors"][0]["line"] == 1
    assert check("RUN x\n").to_dict()["errors"][0]["hint"]


def test_edits_replace_insert_and_remove():
    edits = [
        Edit(Span(1, 1, 1, 2), "X"),
        Edit(Span(1, 3, 1, 3), "-"),
        Edit(Span(2, 1, 3, 1), ""),
        Edit(Span(3, 2, 3, 2), "!"),
    ]

    assert apply_edits("abc\nd\ne", edits) == "Xb-c\ne!"


def test_edit_may_reach_beyond_the_last_line():
    assert apply_edits("a\nb", [Edit(Span(2, 1, 3, 1), "")]) == "a\n"


@given(st.text(alphabet="ab\n\r\u2028é", max_size=30))
def test_no_edit_changes_nothing(text):
    assert apply_edits(text, []) == text
