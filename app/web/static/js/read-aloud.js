// Reads the page aloud with the voice of the device, where it has one. Without this script the button stays hidden.
const button = document.getElementById("read-aloud");
const speech = window.speechSynthesis;

function textsOf(root) {
  const shown = [...root.querySelectorAll("h1, h2, h3, p, li, dt, dd, summary, legend, label, button")];
  const apart = shown.filter((part) => part.checkVisibility() && !shown.some((other) => other !== part && other.contains(part)));
  return apart.map((part) => part.innerText.trim()).filter(Boolean);
}

function show(isReading) {
  button.setAttribute("aria-pressed", String(isReading));
  button.querySelector("[data-say]").textContent = isReading ? button.dataset.stop : button.dataset.read;
}

function read() {
  const texts = textsOf(document.getElementById("content"));
  show(true);
  texts.forEach((text, index) => {
    const said = new SpeechSynthesisUtterance(text);
    said.lang = document.documentElement.lang;
    said.rate = 0.9;
    if (index === texts.length - 1) said.addEventListener("end", () => show(false));
    speech.speak(said);
  });
}

if (speech) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const wasReading = speech.speaking;
    speech.cancel();
    show(false);
    if (!wasReading) read();
  });
  window.addEventListener("pagehide", () => speech.cancel());
}
