// @sd-jwt/sd-jwt-vc, and for W3C documents its core; the keys are those of Node itself, its fastest way.
import { createHash, createPrivateKey, createPublicKey, randomBytes, sign, verify } from "node:crypto";
import { SDJwtInstance } from "@sd-jwt/core";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";

const DIGESTS = { ES256: "sha256", EdDSA: null };

function options(jwk, key) {
  return { key, ...(jwk.crv === "P-256" && { dsaEncoding: "ieee-p1363" }) };
}

function signerWith(jwk) {
  const key = createPrivateKey({ key: jwk, format: "jwk" });
  return (data) => sign(DIGESTS[jwk.alg], Buffer.from(data), options(jwk, key)).toString("base64url");
}

function verifierWith(jwk) {
  const key = createPublicKey({ key: jwk, format: "jwk" });
  return (data, signature) =>
    verify(DIGESTS[jwk.alg], Buffer.from(data), options(jwk, key), Buffer.from(signature, "base64url"));
}

// W3C documents have their own `typ`, which an instance takes from its class.
class W3cInstance extends SDJwtInstance {
  type = "vc+sd-jwt";
}

const KINDS = { "dc+sd-jwt": SDJwtVcInstance, "vc+sd-jwt": W3cInstance };

function instance({ kind = "dc+sd-jwt", jwk, secretJwk, holderJwk, holderSecretJwk }) {
  return new KINDS[kind]({
    hasher: (data, name) => createHash(name.replace("-", "")).update(data).digest(),
    hashAlg: "sha-256",
    saltGenerator: (length) => randomBytes(length).toString("base64url"),
    ...(jwk && { verifier: verifierWith(jwk) }),
    ...(secretJwk && { signer: signerWith(secretJwk), signAlg: secretJwk.alg }),
    ...(holderJwk && { kbVerifier: verifierWith(holderJwk) }),
    ...(holderSecretJwk && { kbSigner: signerWith(holderSecretJwk), kbSignAlg: holderSecretJwk.alg }),
    // The status list is somebody else's task.
    statusListFetcher: async () => { throw new Error("no status list"); },
  });
}

// A status would be fetched, so it is taken for read; everything else is checked.
function withoutStatus(chosen) {
  if (chosen.verifyStatus) chosen.verifyStatus = async () => {};
  return chosen;
}

export const tasks = {
  async issue({ claims, frame, header, ...task }) {
    return { text: await instance(task).issue(claims, frame, { header }) };
  },

  async present({ text, frame, keyBinding, ...task }) {
    const kb = keyBinding && { payload: keyBinding };
    return { text: await instance(task).present(text, frame, { kb }) };
  },

  async verify({ text, nonce, ...task }) {
    const chosen = withoutStatus(instance(task));
    return chosen.verify(text, { keyBindingNonce: nonce })
      .then(({ payload, header, kb }) => ({ verified: true, payload, header, keyBinding: kb?.payload ?? null }))
      .catch(({ message }) => ({ verified: false, error: message }));
  },
};

export const measured = {
  async "issue sd-jwt-vc"({ claims, frame, header, ...task }) {
    const chosen = instance(task);
    return () => chosen.issue(claims, frame, { header });
  },

  async "verify sd-jwt-vc"({ text, ...task }) {
    const chosen = withoutStatus(instance(task));
    return () => chosen.verify(text);
  },
};
