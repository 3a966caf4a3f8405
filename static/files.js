/* The files one has chosen, before they are sent: a small picture of each picture, its name and size, and a button that
   takes it out again. The server judges them all the same; this only spares people a wait.
   <input type="file" data-chosen data-most="5" data-largest="10485760" data-remove="Remove" …> */

const SIDE = 64;

document.querySelectorAll("input[type=file][data-chosen]").forEach((input) => {
  const list = document.createElement("ul");
  list.className = "chosen";
  list.setAttribute("aria-live", "polite");
  input.after(list);
  input.addEventListener("change", () => show(input, list));
  if (input.files.length) show(input, list);
});

function show(input, list) {
  const files = [...input.files];
  list.replaceChildren(...files.map((file) => line(input, list, file)));
  if (files.length > Number(input.dataset.most)) list.append(said(input.dataset.tooMany));
}

function line(input, list, file) {
  const item = document.createElement("li");
  const name = document.createElement("bdi");
  name.textContent = file.name;
  const size = document.createElement("span");
  size.className = "soft";
  size.textContent = spoken(file.size);
  item.append(picture(file), name, size);
  if (file.size > Number(input.dataset.largest)) item.append(said(input.dataset.tooLarge, "span"));
  item.append(remover(input, list, file));
  return item;
}

/* Drawn on a canvas: no address is made for the file, so nothing of the page's policy need be loosened. */
function picture(file) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE * 2;
  canvas.setAttribute("aria-hidden", "true");
  if (file.type.startsWith("image/")) draw(canvas, file);
  return canvas;
}

async function draw(canvas, file) {
  try {
    const image = await createImageBitmap(file);
    const scale = Math.max(canvas.width / image.width, canvas.height / image.height);
    const [width, height] = [image.width * scale, image.height * scale];
    const context = canvas.getContext("2d");
    context.drawImage(image, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
    image.close();
  } catch {
    /* No picture after all: its name stands there. */
  }
}

function remover(input, list, file) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button is-quiet";
  button.textContent = input.dataset.remove;
  const what = document.createElement("span");
  what.className = "visually-hidden";
  what.textContent = ` ${file.name}`;
  button.append(what);
  button.addEventListener("click", () => {
    const rest = new DataTransfer();
    [...input.files].filter((other) => other !== file).forEach((other) => rest.items.add(other));
    input.files = rest.files;
    show(input, list);
    input.focus();
  });
  return button;
}

function said(sentence, tag = "li") {
  const element = document.createElement(tag);
  element.className = "field-error";
  element.textContent = sentence;
  return element;
}

function spoken(bytes) {
  const [unit, divisor] = bytes < 1048576 ? ["kilobyte", 1024] : ["megabyte", 1048576];
  const style = { style: "unit", unit, maximumFractionDigits: unit === "kilobyte" ? 0 : 1 };
  return new Intl.NumberFormat(document.documentElement.lang, style).format(bytes / divisor);
}
