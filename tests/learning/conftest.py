"""A small course in the database, and a returning learner."""

import pytest
from django.core.signing import get_cookie_signer

from learning.learners import COOKIE
from learning.models import Learner, Pattern, SearchEntry, Study

GAPS = {
    "title": "Name the stage",
    "language": "dockerfile",
    "case": False,
    "rows": [
        [{"html": "COPY --from="}, {"gap": 1, "size": 7}],
        [{"html": "USER "}, {"gap": 2, "size": 5}],
    ],
    "gaps": [
        {"answers": ["build", "0"], "feedback": "<p>The stage's name.</p>", "hint": None},
        {"answers": ["65532"], "feedback": None, "hint": "<p>A number.</p>"},
    ],
}
OPENING = {
    "prompt": "<p>What reaches the image?</p>",
    "solution": "<p>Only the last stage.</p>",
    "options": [
        {"text": "Everything", "correct": False, "feedback": "<p>Earlier stages stay behind.</p>"},
        {"text": "The last stage", "correct": True, "feedback": "<p>Yes.</p>"},
        {"text": "Nothing", "correct": False, "feedback": "<p>It would not start.</p>"},
    ],
}
RUBRIC = [
    {"criterion": "Size", "missing": "Not measured", "partly": "One image", "fully": "All"},
    {"criterion": "User", "missing": "root", "partly": "By name", "fully": "By number"},
]


@pytest.fixture
def pattern(db):
    return Pattern.objects.create(
        slug="stages",
        title="Stages",
        summary="What reaches the image.",
        order=1,
        objectives=["Say what reaches the image."],
        prerequisites=[{"text": "Docker", "link": None}],
    )


@pytest.fixture
def make_study(pattern):
    def make(way, title, **fields):
        defaults = {
            "summary": f"{title} in short.",
            "minutes": 5,
            "parts": [{"html": '<h2 id="one">One</h2><p>First.</p>'}],
            "sections": [{"id": "one", "title": "One", "level": 2}],
            "digest": "0" * 64,
        }
        return Study.objects.create(pattern=pattern, way=way, title=title, **defaults | fields)

    return make


@pytest.fixture
def overview(make_study):
    return make_study("overview", "Overview", opening=OPENING)


@pytest.fixture
def example(make_study):
    parts = [{"html": "<p>Fill it.</p>"}, {"exercise": "name-the-stage"}]
    return make_study(
        "worked-example", "Worked example", parts=parts, exercises={"name-the-stage": GAPS}
    )


@pytest.fixture
def why(make_study):
    return make_study("why", "Why", parts=[{"html": "<p>Size.</p>"}, {"figure": "scale-out-clock"}])


@pytest.fixture
def project(make_study):
    return make_study("project", "Project", parts=[{"figure": "workbook"}], rubric=RUBRIC)


@pytest.fixture
def learner(db):
    return Learner.objects.create()


@pytest.fixture
def returning(client, learner):
    """A client that carries the learner's cookie."""
    client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE).sign(learner.key)
    return client


@pytest.fixture
def entries(db):
    return SearchEntry.objects.bulk_create(
        [
            SearchEntry(
                owner="learning",
                kind=kind,
                title=title,
                context="Stages",
                text=text,
                url=f"/{number}/",
            )
            for number, (kind, title, text) in enumerate(
                [
                    (
                        "section",
                        "Cache mounts",
                        "They persist between builds, the image never has them.",
                    ),
                    (
                        "section",
                        "Secrets",
                        "A mount shows a secret to one RUN; the cache never has it.",
                    ),
                    ("way", "Cache", "What runs again."),
                ]
            )
        ]
    )
