// The page of an exercise with a script: the editor over the text area, and the checker's findings
// in it. Asking while one types is htmx's; without a script the page is a form that does the same.

const source = document.querySelector("#source");

let editor = null;

function marks() {
  const found = document.querySelector("#marks");
  return found && JSON.parse(found.textContent);
}

function typed(text) {
  source.value = text;
  source.dispatchEvent(new Event("input", { bubbles: true })); // htmx listens there
}

function goTo(line, column) {
  if (editor) return editor.goTo(line, column);
  const start = source.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  source.focus();
  source.setSelectionRange(start + column - 1, start + column - 1);
}

async function enhance() {
  const box = document.querySelector("#editor");
  const [cm, { createEditor }] = await Promise.all([import(box.dataset.codemirror), import(box.dataset.editor)]);
  const hadFocus = document.activeElement === source;
  editor = createEditor(cm, {
    parent: box,
    text: source.value,
    selection: { anchor: Math.min(source.selectionStart, source.value.length) },
    nonce: box.dataset.styleNonce,
    labelledBy: "source-label",
    describedBy: source.getAttribute("aria-describedby"),
    onChange: typed,
    onFix: () => {}, // here it is the learner who mends: no finding has a fix
  });
  source.hidden = true;
  document.querySelector("#keys").hidden = false;
  document.querySelector("#source-label").addEventListener("click", editor.focus);
  if (hadFocus) editor.focus();
  editor.setDiagnostics(marks()?.diagnostics ?? []);
}

document.body.addEventListener("htmx:afterSettle", () => {
  editor?.setDiagnostics(marks()?.diagnostics ?? []);
});
document.addEventListener("click", (event) => {
  if (event.target.id === "close-file") {
    document.querySelector("#file").replaceChildren();
    document.querySelector(".context a")?.focus();
  }
  const place = event.target.closest("a[data-line]");
  if (!place) return;
  event.preventDefault();
  goTo(Number(place.dataset.line), Number(place.dataset.column));
});
enhance();
// A browser that comes back to this page fills in what was typed, which the goals do not know.
addEventListener("pageshow", () => {
  const known = marks()?.source;
  if (known === undefined || known === source.value) return;
  if (editor) editor.setText(source.value);
  else source.dispatchEvent(new Event("input", { bubbles: true }));
});
