/* What one types into the form, kept in this browser alone, and only for who ticks the box: a shared computer keeps
   nothing by itself. Names, addresses and files are never kept. It is gone when the form was sent, when the box is
   cleared, or after a week. Where the browser keeps nothing, there is no box. */

const WEEK = 7 * 24 * 3600 * 1000;
const KEPT = ["body", "subject", "service", "order_number", "wish", "urgent", "urgent_reason"];
const REST = 400;

const form = document.querySelector("form[data-draft]");
const box = document.querySelector("[data-draft-box]");
const found = document.querySelector("[data-draft-found]");
const place = `kept-draft-${form.dataset.draft}`;
let timer;

if (storageWorks()) begin();
else box.closest(".field").remove();

function begin() {
  const draft = read();
  if (draft) offer(draft);
  box.addEventListener("change", () => (box.checked ? save() : forget()));
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => box.checked && save(), REST);
  });
  /* The page that follows the form, kept.js, throws the draft away: only then is it known that it arrived. */
  form.addEventListener("submit", () => sessionStorage.setItem("kept-sent", place));
}

function offer(draft) {
  box.checked = true;
  if (form.elements.body.value) return;
  found.hidden = false;
  found.querySelector("time").textContent = spoken(draft.at);
  found.querySelector("[data-draft-use]").addEventListener("click", () => use(draft));
  found.querySelector("[data-draft-drop]").addEventListener("click", () => {
    forget();
    box.checked = false;
    put_away();
  });
}

function use(draft) {
  for (const [name, value] of Object.entries(draft.typed)) {
    const control = form.elements[name];
    if (!control) continue;
    if (control.type === "checkbox") control.checked = value;
    else control.value = value;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  put_away();
}

function put_away() {
  found.hidden = true;
  form.elements.body.focus();
}

function save() {
  const controls = KEPT.map((name) => form.elements[name]).filter(Boolean);
  const typed = controls.map((control) => [control.name, control.type === "checkbox" ? control.checked : control.value]);
  localStorage.setItem(place, JSON.stringify({ at: Date.now(), typed: Object.fromEntries(typed) }));
}

function read() {
  try {
    const draft = JSON.parse(localStorage.getItem(place));
    if (draft && Date.now() - draft.at < WEEK) return draft;
  } catch {
    /* Not ours, or spoiled: as good as none. */
  }
  forget();
  return null;
}

function forget() {
  localStorage.removeItem(place);
}

function spoken(at) {
  return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "full", timeStyle: "short" }).format(at);
}

function storageWorks() {
  try {
    localStorage.setItem("kept-try", "1");
    localStorage.removeItem("kept-try");
    return true;
  } catch {
    return false;
  }
}
