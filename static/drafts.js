/* Comforts for whoever writes a guarantee: checked as it is typed, the numbers of the lines, and a way to each of them.
   <div data-check> in a form fills itself; <textarea data-lines data-line="37"> has numbers; <a data-line="37"> goes there. */

const PATIENCE = 500;
const all = (selector, act) => document.querySelectorAll(selector).forEach(act);

all("[data-check]", checking);
all("textarea[data-lines]", numbered);

function checking(region) {
  const form = region.closest("form");
  let timer;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => check(region, form), PATIENCE);
  };
  form.addEventListener("input", soon);
  if (typed(form)) soon();
}

/* What somebody typed before this script was there, or what his browser filled in again, is checked too. */
function typed(form) {
  return [...form.elements].some((control) => "defaultValue" in control && control.value !== control.defaultValue);
}

/* The last answer wins. What is typed is sent as the form would send it; nothing of it is stored. */
async function check(region, form) {
  const asked = String(Date.now());
  region.dataset.asked = asked;
  const body = new URLSearchParams(new FormData(form));
  body.set("check", "piece");
  const reply = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (region.dataset.asked !== asked) return;
  if (reply?.ok) region.innerHTML = await reply.text();
  else region.textContent = region.dataset.failed;
}

/* Numbers beside the text, as high as the text itself, moved as it is scrolled. */
function numbered(text) {
  const frame = document.createElement("div");
  const numbers = document.createElement("pre");
  frame.className = "numbered";
  numbers.className = "numbers";
  numbers.setAttribute("aria-hidden", "true");
  text.before(frame);
  frame.append(numbers, text);
  const count = () => {
    numbers.textContent = text.value.split("\n").map((_line, at) => at + 1).join("\n");
  };
  text.addEventListener("input", count);
  text.addEventListener("scroll", () => { numbers.scrollTop = text.scrollTop; });
  count();
  text.form.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (!link) return;
    event.preventDefault();
    go(text, Number(link.dataset.line));
  });
  if (text.dataset.line) go(text, Number(text.dataset.line));
}

function go(text, line) {
  const lines = text.value.split("\n");
  const begin = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  text.focus();
  text.setSelectionRange(begin, begin + (lines[line - 1] ?? "").length);
  text.scrollTop = Math.max(0, (line - 6) * parseFloat(getComputedStyle(text).lineHeight));
}
