"""The checker page: four lenses, fixes, sharing, JSON, limits, and text that means harm."""

import html
import json
import re
from io import BytesIO

import pytest
from django.test import Client

from learning import sharing
from learning.models import Learner, SharedCheck

pytestmark = pytest.mark.django_db

CASED = "FROM golang:1.27 AS Build\nCOPY a /a\nFROM scratch\nCOPY --from=build /a /a\n"
CLEAN = 'FROM gcr.io/distroless/static-debian13:nonroot\nCOPY app /app\nENTRYPOINT ["/app"]\n'
SCRIPT = "</textarea><script>alert(1)</script><img src=x onerror=alert(1)>"
HTMX = {"HTTP_HX_REQUEST": "true"}
AS_JSON = {"HTTP_ACCEPT": "application/json"}


def text(response):
    return " ".join(response.content.decode().split())


def source_of(response):
    """What the text area holds, as a browser reads it."""
    found = re.search(
        r'<textarea name="source".*?>\n(.*?)</textarea>', response.content.decode(), re.DOTALL
    )
    return html.unescape(found[1])


def marks_of(response):
    return json.loads(
        re.search(r'<script id="marks".*?>(.*?)</script>', response.content.decode())[1]
    )


def test_empty_page_offers_the_sample_and_checks_nothing(client):
    page = text(client.get("/check/"))

    assert "Nothing is checked yet." in page
    assert 'href="/check/?sample=orders&amp;lens=findings"' in page
    assert 'id="marks"' not in page


def test_findings_say_where_what_why_and_how(client):
    page = text(client.post("/check/", {"source": CASED}))

    assert '<a href="#source" data-line="1" data-column="21">Line 1</a>' in page
    assert "Stage name &#x27;Build&#x27; should be lowercase" in page
    assert "BuildKit calls this stage build: FROM Build would not find it." in page
    assert 'value="StageNameCasing:1:21" formaction="/check/fix/?lens=findings"' in page
    assert '<a class="small" href="/rules/StageNameCasing/">StageNameCasing</a>' in page


def test_file_without_faults_is_told_so(client):
    page = text(client.post("/check/", {"source": CLEAN}))

    assert "It would build, and" in page
    assert "Nothing to mend." in page


@pytest.mark.parametrize("source", ["", "\n\n", "# only a comment\n"])
def test_file_without_an_instruction_does_not_pass(client, source):
    page = text(client.post("/check/", {"source": source}))

    assert "The build would stop in 1 place" in page
    assert "Nothing to mend" not in page


def test_typed_text_comes_back_byte_for_byte(client):
    typed = "\n\nFROM a\n\tRUN x  \n"

    assert source_of(client.post("/check/", {"source": typed.replace("\n", "\r\n")})) == typed


