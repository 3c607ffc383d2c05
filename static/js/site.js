// What the pages do beyond HTML and htmx: theme without a reload, the search palette,
// copy buttons, and remembering how far one has read. Everything works without it.

const csrf = () => JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"];

function post(url, fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return fetch(url, { method: "POST", body, keepalive: true, redirect: "manual", headers: { "x-csrftoken": csrf() } });
}

function themes() {
  for (const form of document.querySelectorAll("form.theme")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const theme = event.submitter.value;
      document.documentElement.dataset.theme = theme;
      for (const button of document.querySelectorAll("form.theme button")) {
        button.setAttribute("aria-pressed", String(button.value === theme));
      }
      post(form.action, { theme, next: "/" });
    });
  }
}

function palette() {
  const dialog = document.querySelector("dialog.palette");
  const open = (event) => {
    event.preventDefault();
    dialog.showModal();
    dialog.querySelector("input").select();
  };
  for (const link of document.querySelectorAll("[data-palette]")) link.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    // With a modifier: a bare letter or sign would be in the way of speech input (WCAG 2.1.4).
    if (event.key === "k" && (event.ctrlKey || event.metaKey)) open(event);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest(".hits a")) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [dialog.querySelector("input"), ...dialog.querySelectorAll(".hits a")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
}

function copyButtons() {
  for (const figure of document.querySelectorAll("figure.code")) {
    if (figure.querySelector(":scope > .copy")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      const code = figure.querySelector("pre").cloneNode(true);
      // Of a terminal, the commands: neither the prompt nor what was answered.
      for (const prompt of code.querySelectorAll(".gp")) prompt.remove();
      for (const line of code.querySelectorAll(".line")) if (line.querySelector(".go")) line.remove();
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
        button.removeAttribute("aria-label");
        document.getElementById("announcer").textContent = "Copied";
      } catch {
        button.textContent = "Select and copy by hand";
      }
    });
    const name = figure.querySelector(".code-title, .code-language")?.textContent;
    button.setAttribute("aria-label", `Copy ${name}`);
    figure.append(button);
  }
}

function readingPosition() {
  const study = document.querySelector("[data-position-url]");
  if (!study) return;
  const text = study.querySelector(".prose");
  const headings = [...text.querySelectorAll(".heading > [id]")];
  const links = new Map([...study.querySelectorAll(".toc a")].map((a) => [a.hash.slice(1), a]));
  let section = "";
  let percent = 0;
  let sent = "";

  const look = () => {
    const seen = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight * 0.4);
    section = seen.at(-1)?.id ?? "";
    const box = text.getBoundingClientRect();
    percent = Math.max(0, Math.min(100, Math.round((100 * (innerHeight - box.top)) / box.height)));
    for (const [id, link] of links) {
      if (id === section) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  const send = () => {
    const now = `${section} ${percent}`;
    // Somebody who has not come past the first heading has nothing to return to.
    if (now === sent || !section) return;
    sent = now;
    post(study.dataset.positionUrl, { section, percent });
  };
  let pending = 0;
  addEventListener("scroll", () => {
    if (pending) return;
    pending = requestAnimationFrame(() => {
      pending = 0;
      look();
    });
  }, { passive: true });
  look();
  setInterval(send, 15000);
  addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
}

// What htmx has put into the page is said once to screen readers; a focus that went with the
// old content goes to the new.
function announcements() {
  const announcer = document.getElementById("announcer");
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const said = event.target.querySelector("[data-announce]");
    if (!said) return;
    // Emptied first: the same words twice are else said once.
    announcer.textContent = "";
    requestAnimationFrame(() => (announcer.textContent = said.textContent.replace(/\s+/g, " ").trim()));
    if (said.dataset.announce !== "quietly" && document.activeElement === document.body) {
      said.tabIndex = -1;
      said.focus();
    }
  });
}

// What could not be sent is said beside the button, and nothing typed is lost.
function failures() {
  const say = (words) => (event) => {
    const form = event.target.closest("form");
    form.querySelector(".not-sent")?.remove();
    const note = document.createElement("p");
    note.className = "error not-sent";
    note.setAttribute("role", "alert");
    note.textContent = words;
    (form.querySelector(".actions") ?? form).append(note);
  };
  const body = document.body;
  body.addEventListener("htmx:sendError", say("Not sent: the server does not answer. Try again in a moment."));
  body.addEventListener("htmx:responseError", say("Not sent: the form is too old, or something broke. Copy what you typed, reload the page, and send it again."));
  body.addEventListener("htmx:beforeRequest", (event) => event.target.closest("form")?.querySelector(".not-sent")?.remove());
}

// A design that is typed and not saved: say so, and ask before the page is left.
function unsaved() {
  const text = () => document.getElementById("workbook-text");
  addEventListener("input", (event) => {
    if (event.target.closest("#workbook")) document.querySelector("[data-saved]").textContent = "Not saved yet.";
  });
  addEventListener("beforeunload", (event) => {
    if (text() && text().value !== text().defaultValue) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id === "workbook") text().defaultValue = text().value;
  });
}

for (const details of document.querySelectorAll(".toc details")) {
  details.open = matchMedia("(min-width: 64rem)").matches;
}
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll(".prose details, .reviewed details")) details.open = true;
});
themes();
announcements();
failures();
unsaved();
palette();
copyButtons();
document.body.addEventListener("htmx:afterSettle", copyButtons); // code that htmx brought in
readingPosition();
