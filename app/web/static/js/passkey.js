// Makes or uses a passkey (WebAuthn Level 3) and puts the answer in the form. Without it the page says what else to do.
const form = document.querySelector("form[data-passkey]");
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const read = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

function show(name) {
  for (const part of form.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== name;
}

function write(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

async function ask(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge) };
  if (form.dataset.passkey === "get") {
    return navigator.credentials.get({ publicKey: { ...publicKey, allowCredentials: read(options.allowCredentials) } });
  }
  publicKey.user = { ...options.user, id: bytes(options.user.id) };
  publicKey.excludeCredentials = read(options.excludeCredentials);
  return navigator.credentials.create({ publicKey });
}

if (form && window.PublicKeyCredential) {
  show("ready");
  form.addEventListener("submit", async (event) => {
    const field = form.elements.namedItem("answer");
    if (field.value) return;
    event.preventDefault();
    try {
      field.value = write(await ask(JSON.parse(form.dataset.options)));
      form.submit();
    } catch {
      show("failed");
    }
  });
}
