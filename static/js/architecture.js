// What the diagram does beyond links and htmx: play and pause, arrow keys, swipe, and keeping
// the current hop in view. Every state is an address; without this file the links lead there.

const PACE = 2600; // ms a hop, time enough to hear its sentence begin
const SWIPE = 45; // px
let timer = 0;

const bench = () => document.getElementById("diagram");
const step = (name) => bench()?.querySelector(`[data-step="${name}"][href]`);

function pause() {
  clearInterval(timer);
  timer = 0;
  showPlay();
}

function play() {
  timer = setInterval(() => (step("next") ? step("next").click() : pause()), PACE);
  showPlay();
}

function showPlay() {
  const button = bench()?.querySelector("[data-play]");
  if (!button) return;
  button.hidden = false;
  button.textContent = timer ? "Pause" : "Play";
}

function isTyping(target) {
  return target.closest("input, select, textarea, summary, dialog, .table-scroll, .code-scroll");
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isTyping(event.target)) return;
  const name = { ArrowRight: "next", ArrowLeft: "previous" }[event.key];
  const link = name && step(name);
  if (!link) return;
  event.preventDefault();
  if (timer) pause();
  link.click();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-play]")) return timer ? pause() : play();
  const link = event.target.closest("#diagram a[hx-get]");
  if (!link) return;
  if (timer && event.isTrusted) pause();
  // A new tab is the browser's to open: htmx must not hear of it.
  if (event.ctrlKey || event.metaKey || event.shiftKey) event.stopPropagation();
}, true);

let from = null;
document.addEventListener("touchstart", (event) => {
  const one = event.touches.length === 1 && event.target.closest(".stage");
  from = one ? event.touches[0] : null;
}, { passive: true });
document.addEventListener("touchend", (event) => {
  if (!from) return;
  const across = event.changedTouches[0].clientX - from.clientX;
  const down = event.changedTouches[0].clientY - from.clientY;
  from = null;
  if (Math.abs(across) < SWIPE || Math.abs(across) < 2 * Math.abs(down)) return;
  if (timer) pause();
  step(across < 0 ? "next" : "previous")?.click();
}, { passive: true });

// On a small screen the drawing is taller than the window.
function follow() {
  const hop = [...bench().querySelectorAll(".run")].find((path) => path.getClientRects().length);
  if (!hop) return;
  const box = hop.getBoundingClientRect();
  const said = bench().querySelector(".said").getBoundingClientRect();
  const covers = said.top > innerHeight / 2 && said.bottom >= innerHeight - 1;
  const bottom = covers ? said.top : innerHeight;
  if (box.top >= 0 && box.bottom <= bottom) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  scrollBy({ top: (box.top + box.bottom) / 2 - bottom / 2, behavior: calm ? "instant" : "smooth" });
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "diagram") return;
  showPlay();
  follow();
  if (timer && !step("next")) pause();
});

showPlay();