@pytest.mark.parametrize(
    ("lens", "said"),
    [
        ("findings", "runs again after every edit of the source"),
        ("stages", '<th scope="row">build<br>'),
        ("image", "<dt>Starts</dt><dd><code>/bin/sh -c /orders --listen :8080</code></dd>"),
        ("cache", 'name="changed" id="changed-1" value=".dockerignore"'),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_lens_has_an_address(client, lens, said, method):
    if method == "get":
        response = client.get(f"/check/?sample=orders&lens={lens}")
    else:
        sample = client.get("/check/?sample=orders").context["project"]
        response = client.post(
            f"/check/?lens={lens}", {"source": sample.source, "listing": sample.listing}
        )

    assert said in text(response)
    assert text(response).count('aria-pressed="true">' + lens.title()) == 1


def test_fix_tells_its_effect_where_simulation_confirms_it(client):
    page = text(client.get("/check/?sample=orders"))

    assert (
        '<span class="effect">An edit of <code>cmd/</code> reruns 3 steps instead of 4.</span>'
        in page
    )


def test_image_lens_shows_files_with_the_lines_they_came_by(client):
    page = text(client.get("/check/?sample=orders&lens=image"))

    assert "Line 8 of build, then line 16 of stage 2</a>" in page
    assert '<li><code>/orders</code> <span class="small muted">binary</span></li>' in page
    assert "<dt>Shell</dt><dd><code>no: only the JSON form of a command can start</code>" in page
    assert "or more on disk, by the figures that are known." in page


def test_leaks_are_named_with_the_way_they_took(client):
    source = "FROM debian:12\nCOPY . /src\nRUN apt-get update && apt-get install -y gcc\n"
    page = text(
        client.post("/check/?lens=image", {"source": source, "listing": "1 kB .env\n2 kB a.c"})
    )

    assert "<strong>gcc</strong>" in page
    assert "<strong>.env</strong>" in page
    assert "by line 2 of stage 0" in page


def test_ticked_files_light_up_the_steps_that_run_again(client):
    ticked = text(client.get("/check/?sample=orders&lens=cache&changed=cmd/orders/main.go"))
    ignored = text(client.get("/check/?sample=orders&lens=cache&changed=README.md"))

    assert '<p class="outcome" id="reruns">3 of 7 steps run again, 1 more may.</p>' in ticked
    assert ticked.count('<tr class="rerun">') == 4
    assert "<strong>may run again</strong>: build runs again at line 8" in ticked
    assert 'value="cmd/orders/main.go" checked>' in ticked
    assert "No step runs again: none of them takes these files." in ignored


def test_unknown_lens_is_the_first(client):
    assert 'aria-pressed="true">Findings' in text(client.get("/check/?lens=<script>"))


def test_target_is_chosen_among_the_stages(client):
    page = text(client.post("/check/?lens=stages", {"source": CASED, "target": "build"}))

    assert '<option value="build" selected>build</option>' in page
    assert "Line" not in page.partition("<table>")[0].partition("stage-graph")[2]
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page)
    assert [row.rpartition("<td>")[2] for row in rows] == [
        "the target: it is the image</td>",
        "not built</td>",
    ]


def test_target_that_is_not_there_stops_the_build_and_stays_chosen(client):
    page = text(client.post("/check/", {"source": CASED, "target": "biuld"}))

    assert "target stage &quot;biuld&quot; could not be found" in page
    assert '<option value="biuld" selected>biuld</option>' in page


def test_script_gets_the_report_alone_with_marks(client):
    response = client.post("/check/?lens=cache", {"source": CASED}, **HTMX)

    assert text(response).startswith('<div id="report"')
    assert marks_of(response)["source"] == CASED
    assert [mark["rule"] for mark in marks_of(response)["diagnostics"]] == ["StageNameCasing"]


def test_fix_is_applied_and_undone_without_script(client):
    fixed = client.post("/check/fix/", {"source": CASED, "fix": "StageNameCasing:1:21"})
    before = html.unescape(
        re.search(r'name="before".*?>\n(.*?)</textarea>', fixed.content.decode(), re.DOTALL)[1]
    )
    undone = client.post("/check/undo/", {"source": source_of(fixed), "before": before})

    assert source_of(fixed) == CASED.replace("Build", "build")
    assert "Applied: Rename the stage to build." in text(fixed)
    assert source_of(undone) == CASED
    assert 'name="before"' not in text(undone)


def test_fix_of_a_text_that_changed_changes_nothing(client):
    response = client.post("/check/fix/", {"source": CLEAN, "fix": "StageNameCasing:1:21"})

    assert source_of(response) == CLEAN
    assert "That finding is no longer there: the text has changed since." in text(response)


def test_json_for_those_who_ask_for_it(client):
    response = client.post("/check/", {"source": CASED}, **AS_JSON)

    assert response["Content-Type"] == "application/json"
    assert [finding["rule"] for finding in response.json()["findings"]] == ["StageNameCasing"]
    assert client.get("/check/?sample=orders", **AS_JSON).json()["schema"] == 1


def test_json_of_a_refusal_names_the_field(client):
    response = client.post("/check/", {"source": "FROM a\n" * 301}, **AS_JSON)

    assert response.status_code == 422
    assert response.json() == {
        "errors": {"source": ["This has 301 instructions; up to 300 are read."]}
    }


def test_answer_varies_by_what_was_asked(client):
    assert {"Accept", "HX-Request"} <= set(client.get("/check/")["Vary"].split(", "))


def test_report_is_downloaded_as_json(client):
    response = client.post("/check/report.json", {"source": CASED})

    assert response["Content-Disposition"] == 'attachment; filename="Dockerfile.report.json"'
    assert response.json()["file"] == "Dockerfile"


def test_report_is_downloaded_as_sarif(client):
    response = client.post("/check/report.sarif", {"source": CASED})

    assert response["Content-Disposition"] == 'attachment; filename="Dockerfile.sarif"'
    assert response.json()["version"] == "2.1.0"
    assert [result["ruleId"] for result in response.json()["runs"][0]["results"]] == [
        "StageNameCasing"
    ]


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("source", "FROM a\n" + "#" * 65_536, "This has 65 kB; 64 kB are read."),
        ("listing", "../outside", "Line 1: ../outside lies outside of the build context."),
        ("source", "FROM a\0b", "Null characters are not allowed."),
        ("target", "a" * 200, "Ensure this value has at most 128 characters (it has 200)."),
    ],
)
def test_refused_text_is_kept_and_told(client, headers, field, value, said):
    response = client.post("/check/", {"source": "FROM kept\n", field: value}, **headers)

    assert response.status_code == 422
    assert said in html.unescape(text(response))
    assert "Not checked: something is too much." in text(response)
    if not headers:
        assert source_of(response).startswith("FROM ")


