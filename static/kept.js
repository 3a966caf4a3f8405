/* Small comforts. Every page works without them; each is asked for by an attribute in the page:
   data-print, data-copy="text", form[data-once], [data-count="4000"], [data-live="/address"]. */

import { live } from "./live.js";

const all = (selector, act) => document.querySelectorAll(selector).forEach(act);

all("[data-print]", (button) => button.addEventListener("click", () => window.print()));
all("[data-copy]", (button) => button.addEventListener("click", () => copy(button)));
all("form[data-once]", (form) => form.addEventListener("submit", (event) => once(form, event)));
all("[data-count]", count);
all("[data-live]", live);

/* The form of a draft arrived, and here is its case: the draft has done its work (draft.js). */
if (location.pathname.startsWith("/s/")) {
  try {
    localStorage.removeItem(sessionStorage.getItem("kept-sent"));
    sessionStorage.removeItem("kept-sent");
  } catch {
    /* A browser that keeps nothing has nothing to forget. */
  }
}

/* Escape puts away what pointing at a moment, or coming to it, has opened; the next step shows it again. */
const quiet = (is) => document.documentElement.classList.toggle("is-quiet", is);
document.addEventListener("keydown", (event) => quiet(event.key === "Escape"));
document.addEventListener("pointerover", () => quiet(false));

/* A page brought back by "back" must not keep its buttons asleep. */
window.addEventListener("pageshow", () => all("form[data-once]", wake));

async function copy(button) {
  if (!(await copied(button.dataset.copy))) return;
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.textContent = button.dataset.copied ?? "✓";
  button.after(said);
  setTimeout(() => said.remove(), 4000);
}

/* The clipboard is there on https and on this machine only; elsewhere the old way still works. */
async function copied(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  const area = document.body.appendChild(document.createElement("textarea"));
  area.value = text;
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

/* The second press of an impatient finger is no second form. */
function once(form, event) {
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.querySelectorAll("[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true"));
}

function wake(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[type=submit]").forEach((button) => button.removeAttribute("aria-disabled"));
}

/* How much is written of how much may be; told aloud only near the end, so as not to chatter. */
function count(control) {
  const limit = Number(control.dataset.count);
  const line = document.createElement("p");
  line.className = "counter";
  const show = () => {
    const used = [...control.value].length;
    line.textContent = `${used} / ${limit}`;
    line.toggleAttribute("aria-live", false);
    if (used > limit * 0.9) line.setAttribute("aria-live", "polite");
  };
  control.after(line);
  control.addEventListener("input", show);
  show();
}
