// The checker page with a script: checks while one types, switches lenses without leaving,
// applies fixes in the editor, and shares by a link that holds the text itself.
// Without it the page is a form that does the same a page at a time.

const PAUSE = 300; // ms after the last key
const form = document.querySelector("#check");
const source = document.querySelector("#source");
const verdict = document.querySelector("#verdict");
const home = new URL(form.action).pathname;

let editor = null;
let running = null;
let timer = 0;

const report = () => document.querySelector("#report");
const address = () => form.action;

// Asking the server

async function ask(url, more = {}) {
  clearTimeout(timer);
  running?.abort(); // an older answer would be about an older text
  const mine = new AbortController();
  running = mine;
  const body = new FormData(form);
  body.delete("file");
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  report().setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, { method: "POST", body, signal: mine.signal, headers: { "HX-Request": "true" } });
    const html = await response.text();
    if (running !== mine) return;
    if (response.ok || response.status === 422 || response.status === 413) show(html, more);
    else say(`The server answered with an error (${response.status}). Your text is still here.`);
  } catch (error) {
    if (error.name !== "AbortError") say("The server cannot be reached. Your text is still here, and checked again with the next change.");
  } finally {
    if (running === mine) report().removeAttribute("aria-busy");
  }
}

const check = () => ask(address());

function soon() {
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE);
}

function say(text) {
  if (verdict.textContent !== text) verdict.textContent = text;
}

// Showing the answer

function show(html, { fix } = {}) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("#report");
  if (!fresh) return say("The server gave no answer that this page understands. Your text is still here.");
  const focused = report().contains(document.activeElement) ? document.activeElement.id || "report" : "";
  const opened = report().querySelector("[open]") !== null;
  report().replaceWith(fresh);
  ready();
  const found = marks();
  if (fix && found) setText(found.source);
  editor?.setDiagnostics(found?.diagnostics ?? []);
  if (focused) (document.getElementById(fix ? "undo" : focused) ?? fresh.querySelector(".lenses button[aria-pressed=true]")).focus({ preventScroll: opened });
  say(fresh.dataset.verdict.trim());
}

function marks() {
  const found = document.querySelector("#marks");
  return found && JSON.parse(found.textContent);
}

function ready() {
  const link = document.querySelector("#link-text");
  if (link && "CompressionStream" in window) link.hidden = false;
}

// The text, in the editor or in the plain text area

function setText(text) {
  if (editor) editor.setText(text);
  else source.value = text;
}

function changed() {
  if (location.pathname !== home || /[?&](?:sample|rule)=/.test(location.search) || location.hash) {
    history.replaceState(null, "", new URL(address()).search ? `${home}${new URL(address()).search}` : home);
  }
  count();
  soon();
}

function count() {
  const bytes = new TextEncoder().encode(source.value).length;
  const size = document.querySelector("#size");
  size.hidden = false;
  size.textContent = `; this is ${(bytes / 1024).toFixed(1)} kB`;
  size.classList.toggle("error", bytes > source.maxLength);
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
  const at = Math.min(source.selectionStart, source.value.length);
  editor = createEditor(cm, {
    parent: box,
    text: source.value,
    selection: { anchor: at },
    nonce: box.dataset.styleNonce,
    labelledBy: "source-label",
    describedBy: "source-note",
    onChange: (text) => {
      source.value = text;
      changed();
    },
    onFix: (key) => ask(`${home}fix/${new URL(address()).search}`, { fix: key }),
  });
  source.hidden = true;
  document.querySelector("#keys").hidden = false;
  document.querySelector("#source-label").addEventListener("click", editor.focus);
  if (hadFocus) editor.focus();
  editor.setDiagnostics(marks()?.diagnostics ?? []);
}

// Sharing: the text itself in the address, behind the # that no server sees

const encode = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const decode = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
const LONGEST = 400_000; // bytes; a link that unpacks to more is not one of ours

async function pack(value) {
  const stream = new Blob([JSON.stringify(value)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 3 * 1024) text += encode(bytes.subarray(at, at + 3 * 1024));
  return text;
}

async function unpack(text) {
  const reader = new Blob([decode(text)]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const pieces = [];
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if (length > LONGEST) throw new RangeError("too long");
    pieces.push(part.value);
  }
  return JSON.parse(await new Blob(pieces).text());
}

async function copyLink(button) {
  const value = { s: source.value, l: form.elements.listing.value, i: form.elements.ignore.value, t: form.elements.target?.value ?? "" };
  const url = new URL(`${home}${new URL(address()).search}#d=${await pack(value)}`, location.href);
  history.replaceState(null, "", url);
  try {
    await navigator.clipboard.writeText(url.href);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Copy it from the address bar";
  }
}

async function openLink() {
  if (!location.hash.startsWith("#d=")) return;
  try {
    const value = await unpack(location.hash.slice(3));
    const text = (key) => (typeof value[key] === "string" ? value[key] : "");
    source.value = text("s");
    form.elements.listing.value = text("l");
    form.elements.ignore.value = text("i");
    await ask(address(), { target: text("t") });
  } catch {
    say("This link is damaged: the text in it cannot be read.");
  }
}

// What one does

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  const url = button?.hasAttribute("formaction") ? button.formAction : address();
  const step = new URL(url).pathname.slice(home.length);
  if (step === "share/" || step.startsWith("report.")) return; // a page and a file of their own
  event.preventDefault();
  if (step === "undo/") {
    const before = form.elements.before.value;
    form.elements.before.remove();
    setText(before);
    check();
  } else if (step === "fix/") {
    ask(url, { fix: button.value });
  } else {
    form.action = url;
    const here = new URL(location.href);
    here.searchParams.set("lens", new URL(url).searchParams.get("lens"));
    if (button?.dataset.lens) history.replaceState(null, "", here.pathname.startsWith(`${home}fix`) ? url : here);
    check();
  }
});

form.addEventListener("input", (event) => {
  if (event.target === source) changed();
  else if (event.target.name === "listing" || event.target.name === "ignore") soon();
});

form.addEventListener("change", async (event) => {
  if (event.target.name === "target" || event.target.name === "changed") check();
  if (event.target.name !== "file" || !event.target.files.length) return;
  const [file] = event.target.files;
  event.target.value = "";
  if (file.size > source.maxLength) return say(`${file.name} is larger than 64 kB, and so it was not opened.`);
  setText(await file.text());
  changed();
});

form.addEventListener("click", (event) => {
  const place = event.target.closest("a[data-line]");
  if (place) {
    event.preventDefault();
    goTo(Number(place.dataset.line), Number(place.dataset.column));
  }
  if (event.target.id === "link-text") copyLink(event.target);
});

ready();
count();
openLink().then(enhance);
// A browser that comes back to this page fills in what was typed, which the report does not know.
addEventListener("pageshow", () => {
  const known = marks()?.source;
  if (source.value && known !== undefined && known !== source.value) soon();
});
