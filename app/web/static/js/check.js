// Takes a file that is dropped, and reads a QR code with the camera where the browser can. Without it the forms do the same.
const PERIOD_MS = 250;
const drop = document.querySelector("form[data-drop]");
const code = document.querySelector("form[data-code]");
const scan = code.querySelector("[data-scan]");
const camera = code.querySelector("[data-camera]");
const says = code.querySelector("[data-says]");
const video = camera.querySelector("video");
let detector;

function takeFile(event) {
  event.preventDefault();
  drop.classList.remove("is-over");
  if (!event.dataTransfer.files.length) return;
  drop.elements.namedItem("file").files = event.dataTransfer.files;
  drop.requestSubmit();
}

drop.querySelector("[data-hint]").hidden = false;
drop.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("is-over");
});
drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
drop.addEventListener("drop", takeFile);

function stop(word) {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
  says.textContent = says.dataset[word] ?? "";
  camera.hidden = !word;
  video.hidden = true;
  scan.hidden = false;
}

async function look() {
  if (!video.srcObject) return;
  const [found] = await detector.detect(video);
  if (!found) {
    setTimeout(() => look().catch(() => stop("failed")), PERIOD_MS);
    return;
  }
  stop();
  // The service judges what was read: an address of another site is told as a mistake and never opened.
  code.elements.namedItem("code").value = found.rawValue;
  code.requestSubmit();
}

async function start() {
  scan.hidden = true;
  camera.hidden = video.hidden = false;
  says.textContent = says.dataset.busy;
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  await video.play();
  await look();
}

async function offerScanning() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  if (!(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) return;
  detector = new BarcodeDetector({ formats: ["qr_code"] });
  scan.hidden = false;
}

scan.addEventListener("click", () => start().catch(() => stop("failed")));
camera.querySelector("[data-stop]").addEventListener("click", () => {
  stop();
  scan.focus();
});
offerScanning().catch(() => {});
