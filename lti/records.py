"""What launches keep of a learner, written out on demand.

A score belongs to a place in a class, which `classes` merges, and goes with it; who somebody is on
a platform belongs to the account, and goes with that.
"""

from learning.models import Learner
from learning.records import Records, Rows, plain
from lti.models import Launcher, Score


def merge(source: Learner, target: Learner) -> None:
    """Nothing of ours points to a learner itself. What a place that was given up had reached is
    noted and sent anew from the one that is kept."""


def export(learner: Learner) -> dict[str, Rows]:
    launchers = Launcher.objects.filter(user__learner=learner).order_by("pk")
    scores = Score.objects.filter(membership__learner=learner).order_by("pk")
    who = ("registration__name", "sub", "user__first_name", "made_instructor_at", "created_at")
    what = (
        "membership__classroom__name",
        "link__work",
        "points",
        "of",
        "done_at",
        "due_at",
        "tries",
        "sent_at",
        "fault",
    )
    return {
        "platforms": plain(launchers.values(*who)),
        "scores": plain(scores.values(*what)),
    }


LTI = Records(name="lti", models=(), merge=merge, export=export)
