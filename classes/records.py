"""What classes keep of a learner: merged when an account claims it, written out on demand."""

from classes.models import Membership
from learning.models import Learner
from learning.records import Records, Rows, plain


def merge(source: Learner, target: Learner) -> None:
    """Places in classes move; of two in one class the one that is held, since the earlier day."""
    theirs = {row.classroom_id: row for row in Membership.objects.filter(learner=target)}
    for row in Membership.objects.select_for_update().filter(learner=source):
        other = theirs.get(row.classroom_id)
        if other is None:
            row.learner = target
            row.save(update_fields=["learner"])
            continue
        keep = merged(row, other)
        Membership.objects.filter(pk__in=(row.pk, other.pk)).exclude(pk=keep.pk).delete()
        keep.learner = target
        keep.save(force_update=True)


def merged(one: Membership, other: Membership) -> Membership:
    """Whichever is merged into which: who is there stays, of two the place taken first."""
    return min((one, other), key=lambda row: (row.left_at is not None, row.joined_at, row.key))


def export(learner: Learner) -> dict[str, Rows]:
    """A name that was taken back with leaving is not there any more."""
    found = Membership.objects.filter(learner=learner).order_by("pk")
    return {
        "classes": plain(found.values("classroom__name", "display_name", "joined_at", "left_at"))
    }


CLASSES = Records(
    name="classes",
    models=("classes.Membership",),
    merge=merge,
    export=export,
)
