"""What a fix changes: only what a simulation of the fixed file confirms."""

from dockercheck.build import Inputs, read_build
from dockercheck.lines import Span
from dockercheck.report import Edit, Fix, apply_edits
from dockercheck.simulation import Bytes, Changes, Simulation
from dockercheck.simulation.effects import Effect, likely_edits

ORDER = "FROM node:22-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm run build\n"
MANIFESTS = Edit(Span(3, 1, 3, 9), "COPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .")
CONTEXT = ["package.json", "package-lock.json", "src/a.ts", "src/b.ts"]


def effect(source, *edits, **inputs):
    given = Inputs(**inputs)
    return Simulation.of(source, given).effect(Fix("title", edits))


def test_copying_the_manifests_first_saves_the_installation():
    found = effect(ORDER, MANIFESTS, Edit(Span(4, 1, 5, 1), ""), context=CONTEXT)

    assert found.text == "an edit of `src/` reruns 2 steps instead of 3"
    assert found.to_dict()["reruns"] == {"path": "src/b.ts", "before": 3, "after": 2}


def test_without_a_listing_the_edit_is_of_some_source_file():
    found = effect(ORDER, MANIFESTS, Edit(Span(4, 1, 5, 1), ""))

    assert found.text == "an edit of a source file reruns 2 steps instead of 3"


def test_another_base_changes_the_size_by_a_range():
    source = "FROM golang:1.24\nCOPY a /a\n"
    found = effect(source, Edit(Span(1, 6, 1, 17), "gcr.io/distroless/static"))

    assert found.size == Bytes(1_900_000 - 962_000_000, 2_400_000 - 729_000_000)
    assert found.text == "−727 to −960 MB"


def test_what_is_unknown_on_both_sides_cancels_out():
    source = "FROM debian:12\nRUN apt-get update && apt-get install -y some-package\n"
    end = len("RUN apt-get update && apt-get install -y some-package") + 1
    edit = Edit(Span(2, end, 2, end), " && rm -rf /var/lib/apt/lists/*")

    assert effect(source, edit).text == "−18 to −22 MB"


def test_a_difference_that_cannot_be_told_is_not_claimed():
    source = "FROM debian:12\nRUN apt-get install -y one\n"

    assert effect(source, Edit(Span(2, 24, 2, 27), "two")) is None


def test_a_fix_that_breaks_the_build_has_no_effect():
    assert effect(ORDER, Edit(Span(1, 1, 1, 5), "FORM")) is None


def test_a_fix_of_letter_case_or_of_a_command_has_no_effect():
    source = "FROM node:22 as B\nCOPY . .\nCMD npm start\n"

    assert effect(source, Edit(Span(1, 14, 1, 16), "AS")) is None
    assert effect(source, Edit(Span(3, 5, 3, 14), '["npm", "start"]')) is None


def test_a_fix_that_makes_more_steps_run_claims_nothing_of_it():
    source = "FROM node:22\nCOPY package.json .\nRUN npm ci\nCOPY src src\n"

    assert effect(source, Edit(Span(2, 6, 2, 18), ".")) is None


def test_only_some_fixes_of_a_file_are_simulated():
    simulation = Simulation.of(ORDER)
    fix = Fix("title", (MANIFESTS, Edit(Span(4, 1, 5, 1), "")))
    found = [simulation.effect(fix) for _ in range(12)]

    assert [each is not None for each in found] == [True] * 8 + [False] * 4


def test_an_effect_is_one_sentence_with_both_parts():
    edited = likely_edits(read_build(ORDER, Inputs()))[0]
    both = Effect(Bytes(-1_500_000, -1_500_000), edited, 6, 1)

    assert both.text == "−1.5 MB; an edit of a source file reruns 1 step instead of 6"


def test_the_reruns_are_those_of_the_cache():
    fix = Fix("title", (MANIFESTS, Edit(Span(4, 1, 5, 1), "")))
    found = effect(ORDER, *fix.edits, context=CONTEXT)
    inputs = Inputs(context=CONTEXT)
    changes = Changes(paths=[found.edited.path])

    before = Simulation.of(ORDER, inputs).cache(changes).rebuilt
    after = Simulation.of(apply_edits(ORDER, fix.edits), inputs).cache(changes).rebuilt
    assert (found.reruns_before, found.reruns_after) == (len(before), len(after))
