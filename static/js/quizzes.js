// Drag lines into order where a mouse is at hand; the buttons beside each line do the same.
// A drop presses the buttons' own address, so that the server arranges the lines either way.

const steps = (form, order, field) => {
  for (const input of form.querySelectorAll(`[data-order] input[name="${field}"]`)) input.remove();
  for (const id of order) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = field;
    input.value = id;
    form.querySelector("[data-order]").append(input);
  }
};

let dragged = null;
let moved = null; // the last step: its name, its line, and where the button stood among its like

const clear = () => {
  for (const line of document.querySelectorAll(".drop-before, .drop-after")) line.classList.remove("drop-before", "drop-after");
};

// The line under the pointer: its upper half means before it, its lower half after it.
function aim(event) {
  const line = event.target.closest("[data-used] [data-line]");
  const box = line?.getBoundingClientRect();
  return { line, isAfter: Boolean(line) && event.clientY > box.top + box.height / 2 };
}

// The address and the target of a step stand on the buttons. The step is already done in `order`;
// named, it is said to screen readers.
function arrange(board, order, id) {
  const form = board.closest("form");
  const button = board.querySelector("button[name=move]");
  steps(form, order, "answer");
  htmx.ajax("POST", button.getAttribute("hx-post"), { source: form, target: "#question", swap: "outerHTML", values: { move: `${order.includes(id) ? "add" : "drop"}:${id}` } });
  moved = { step: "drag", id, at: 0 };
}

const like = (step) => [...document.querySelectorAll(`[data-order] button[value^="${step}:"]`)];

// The pressed button may have left with its line, or be of no use where the line is now: the focus
// goes to the button that one wants next, not to the top of the page.
function follow() {
  if (!moved) return;
  const { step, id, at } = moved;
  moved = null;
  if (document.activeElement !== document.body) return;
  const ofLine = ["up", "down", "drop", "add"].map((name) => document.getElementById(`${name}-${id}`));
  const beside = [like(step)[at] ?? like(step).at(-1), document.getElementById(`add-${id}`), document.getElementById("check")];
  const wanted = step === "add" || step === "drop" ? beside : ofLine;
  wanted.find((button) => button && !button.disabled)?.focus();
}

function ready() {
  if (!matchMedia("(pointer: fine)").matches) return;
  for (const line of document.querySelectorAll("fieldset[data-order]:not(:disabled) [data-line]")) line.draggable = true;
}

document.addEventListener("dragstart", (event) => {
  const line = event.target.closest?.("[data-order] [data-line]");
  if (!line) return;
  dragged = line;
  line.classList.add("dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", line.dataset.line);
});
document.addEventListener("dragover", (event) => {
  const board = event.target.closest?.("[data-order]");
  if (!dragged || !board) return;
  event.preventDefault();
  clear();
  const { line, isAfter } = aim(event);
  line?.classList.add(isAfter ? "drop-after" : "drop-before");
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  dragged = null;
  clear();
});
document.addEventListener("drop", (event) => {
  const board = event.target.closest?.("[data-order]");
  if (!dragged || !board) return;
  event.preventDefault();
  const id = dragged.dataset.line;
  const order = [...board.querySelectorAll("[data-used] [data-line]")].map((line) => line.dataset.line).filter((other) => other !== id);
  const { line, isAfter } = aim(event);
  if (line === dragged) return;
  if (event.target.closest("section")?.querySelector("[data-used]")) {
    order.splice(line ? order.indexOf(line.dataset.line) + Number(isAfter) : order.length, 0, id);
  }
  arrange(board, order, id);
});
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const button = event.detail.elt.closest("button[name=move]");
  if (!button) return;
  const [step, id] = button.value.split(":");
  moved = { step, id, at: like(step).indexOf(button) };
});
document.body.addEventListener("htmx:afterSettle", () => {
  ready();
  follow();
});
ready();
