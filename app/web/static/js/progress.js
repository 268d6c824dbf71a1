// Looks every few seconds how far issuing is, and stops when it is done. Without this module a link does the same.
const PERIOD = 3000;

async function look() {
  const shown = document.getElementById("progress");
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("progress");
  if (!fresh) return;
  shown.dataset.state = fresh.dataset.state;
  if (shown.innerHTML !== fresh.innerHTML && !shown.contains(document.activeElement)) shown.replaceChildren(...fresh.childNodes);
  if (fresh.dataset.state !== "done") setTimeout(look, PERIOD);
}

setTimeout(look, PERIOD);
