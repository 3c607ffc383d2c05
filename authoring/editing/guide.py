"""What stands in each section, for whoever has never written a question."""

GUIDE = {
    "Prompt": "What you ask. A Dockerfile stands between ```dockerfile and ```.",
    "Code": "One fence, and nothing else.",
    "Options": "What can be chosen, and after it why it is right or wrong.",
    "Answers": "What is right, wrong answers that you expect, and why each is what it is.",
    "Lines": "The right lines in their order, then those that do not belong.",
    "Hints": "Three: where to look, the rule, almost the answer. None of them says it.",
    "Solution": "Two to eight steps, one thought each.",
    "Quick check": "A short question on the same idea, and its answer.",
    "Common mistakes": "Each misconception that an answer above names, and what is true.",
    "References": "Where a learner reads it up: at least one page, and what it supports.",
}
OF_KIND = {
    ("single", "Options"): "Three to five, exactly one of them right. They are shuffled.",
    ("multiple", "Options"): "Four to six, two or more right and one or more wrong. Shuffled.",
    ("blanks", "Code"): "One fence; a gap is {{accepted}} or {{accepted|also accepted}}.",
    ("blanks", "Answers"): "For each gap why it is right, and at least one wrong answer.",
    ("line", "Code"): "One fence with the option numbers; one of its lines is the faulty one.",
    ("line", "Answers"): "The number of the faulty line, and at least two that one may suspect.",
    ("numeric", "Answers"): "The right number, as in Value above, and at least two wrong ones.",
    ("order", "Lines"): "Four to ten right lines in their order, then those that do not belong.",
}
# What the linter expects, in the words of the form; other marks are those of the source.
IN_FORM = {
    "  > why, below it": "why, as its feedback",
    "{id misconception}": "the name of what somebody believes, as its misconception",
    "{id}": "no misconception",
    "an id of its own": "a name of its own",
    "Q: … and A: …": "a question and an answer",
    "- **tag** — what is true": "a misconception and what is true",
}


def help_for(kind: str, section: str) -> str:
    return OF_KIND.get((kind, section)) or GUIDE.get(section, "")


def in_form(expected: str) -> str:
    """What the linter expects, for whoever sees fields and not the source."""
    plain = IN_FORM.get(expected, expected).removeprefix("Q: ").removeprefix("A: ")
    return plain.replace("[x]", "ticked as right").replace("[ ]", "not ticked")
