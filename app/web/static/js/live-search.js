// Searches while somebody types: asks the page of the form for its results and puts them in place. Without it the button does.
const form = document.querySelector("form[data-live]");
const box = form.querySelector("input[type=search]");
let timer = 0;
let last = box.value;
let asked = new AbortController();

async function search() {
  if (box.value === last) return;
  last = box.value;
  asked.abort();
  asked = new AbortController();
  const address = new URL(form.action);
  address.searchParams.set(box.name, box.value);
  try {
    const answer = await fetch(address, { signal: asked.signal, credentials: "same-origin" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(form.dataset.live);
    if (fresh) document.getElementById(form.dataset.live).replaceChildren(...fresh.childNodes);
  } catch (error) {
    if (error.name !== "AbortError") last = "";
  }
}

box.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(search, 200);
});
