"""What figures mean, in words, and what to do about a flag."""

from quizzes.statistics.showing import SHOWN_FROM, Problem

ADVICE = {
    Problem.KEY: "Read both options as somebody would who knows the subject. If the other one is "
    "right too, change the key or make that option plainly wrong. With another key or other "
    "options the question is counted anew.",
    Problem.DISCRIMINATION: "Look for a prompt that can be read in two ways, for a second option "
    "that can be defended, and for a detail that has nothing to do with the objective.",
    Problem.TOO_EASY: "Keep it if it is meant to warm up. Else make its wrong options say what "
    "learners really believe.",
    Problem.TOO_HARD: "See whether the pattern’s texts teach it at all, and whether a word in the "
    "prompt misleads.",
    Problem.DISTRACTORS: "Put a mistake that learners make in its place, or leave it out: two "
    "good wrong options do more than four of which two are idle.",
    Problem.DIFFICULTY: "Change the label, so that tests go from easy to hard as they mean to.",
    Problem.TIME: "Shorten the prompt or the code, or plan more seconds.",
}


def of_alpha(alpha: float) -> str:
    """What a test of that consistency is good for."""
    if alpha < 0.5:
        return (
            "low: the questions hardly agree about who knows the pattern. Use the test to find "
            "gaps, not to compare learners."
        )
    if alpha < 0.7:
        return "moderate: good enough to say where a group stands, not to grade one learner."
    if alpha < 0.8:
        return "fair: good enough for a grade that counts for little."
    return "good: the test tells learners apart reliably."


def of_spread(mean: float, spread: float, most: int) -> str:
    low, high = max(0.0, mean - spread), min(float(most), mean + spread)
    return f"about two of three learners have {low:.1f} to {high:.1f} of {most}."


def of_error(mean: float, error: float, most: int) -> str:
    low, high = max(0.0, mean - error), min(float(most), mean + error)
    return (
        f"who has {mean:.1f} now would in another such test most likely have {low:.1f} to "
        f"{high:.1f}. Differences smaller than that may be chance."
    )


def of_few(n: int, what: str = "answers") -> str:
    """In place of a figure that rests on too little."""
    return f"{n} of {SHOWN_FROM} {what}"