def test_too_large_a_request_is_not_read(client):
    response = client.post("/check/", {"source": "#" * 1_100_000})

    assert response.status_code == 413
    assert "Nothing was read." in text(response)


@pytest.mark.parametrize("headers", [{}, AS_JSON])
def test_length_that_is_no_number_is_refused(client, headers):
    response = client.generic("POST", "/check/", b"", CONTENT_LENGTH="many", **headers)

    assert response.status_code == 413


def test_file_is_opened(client):
    file = BytesIO(CASED.encode())
    file.name = "Dockerfile"

    assert source_of(client.post("/check/", {"source": "FROM typed\n", "file": file})) == CASED


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"#" * 65_537, "Up to 64 kB are read, and this file is larger."),
        (b"\x7fELF\0\0", "This file is no text."),
    ],
)
def test_file_that_is_refused_leaves_what_was_typed(client, body, said):
    file = BytesIO(body)
    file.name = "Dockerfile"
    response = client.post("/check/", {"source": "FROM typed\n", "file": file})

    assert response.status_code == 422
    assert said in text(response)
    assert source_of(response) == "FROM typed\n"


@pytest.mark.parametrize("lens", ["findings", "stages", "image", "cache"])
@pytest.mark.parametrize(
    "source",
    [
        SCRIPT,
        f"FROM {SCRIPT}\n",
        f"FROM a AS b{SCRIPT}\n",
        f'FROM a\nLABEL x="{SCRIPT}"\nENV y="{SCRIPT}"\nUSER "{SCRIPT}"\nCMD ["{SCRIPT}"]\n',
        f"FROM a AS b\nFROM c\nCOPY --from=b '/{SCRIPT}' /x\nCOPY --from={SCRIPT} /y /z\n",
        f"FROM a\nRUN --mount=type=bind,from={SCRIPT} x\nEXPOSE {SCRIPT}\n",
    ],
)
def test_hostile_text_is_escaped_wherever_it_shows(client, lens, source):
    fields = {"source": source, "listing": SCRIPT, "ignore": SCRIPT, "target": SCRIPT[:100]}
    for headers in ({}, HTMX):
        page = client.post(
            f"/check/?lens={lens}", {**fields, "changed": SCRIPT, "fix": SCRIPT}, **headers
        ).content.decode()
        scripts = re.findall(r"<script\b[^>]*>", page)

        assert "alert(1)" in page
        assert "<img" not in page
        assert page.count("</textarea>") == len(re.findall("<textarea", page))
        assert all("src=" in tag or 'id="marks"' in tag for tag in scripts)


