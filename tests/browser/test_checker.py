"""The checker in a browser: as one types, by keyboard, without JavaScript, light and dark."""

import re

import pytest

CASED = "FROM golang:1.27 AS Build\nCOPY a /a\nFROM scratch\nCOPY --from=build /a /a\n"
SAMPLE = "/check/?sample=orders"
LENSES = ["findings", "stages", "image", "cache"]
PAGES = [
    "/check/",
    *(f"{SAMPLE}&lens={lens}&changed=go.mod" for lens in LENSES),
    "/check/?rule=SingleStageShipsCompiler&lens=image",
    "/check/2345678923/",
    "/rules/",
    "/rules/LastStageAsRoot/",
    "/rules/CopyIgnoredFile/",
]


@pytest.fixture
def plain(visit):
    """A visitor whose browser runs no JavaScript."""
    return visit(java_script_enabled=False)


@pytest.fixture
def open_editor(visit):
    """A page with the editor ready; the page and its editable element."""

    def go(path="/check/", **options):
        visitor = visit(**options)
        visitor.goto(path)
        visitor.page.locator(".cm-content").wait_for()
        return visitor

    return go


def lines(page):
    """The text in the editor, as it would be sent."""
    return page.locator("#source").evaluate("area => area.value")


def verdict(page, part):
    page.locator("#verdict", has_text=part).wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(visit, path, width, scheme):
    visitor = visit(color_scheme=scheme, viewport={"width": width, "height": 800})
    visitor.goto(path)
    if path.startswith("/check/"):
        visitor.page.locator(".cm-content").wait_for()

    assert visitor.axe() == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width


def test_typing_shows_findings_at_their_lines(open_editor):
    visitor = open_editor()
    page = visitor.page
    page.locator(".cm-content").click()
    page.keyboard.type("FROM node\n")

    page.locator(".finding", has_text="The base image node names no version").wait_for()
    page.locator(".cm-lint-marker-warning").wait_for()
    assert lines(page) == "FROM node\n"
    assert page.locator(".cm-lintRange-warning").inner_text() == "node"
    assert visitor.axe() == []


def test_one_pause_is_one_question(open_editor):
    page = open_editor().page
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else 0)
    page.locator(".cm-content").click()
    page.keyboard.type("FROM node:22.11-slim")
    verdict(page, "It would build")

    assert len(asked) < 10


def test_stale_answer_is_dropped(open_editor):
    page = open_editor().page
    held = []

    def hold_the_first(route):
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/check/?lens=findings", hold_the_first)
    page.locator(".cm-content").click()
    page.keyboard.insert_text("FROM first")
    page.locator("#report[aria-busy]").wait_for()
    page.keyboard.insert_text("-and-second")
    page.locator(".finding", has_text="first-and-second names no version").wait_for()
    held[0].abort()

    assert page.locator(".finding .message").all_inner_texts() == [
        "The base image first-and-second names no version"
    ]


def test_text_survives_a_server_that_cannot_be_reached(open_editor):
    visitor = open_editor()
    page = visitor.page
    page.route("**/check/?lens=findings", lambda route: route.abort())
    page.locator(".cm-content").click()
    page.keyboard.insert_text("FROM node")
    verdict(page, "The server cannot be reached. Your text is still here")

    assert lines(page) == "FROM node"
    page.unroute("**/check/?lens=findings")
    page.keyboard.insert_text(":22.11-slim\n")
    verdict(page, "It would build")
    visitor.complaints.remove("console: Failed to load resource: net::ERR_FAILED")


def test_fix_is_applied_in_the_editor_and_undone(open_editor):
    page = open_editor().page
    page.locator(".cm-content").click()
    page.keyboard.insert_text(CASED)
    page.get_by_role("button", name="Rename the stage to build").click()
    verdict(page, "Applied: Rename the stage to build.")
    assert lines(page) == CASED.replace("Build", "build")
    assert page.evaluate("document.activeElement.id") == "undo"

    page.keyboard.press("Enter")

    page.locator(".finding", has_text="Stage name 'Build' should be lowercase").wait_for()
    assert lines(page) == CASED
    assert page.locator("#undo").count() == 0


def test_fix_is_undone_as_any_edit_is(open_editor):
    page = open_editor().page
    page.locator(".cm-content").click()
    page.keyboard.insert_text(CASED)
    page.get_by_role("button", name="Rename the stage to build").click()
    verdict(page, "Applied")

    page.locator(".cm-content").focus()
    page.keyboard.press("Control+z")

    assert lines(page) == CASED


def test_fix_is_applied_from_the_gutter(open_editor):
    page = open_editor().page
    page.locator(".cm-content").click()
    page.keyboard.insert_text(CASED)
    page.locator(".cm-lint-marker").first.hover()
    page.locator(".cm-diagnosticAction", has_text="Rename the stage").click()

    verdict(page, "Applied: Rename the stage to build.")
    assert lines(page) == CASED.replace("Build", "build")


