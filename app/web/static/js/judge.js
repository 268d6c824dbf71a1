// Saves a remark while it is typed, and makes a photo smaller before it is sent. Without it both still work by the form.
const form = document.querySelector("form[data-save]");
const QUIET_MS = 800;
const MOST_PIXELS = 1920;

async function save() {
  const sent = new FormData();
  for (const name of ["csrf", "version", "remark"]) sent.set(name, form.elements.namedItem(name).value);
  const answer = await fetch(form.dataset.save, { method: "POST", body: new URLSearchParams(sent) });
  form.querySelector("[data-saved]").hidden = !answer.ok;
}

async function shrink(input) {
  const [file] = input.files;
  if (!file) return;
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, MOST_PIXELS / Math.max(picture.width, picture.height));
  if (scale === 1 && file.type === "image/jpeg") return;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const smaller = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  if (!smaller || smaller.size > file.size) return;
  const files = new DataTransfer();
  files.items.add(new File([smaller], "photo.jpg", { type: "image/jpeg" }));
  input.files = files.files;
}

if (form) {
  let waiting;
  form.elements.namedItem("remark").addEventListener("input", () => {
    clearTimeout(waiting);
    form.querySelector("[data-saved]").hidden = true;
    waiting = setTimeout(() => save().catch(() => {}), QUIET_MS);
  });
  form.elements.namedItem("photo").addEventListener("change", (event) => {
    // A picture that the browser cannot read is sent as it is; the service says what is wrong with it.
    shrink(event.target).catch(() => {});
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}
