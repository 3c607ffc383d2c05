// What the bank and the editor do beyond HTML and htmx: the warning before leaving with unsaved
// changes, jumping to a line, waiting for a save on its way, ticking all rows. All of it can be
// done without: a save is a button, a line has its number, a row its own box.

const editor = () => document.querySelector("form[data-editor]");
let typed = 0; // counts the changes
let saved = 0; // how many of them are saved
let sent = 0; // how many of them are on their way
let isSaving = false;
let isLeaving = false;
let waiting = null; // a button whose page must wait for the save

const isDirty = () => typed > saved;

function changed(event) {
  if (!event.target.closest("#writing, #source")) return;
  typed += 1;
  isAnswering = false;
  if (isByHand()) say("Not saved. Press Save to make this a draft again.");
}

// Saving

// What somebody reads is not changed by a stray key: only the button saves it.
const isByHand = () => document.getElementById("saved")?.dataset.byHand !== undefined;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id === "saved" && (isByHand() || !isDirty())) event.preventDefault();
});

function savePath(event) {
  return event.detail.pathInfo?.requestPath ?? event.detail.requestConfig?.path ?? "";
}

const isSave = (event) => editor() && savePath(event).endsWith(new URL(editor().action).pathname);

document.addEventListener("htmx:beforeSend", (event) => {
  if (!isSave(event)) return;
  isSaving = true;
  sent = typed;
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (!isSave(event)) return;
  isSaving = false;
  if (event.detail.xhr?.status === 200) {
    saved = Math.max(saved, sent);
    delete document.getElementById("saved").dataset.byHand;
  }
  else if (!event.detail.xhr?.status) say("The server cannot be reached. Your text is still here, and saved with the next change.");
  const button = waiting;
  waiting = null;
  // The answer brings the new version with it: only then is the form sent.
  if (button) setTimeout(() => button.form.requestSubmit(button));
});

function say(text) {
  const place = document.getElementById("saved");
  if (place) place.textContent = text;
}

document.addEventListener("submit", (event) => {
  if (event.target !== editor()) {
    if (event.target.closest("#work")) isLeaving = isWanted(event);
    return;
  }
  if (isSaving) {
    event.preventDefault();
    waiting = event.submitter;
    return;
  }
  isLeaving = true;
});

// A form beside the editor, such as a review's, speaks of what is saved.
function isWanted(event) {
  if (!isDirty() || confirm("Your last changes are not saved yet. Go on without them?")) return true;
  event.preventDefault();
  return false;
}

addEventListener("beforeunload", (event) => {
  if (isDirty() && !isLeaving) event.preventDefault();
});
addEventListener("pageshow", () => (isLeaving = false));

// A save brings the review's buttons anew: a comment that is being written stays.
let comment = null;
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.target.id !== "work") return;
  const field = document.getElementById("workflow-comment");
  comment = field && { text: field.value, isFocused: field === document.activeElement };
});
document.addEventListener("htmx:oobAfterSwap", (event) => {
  const field = document.getElementById("workflow-comment");
  if (event.target.id !== "work" || !field || !comment) return;
  field.value = comment.text;
  if (comment.isFocused) field.focus();
});

// Keys and lines

document.addEventListener("keydown", (event) => {
  if (!editor()) return;
  if (event.key === "s" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    event.preventDefault();
    document.getElementById("save")?.click();
  } else if (event.key === "Enter" && event.target.matches("#question input")) {
    event.preventDefault();
    document.getElementById("check")?.click();
  }
});

document.addEventListener("click", (event) => {
  const place = event.target.closest("a[data-row]");
  const part = place && document.querySelector(place.hash);
  if (part) {
    event.preventDefault();
    write(document.getElementById(`${part.id.slice(5)}-row-${place.dataset.row}`) ?? part);
    return;
  }
  const link = event.target.closest("a[data-line]");
  const source = document.getElementById("source");
  if (!link || !source) return;
  event.preventDefault();
  jump(source, Number(link.dataset.line));
});

function jump(source, number) {
  const lines = source.value.split("\n");
  const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  source.focus();
  source.setSelectionRange(start, start + (lines[number - 1] ?? "").length);
  const share = start / Math.max(1, source.value.length);
  source.scrollTop = share * source.scrollHeight - source.clientHeight / 3;
}

document.addEventListener("input", changed);
document.addEventListener("change", changed);

// Saves and looks once more, without being a change.
const writingChanged = () => document.getElementById("writing")?.dispatchEvent(new Event("input"));

// What is done in the preview stays there until somebody writes on: of a new preview that is on its
// way, only the faults are taken. Whatever is pressed is answered for the text as it is by then.
let isAnswering = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("#question")) isAnswering = true;
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.closest("#question")) isAnswering = true;
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (isAnswering && event.detail.requestConfig?.elt.id === "beside") event.detail.swapOverride = "none";
});

// The first field there that nobody has written in yet.
function write(place) {
  const fields = [...place.querySelectorAll("textarea, select, input:not([type=hidden])")];
  const blank = fields.find((field) => field.type !== "checkbox" && !field.value.trim());
  const wanted = blank ?? fields.find((field) => field.type !== "checkbox") ?? fields[0];
  wanted?.closest("details")?.setAttribute("open", "");
  wanted?.focus();
}

// A row added or moved is a change like one that is typed. The focus stays with the row: the button
// that was pressed belongs to another one by now.
let step = null;
document.addEventListener("htmx:beforeRequest", (event) => {
  const button = event.target.closest('#writing button[name="step"]');
  if (button) step = button.value.split(":");
});
function follow() {
  if (!step) return;
  const [key, name, place] = step;
  step = null;
  const rows = document.querySelectorAll(`#part-${key} > .form-row`);
  if (name === "add") return write(rows[rows.length - 1]);
  const now = { up: Number(place) - 1, down: Number(place) + 1, drop: Math.min(place, rows.length - 1) }[name];
  const ids = [name, "up", "down", "drop"].map((like) => `${key}-${like}-${now}`);
  const buttons = [...ids, `${key}-add`].map((id) => document.getElementById(id));
  buttons.find((button) => button && !button.disabled)?.focus();
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "writing") {
    follow();
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (event.target.id === "question" && document.activeElement === document.body) {
    document.getElementById("check")?.focus();
  }
  if (event.target.id === "found") ready();
});

// The bank

function ready() {
  const all = document.querySelector("[data-tick-all]");
  if (all) all.closest("label").hidden = false;
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-tick-all]")) return;
  for (const box of document.querySelectorAll('#bulk input[name="path"]')) box.checked = event.target.checked;
});

ready();
// A page that comes back with what was typed, and not saved, is as unsaved as it was.
if (document.querySelector("[data-unsaved]")) {
  typed = 1;
  addEventListener("load", () => writingChanged());
}
