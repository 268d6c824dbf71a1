// @digitalbazaar/vc with the five cryptosuites.
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import * as ecdsaJcs from "@digitalbazaar/ecdsa-jcs-2019-cryptosuite";
import * as EcdsaMultikey from "@digitalbazaar/ecdsa-multikey";
import { cryptosuite as ecdsaRdfc } from "@digitalbazaar/ecdsa-rdfc-2019-cryptosuite";
import * as ecdsaSd from "@digitalbazaar/ecdsa-sd-2023-cryptosuite";
import * as Ed25519Multikey from "@digitalbazaar/ed25519-multikey";
import * as eddsaJcs from "@digitalbazaar/eddsa-jcs-2022-cryptosuite";
import { cryptosuite as eddsaRdfc } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import * as vc from "@digitalbazaar/vc";
import { loaderFor } from "./loader.mjs";

const ED25519 = "z6Mk";
const SUITES = {
  "eddsa-rdfc-2022": { sign: () => eddsaRdfc, verify: () => eddsaRdfc },
  "ecdsa-rdfc-2019": { sign: () => ecdsaRdfc, verify: () => ecdsaRdfc },
  "eddsa-jcs-2022": { sign: eddsaJcs.createSignCryptosuite, verify: eddsaJcs.createVerifyCryptosuite },
  "ecdsa-jcs-2019": { sign: ecdsaJcs.createSignCryptosuite, verify: ecdsaJcs.createVerifyCryptosuite },
  "ecdsa-sd-2023": {
    sign: ({ mandatory }) => ecdsaSd.createSignCryptosuite({ mandatoryPointers: mandatory }),
    verify: ecdsaSd.createVerifyCryptosuite,
  },
};

async function signerOf(key) {
  const multikey = key.publicKeyMultibase.startsWith(ED25519) ? Ed25519Multikey : EcdsaMultikey;
  return (await multikey.from(key)).signer();
}

function readProof(cryptosuite) {
  return new DataIntegrityProof({ cryptosuite });
}

// The messages of everything that went wrong, so that a test can say why a peer refused.
function explain(error) {
  if (!error) return null;
  return [error.message, ...(error.errors ?? []).map(explain), error.cause && explain(error.cause)]
    .filter(Boolean).join("; ");
}

// With a status that somebody else looks up.
const checkStatus = async () => ({ verified: true });

export const tasks = {
  async canonize({ document }) {
    return { nquads: await eddsaRdfc.canonize(document, { documentLoader: loaderFor(), base: null, safe: true }) };
  },

  async issue({ document, suite, key, created, mandatory }) {
    const cryptosuite = SUITES[suite].sign({ mandatory });
    const proof = new DataIntegrityProof({ signer: await signerOf(key), cryptosuite, date: created });
    return { document: await vc.issue({ credential: document, suite: proof, documentLoader: loaderFor(key) }) };
  },

  async derive({ document, key, selective }) {
    const suite = readProof(ecdsaSd.createDiscloseCryptosuite({ selectivePointers: selective }));
    const options = { verifiableCredential: document, suite, documentLoader: loaderFor(key) };
    return { document: await vc.derive(options) };
  },

  async verify({ document, suite, key }) {
    const options = { credential: document, suite: readProof(SUITES[suite].verify()), checkStatus };
    const { verified, error } = await vc.verifyCredential({ ...options, documentLoader: loaderFor(key) });
    return { verified, error: explain(error) };
  },

  async present({ presentation, suite, key, created, domain, challenge }) {
    const proof = new DataIntegrityProof({
      signer: await signerOf(key), cryptosuite: SUITES[suite].sign({}), date: created,
    });
    const options = { presentation, suite: proof, domain, challenge, documentLoader: loaderFor(key) };
    return { document: await vc.signPresentation(options) };
  },

  async verifyPresentation({ presentation, suite, key, domain, challenge }) {
    const options = { presentation, suite: readProof(SUITES[suite].verify()), checkStatus, domain, challenge };
    const { verified, error } = await vc.verify({ ...options, documentLoader: loaderFor(key) });
    return { verified, error: explain(error) };
  },
};

export const measured = {
  async "issue eddsa-rdfc-2022"({ document, key, created }) {
    const documentLoader = loaderFor(key);
    const suite = new DataIntegrityProof({
      signer: await signerOf(key), cryptosuite: eddsaRdfc, date: created,
    });
    return () => vc.issue({ credential: structuredClone(document), suite, documentLoader });
  },

  async "verify eddsa-rdfc-2022"({ proven, key }) {
    const documentLoader = loaderFor(key);
    return async () => {
      const suite = readProof(eddsaRdfc);
      const credential = structuredClone(proven);
      const { verified, error } = await vc.verifyCredential({ credential, suite, documentLoader, checkStatus });
      if (!verified) throw error;
    };
  },

  async "canonize"({ document }) {
    const documentLoader = loaderFor();
    return () => eddsaRdfc.canonize(document, { documentLoader, base: null, safe: true });
  },
};
