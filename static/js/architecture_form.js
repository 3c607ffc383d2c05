// What the form of an architecture does beyond HTML and htmx: parts that were unfolded stay so when
// a row is added or moved, and a fault leads into the field itself. All of it can be done without:
// a part is unfolded again by a press, and a link to a field unfolds what it is in.

let unfolded = null; // ids, while the form is swapped

const folds = () => document.querySelectorAll("#writing details");

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "writing") return;
  unfolded = new Map([...folds()].map((fold) => [fold.id, fold.open]));
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "writing" || !unfolded) return;
  for (const fold of folds()) {
    const isWanted = fold.querySelector("[autofocus]") !== null;
    fold.open = isWanted || (unfolded.get(fold.id) ?? fold.open);
  }
  unfolded = null;
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("#look a[href^='#']:not([data-line])");
  const goal = link && document.getElementById(link.hash.slice(1));
  if (!goal?.closest("#writing")) return;
  event.preventDefault();
  unfold(goal);
  const field = goal.matches("input, select, textarea") ? goal : goal.querySelector("input:not([type=hidden]), select, textarea, button");
  (field ?? goal).focus();
  goal.scrollIntoView({ block: "center" });
});

function unfold(element) {
  for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}
