/* A part of a form that follows what is chosen: the moments you will hear, fetched again when a choice changes.
   <div data-live="/file/complaint/due" data-live-fields="service urgent" aria-live="polite">…</div>
   Only the named fields are sent, never a word of what is typed. */

const PATIENCE = 150;

export function live(region) {
  const form = region.closest("form") ?? document.querySelector(region.dataset.liveForm ?? "form");
  const names = region.dataset.liveFields.split(" ");
  let timer;
  form.addEventListener("change", (event) => {
    if (!names.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => refresh(region, form, names), PATIENCE);
  });
  /* A form the browser has filled in again may differ from what the server drew. */
  if (chosen(form, names).toString() !== initial(form, names).toString()) refresh(region, form, names);
}

function chosen(form, names) {
  const data = new FormData(form);
  return new URLSearchParams(names.flatMap((name) => data.getAll(name).map((value) => [name, value])));
}

function initial(form, names) {
  const copy = form.cloneNode(true);
  copy.reset();
  return chosen(copy, names);
}

/* The last answer wins; when none comes, the old moments stay and the server still decides on sending. */
async function refresh(region, form, names) {
  const asked = chosen(form, names).toString();
  region.dataset.asked = asked;
  const address = region.dataset.live;
  const reply = await fetch(`${address}${address.includes("?") ? "&" : "?"}${asked}`, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!reply?.ok || region.dataset.asked !== asked) return;
  region.innerHTML = await reply.text();
}