def test_hostile_text_stays_data_in_json_and_in_marks(client):
    response = client.post("/check/", {"source": SCRIPT})

    assert marks_of(response)["source"] == SCRIPT
    assert client.post("/check/", {"source": SCRIPT}, **AS_JSON)["X-Content-Type-Options"] == (
        "nosniff"
    )


def test_thousands_of_errors_are_not_all_listed(client):
    source = "FROM a\nCOPY " + " ".join(f"<<E{n}" for n in range(2000)) + " /a\n"
    page = text(client.post("/check/", {"source": source}))

    assert page.count('<li class="finding') == 100
    assert re.search(r"\d+ more are not listed here\.", page)[0] != "0 more are not listed here."


def test_nothing_is_kept_unless_asked(client):
    client.post("/check/", {"source": CASED})
    client.post("/check/fix/", {"source": CASED, "fix": "StageNameCasing:1:21"})
    client.post("/check/report.json", {"source": CASED})

    assert (SharedCheck.objects.count(), Learner.objects.count()) == (0, 0)


def test_kept_project_is_seen_by_whoever_has_the_link(client):
    sent = {"source": CASED, "listing": "1 kB a", "ignore": "b", "target": "build"}
    response = client.post("/check/share/", sent)
    page = Client().get(response["Location"])

    assert source_of(page) == CASED
    assert page.context["project"].listing == "1 kB a"
    assert f"http://testserver{response['Location']}" in text(page)
    assert '<option value="build" selected>' in text(page)
    assert 'aria-pressed="true">Stages' in text(client.get(response["Location"] + "?lens=stages"))


def test_keeping_needs_a_token_and_checking_does_not():
    stranger = Client(enforce_csrf_checks=True)

    assert stranger.post("/check/", {"source": CASED}).status_code == 200
    assert stranger.post("/check/share/", {"source": CASED}).status_code == 403
    assert SharedCheck.objects.count() == 0


def test_too_much_is_not_kept(client):
    response = client.post("/check/share/", {"source": "FROM a\n" * 301})

    assert response.status_code == 422
    assert SharedCheck.objects.count() == 0


def test_full_server_says_so_and_shows_the_report(client, monkeypatch):
    monkeypatch.setattr(sharing, "MOST_KEPT", 0)
    response = client.post("/check/share/", {"source": CASED})

    assert "This server keeps no more for now." in text(response)
    assert source_of(response) == CASED


def test_link_to_nothing_says_so(client):
    response = client.get("/check/2345678923/")

    assert response.status_code == 404
    assert "Nothing is kept under this link." in text(response)


@pytest.mark.parametrize("query", ["sample=none", "sample=../orders", "rule=None"])
def test_unknown_sample_or_rule_is_no_page(client, query):
    assert client.get(f"/check/?{query}").status_code == 404


def test_bad_example_of_a_rule_is_opened_with_what_it_needs(client):
    page = client.get("/check/?rule=CopyIgnoredFile")

    assert page.context["project"].ignore != ""
    assert "/rules/CopyIgnoredFile/" in text(page)


@pytest.mark.parametrize("path", ["fix/", "undo/", "share/", "report.json", "report.sarif"])
def test_actions_are_posts(client, path):
    assert client.get(f"/check/{path}").status_code == 405


def test_policy_allows_own_styles_and_the_pages_nonce_only(client):
    response = client.get("/check/")
    policy = response["Content-Security-Policy"]
    styles = re.search(r"style-src ([^;]*)", policy)[1].split()

    assert styles == ["'self'", f"'nonce-{response.context['request'].csp_nonce}'"]
    assert f'data-style-nonce="{response.context["request"].csp_nonce}"' in text(response)
    assert "unsafe" not in policy
    assert "nonce" not in client.get("/about/")["Content-Security-Policy"]
