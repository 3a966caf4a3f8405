/* One-key shortcuts of the back office: j and k walk a list, r answers, / finds, u goes back to the queue, ? shows them.
   They are silent while somebody types, and can be turned off for good (WCAG 2.1.4); the page works without them. */

const dialog = document.querySelector("#keys");
const opener = document.querySelector("[data-keys-open]");
const on = dialog.querySelector("[data-keys-on]");
const OFF = "keys-off";

const acts = {
  j: () => step(1),
  k: () => step(-1),
  r: answer,
  u: () => location.assign("/staff/queue"),
  "/": () => document.querySelector("[data-keys-find]")?.focus(),
  "?": () => dialog.showModal(),
};

opener.hidden = false;
opener.addEventListener("click", () => dialog.showModal());
dialog.querySelector("[data-keys-close]").addEventListener("click", () => dialog.close());
on.checked = localStorage.getItem(OFF) === null;
on.addEventListener("change", () => (on.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes")));
document.addEventListener("keydown", press);

function press(event) {
  const act = acts[event.key];
  if (!act || !on.checked || dialog.open || typing(event)) return;
  event.preventDefault();
  act();
}

function typing(event) {
  const inField = event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  return inField || event.isComposing || event.ctrlKey || event.metaKey || event.altKey;
}

/* The row in focus, or the one that contains it. */
function here(rows) {
  return rows.findIndex((row) => row.closest("li").contains(document.activeElement));
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-keys-row]")];
  const next = Math.min(Math.max(here(rows) + by, 0), rows.length - 1);
  rows[next]?.focus();
  rows[next]?.scrollIntoView({ block: "nearest" });
}

/* On the page of a case, its reply; in a list, the reply of the row in focus or of the first one. */
function answer() {
  const say = document.querySelector("#say");
  if (say) return first(say.closest("section").querySelectorAll("textarea"))?.focus();
  const rows = [...document.querySelectorAll("[data-keys-row]")];
  const row = rows[Math.max(here(rows), 0)];
  if (row) location.assign(`${row.href}#say`);
}

function first(controls) {
  return [...controls].find((control) => control.checkVisibility());
}