def test_lenses_by_keyboard_keep_text_and_focus(open_editor):
    page = open_editor(SAMPLE).page
    shown = {
        "stages": ".stage-graph svg",
        "image": ".settings",
        "cache": ".ticks",
        "findings": ".findings",
    }
    page.locator("#lens-findings").focus()
    for lens, part in shown.items():
        if lens == "findings":
            page.keyboard.press("Shift+Tab")
            page.keyboard.press("Shift+Tab")
            page.keyboard.press("Shift+Tab")
        else:
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator(part).wait_for()

        assert page.evaluate("document.activeElement.id") == f"lens-{lens}"
        assert f"lens={lens}" in page.url
        assert lines(page).startswith("# syntax=docker/dockerfile:1\n")


def test_tick_lights_up_the_steps(open_editor):
    page = open_editor(f"{SAMPLE}&lens=cache").page
    page.get_by_role("checkbox", name="cmd/orders/main.go").focus()
    page.keyboard.press("Space")

    page.locator("#reruns", has_text="3 of 7 steps run again, 1 more may.").wait_for()
    assert page.locator("tr.rerun").count() == 4
    assert page.evaluate("document.activeElement.value") == "cmd/orders/main.go"


def test_target_is_chosen(open_editor):
    page = open_editor(f"{SAMPLE}&lens=stages").page
    page.get_by_label("Target stage").focus()
    page.get_by_label("Target stage").select_option("test")

    page.locator(".parts tbody tr:last-child", has_text="not built").wait_for()
    rows = page.locator(".parts tbody tr").all_inner_texts()
    assert [row.split("\t")[-1] for row in rows] == [
        "its files are in the image",
        "the target: it is the image",
        "not built",
    ]
    assert page.evaluate("document.activeElement.id") == "target"


def test_line_link_goes_to_the_line_in_the_editor(open_editor):
    page = open_editor(SAMPLE).page
    page.get_by_role("link", name="Line 15").first.click()

    assert page.locator(".cm-activeLine").inner_text() == "FROM gcr.io/distroless/static-debian13"


@pytest.mark.parametrize("keys", [["Tab"], ["Escape", "Tab"]])
def test_keyboard_leaves_the_editor(open_editor, keys):
    page = open_editor(SAMPLE).page
    before = lines(page)
    page.locator(".cm-content").focus()

    for key in keys:
        page.keyboard.press(key)

    assert page.evaluate("document.activeElement.textContent") == "Check"
    assert lines(page) == before


def test_editor_has_a_name_and_a_description(open_editor):
    page = open_editor().page
    editor = page.get_by_role("textbox", name="Dockerfile", exact=True)

    assert editor.count() == 1
    assert editor.get_attribute("aria-describedby") == "source-note"


@pytest.mark.parametrize(
    ("typed", "choice", "text"),
    [
        ("ENT", "ENTRYPOINT", "ENTRYPOINT "),
        ("FROM a AS build\nFROM b\nCOPY --fr", "--from=", "COPY --from="),
        ("FROM a AS build\nFROM b\nCOPY --from=b", "build", "COPY --from=build"),
        ("FROM a AS base\nFROM ba", "base", "FROM base"),
        ("FROM a\nRUN --mo", "--mount=type=cache,target=", "RUN --mount=type=cache,target="),
    ],
)
def test_completion_knows_instructions_flags_and_stages(open_editor, typed, choice, text):
    page = open_editor().page
    page.locator(".cm-content").click()
    page.keyboard.insert_text(typed[:-1])
    page.keyboard.type(typed[-1])
    page.locator(".cm-tooltip-autocomplete li", has_text=choice).first.wait_for()
    # CodeMirror ignores an accepting key for a moment after the list has come up.
    page.wait_for_function(
        "shown => performance.now() - shown > 120", arg=page.evaluate("performance.now()")
    )
    page.keyboard.press("Enter")

    assert lines(page).split("\n")[-1] == text


def test_size_is_shown_and_the_limit_told(open_editor):
    visitor = open_editor()
    page = visitor.page
    page.locator(".cm-content").click()
    page.keyboard.insert_text("#" * 70_000)

    page.locator("#report .error", has_text="This has 69 kB; 64 kB are read.").wait_for()
    assert "68.4 kB" in page.locator("#size").inner_text()
    assert page.locator("#size").get_attribute("class") == "error"
    assert len(lines(page)) == 70_000
    visitor.complaints[:] = [said for said in visitor.complaints if "status of 422" not in said]


def test_hostile_text_stays_text(open_editor):
    page = open_editor().page
    page.locator(".cm-content").click()
    page.keyboard.insert_text(
        "FROM <img/src=x/onerror=alert(1)> AS </script><script>alert(2)</script>"
    )
    verdict(page, "The build would stop")

    assert page.locator("#report img, #report script:not(#marks)").count() == 0
    assert "<script>alert(2)" in page.locator(".excerpt").first.inner_text()


