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

const clear = () => {
  for (const line of document.querySelectorAll(".drop-before")) line.classList.remove("drop-before");
};

// The address and the target of a step stand on the buttons.
function arrange(board, order) {
  const form = board.closest("form");
  const button = board.querySelector("button[name=move]");
  steps(form, order, "answer");
  htmx.ajax("POST", button.getAttribute("hx-post"), { source: form, target: "#question", swap: "outerHTML", values: { move: "" } });
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
  event.target.closest("[data-used] [data-line]")?.classList.add("drop-before");
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
  const before = event.target.closest("[data-used] [data-line]");
  if (event.target.closest("section")?.querySelector("[data-used]")) {
    const at = before && before !== dragged ? order.indexOf(before.dataset.line) : order.length;
    order.splice(at, 0, id);
  }
  arrange(board, order);
});
document.body.addEventListener("htmx:afterSettle", ready);
ready();
