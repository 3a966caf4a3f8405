/* What one writes to a customer is kept as a draft while one writes: <form data-kept="/address"> with a .say-kept in it
   that says so. Chosen files are kept when a button is pressed. */

const PATIENCE = 1500;

document.querySelectorAll("form[data-kept]").forEach(keeping);

function keeping(form) {
  const said = form.querySelector(".say-kept");
  let stop = new AbortController();
  let last = Promise.resolve();
  let timer;
  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (event.target.type !== "file") timer = setTimeout(next, PATIENCE);
  });
  /* One after the other: what was typed first must not arrive last. */
  function next() {
    last = last.then(() => keep(form, said, stop.signal));
  }
  /* What is sent is no draft any more; whoever comes back to this page goes on writing. */
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    stop.abort();
  });
  addEventListener("pageshow", () => { stop = new AbortController(); });
}

async function keep(form, said, signal) {
  if (signal.aborted) return;
  const body = new FormData(form);
  body.delete("files");
  body.set("then", "quietly");
  const reply = await fetch(form.dataset.kept, { method: "POST", body, signal }).catch(() => null);
  if (signal.aborted) return;
  said.textContent = reply?.ok ? `${said.dataset.keptAt} ${time()}` : said.dataset.notKept;
}

function time() {
  return new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
}