def test_link_with_the_text_in_it_is_opened_elsewhere(open_editor):
    page = open_editor(permissions=["clipboard-read", "clipboard-write"]).page
    page.locator(".cm-content").click()
    page.keyboard.insert_text(CASED)
    page.locator("#link-text").click()
    page.locator("#link-text", has_text="Copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")

    other = open_editor(re.sub("^https?://[^/]+", "", link)).page

    verdict(other, "It would build")
    assert lines(other) == CASED
    assert "#d=" in link


@pytest.mark.parametrize("damage", ["#d=", "#d=AAAA", "#d=%%%"])
def test_damaged_link_says_so(open_editor, damage):
    page = open_editor(f"/check/{damage}").page

    verdict(page, "This link is damaged")


def test_project_is_kept_under_a_short_link(open_editor):
    page = open_editor().page
    page.locator(".cm-content").click()
    page.keyboard.insert_text(CASED)
    page.get_by_role("button", name=re.compile("Keep it here")).click()
    link = page.locator("#kept-link").inner_text()

    other = open_editor(re.sub("^https?://[^/]+", "", link)).page

    assert lines(other) == CASED


@pytest.mark.parametrize(
    ("button", "name"),
    [("Report as JSON", "Dockerfile.report.json"), ("Report as SARIF", "Dockerfile.sarif")],
)
def test_report_is_downloaded(open_editor, button, name):
    page = open_editor(SAMPLE).page
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()

    assert download.value.suggested_filename == name


def test_file_is_opened_into_the_editor(open_editor, tmp_path):
    (tmp_path / "Dockerfile").write_text(CASED)
    page = open_editor().page
    page.get_by_label("Open a file").set_input_files(tmp_path / "Dockerfile")

    page.locator(".finding", has_text="should be lowercase").wait_for()
    assert lines(page) == CASED


def test_first_load_stays_within_the_budget(visit):
    visitor = visit()
    devtools = visitor.context.new_cdp_session(visitor.page)
    sizes = []
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    devtools.send("Network.enable")
    visitor.page.goto(SAMPLE, wait_until="networkidle")
    visitor.page.locator(".cm-content").wait_for()

    assert 0 < sum(sizes) <= 220_000


def test_other_pages_load_no_editor(visit):
    visitor = visit()
    loaded = []
    visitor.page.on("request", lambda request: loaded.append(request.url))
    visitor.page.goto("/rules/UnpinnedBase/", wait_until="networkidle")

    assert [
        url for url in loaded if "codemirror" in url or "checker" in url.rpartition("/")[2]
    ] == [url for url in loaded if "/css/checker" in url]


# Without JavaScript


def test_without_javascript_a_fix_is_applied_and_undone(plain):
    page = plain.page
    plain.goto("/check/")
    page.get_by_label("Dockerfile", exact=True).fill(CASED)
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("button", name="Rename the stage to build").click()
    assert page.locator("#source").input_value() == CASED.replace("Build", "build")

    page.get_by_role("button", name="Undo the fix").click()

    assert page.locator("#source").input_value() == CASED
    assert page.locator("#verdict").inner_text().startswith("Undone.")


def test_without_javascript_every_lens_shows_what_was_typed(plain):
    page = plain.page
    plain.goto("/check/")
    page.get_by_label("Dockerfile", exact=True).fill(CASED)
    page.locator("summary").click()
    page.get_by_label("Files in the build context").fill("1 kB a\n")
    for lens, part in (("Stages", ".stage-graph svg"), ("Image", ".settings"), ("Cache", ".ticks")):
        page.get_by_role("button", name=lens, exact=True).click()

        assert page.locator(part).count() == 1
        assert f"lens={lens.lower()}" in page.url
        assert page.locator("#source").input_value() == CASED

    page.get_by_role("checkbox", name="a").check()
    page.get_by_role("button", name="Show what runs again").click()
    assert page.locator("tr.rerun").count() == 2


def test_without_javascript_the_sample_is_a_click_away_and_kept(plain):
    page = plain.page
    plain.goto("/check/")
    page.get_by_role("link", name="Load the sample project").click()
    text = page.locator("#source").input_value()
    page.get_by_role("button", name=re.compile("Keep it here")).click()

    assert page.locator("#source").input_value() == text
    assert re.search(r"/check/\w{10}/$", page.url)
    assert page.locator("#link-text").is_hidden()


def test_without_javascript_a_rule_is_tried(plain):
    page = plain.page
    plain.goto("/rules/")
    page.get_by_role("link", name="Say which version of the base image you mean").click()
    page.get_by_role("link", name="Try it in the checker").click()

    assert page.locator("#source").input_value() == 'FROM node\nCMD ["node", "server.js"]\n'
    assert page.locator(".finding", has_text="The base image node names no version").count() == 1
