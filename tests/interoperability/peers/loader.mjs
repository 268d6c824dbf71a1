// What a peer may load: the bundled contexts, and the keys and documents that came with the task.
import { readFileSync } from "node:fs";

const folder = new URL("../../../schemas/third-party/", import.meta.url);
const { contexts: index } = JSON.parse(readFileSync(new URL("index.json", folder)));
const contexts = new Map(
  // Of two texts of one context the older one, under which credentials were signed first.
  Object.entries(index).map(([url, names]) => [url, JSON.parse(readFileSync(new URL(names.at(-1), folder)))]),
);

function controllerOf({ id, controller }) {
  return {
    "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
    id: controller,
    assertionMethod: [id],
    authentication: [id],
  };
}

export function loaderFor(key, documents = {}) {
  const own = new Map(Object.entries(documents));
  if (key) {
    const { secretKeyMultibase, ...published } = key;
    own.set(key.id, { "@context": "https://w3id.org/security/multikey/v1", type: "Multikey", ...published });
    own.set(key.controller, controllerOf(key));
  }
  return async (url) => {
    const document = contexts.get(url) ?? own.get(url);
    if (!document) throw new Error(`not bundled: ${url}`);
    return { contextUrl: null, documentUrl: url, document };
  };
}
