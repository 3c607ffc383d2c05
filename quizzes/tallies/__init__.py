"""What everybody's first answers add up to, counted little by little.

What counts, here as in Moodle's report:

- A run counts once it is finished; from then on none of its first tries changes.
- Of a question, each learner's first answer counts (`Answer.is_first`), whatever the mode, with
  the mark that it earned: its credit, less where a hint was asked for.
- Its rest is what else was answered in the same run, each at the first try and whether or not
  it was seen before. Runs are of different length, so the rest is taken as that of a test of ten.
  An answer without others, or whose run is no longer known, has none: it counts for facility,
  options and time, and is compared with nothing.
- Of a test, each learner's first finished one of a pattern counts as a whole, as long as others
  are.

A run is marked in the transaction that counts it. So nothing hangs on the order in which answers
were committed, and however counting is divided up, the sums are the same. When two learners
become one, answers that are no longer the first are taken back. When a learner is deleted,
their runs are gone, and what they added stays: nobody is in it.
"""

from quizzes.tallies.counting import Counted, count
from quizzes.tallies.questions import asked, present_form, sums_of
from quizzes.tallies.queues import left
from quizzes.tallies.steps import A_FEW

__all__ = ["A_FEW", "Counted", "asked", "count", "left", "present_form", "sums_of"]
