// With {text, jwk, holder, binding} it verifies an SD-JWT VC of ours with the package of the OpenWallet Foundation,
// key binding included; with {issue} it makes one, presents a part of it bound to {audience, nonce}, and prints both.
// With {rate} it says how many it issues and verifies a second.
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import crypto from "node:crypto";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const task = JSON.parse(Buffer.concat(chunks).toString("utf8"));

const sign = (key) => async (data) =>
  crypto.sign("sha256", Buffer.from(data), { key, dsaEncoding: "ieee-p1363" }).toString("base64url");
const check = (jwk) => async (data, signature) => crypto.verify(
  "sha256", Buffer.from(data),
  { key: crypto.createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" },
  Buffer.from(signature, "base64url"),
);
const shared = {
  signAlg: "ES256", kbSignAlg: "ES256", hashAlg: "sha-256",
  hasher: (data) => crypto.createHash("sha256").update(data).digest(),
  saltGenerator: (size) => crypto.randomBytes(size).toString("base64url"),
};

async function verify({ text, jwk, holder, nonce, now }) {
  const reader = new SDJwtVcInstance({ ...shared, verifier: check(jwk), kbVerifier: check(holder) });
  try {
    const { payload, kb } = await reader.verify(
      text, { currentDate: now, ...(nonce ? { keyBindingNonce: nonce } : {}) },
    );
    return { ok: true, payload, kb: kb?.payload };
  } catch (error) {
    return { ok: false, message: error.message };
  }
}

async function issue({ claims, hidden, shown, kid, audience, nonce, now }) {
  const pair = () => crypto.generateKeyPairSync("ec", { namedCurve: "P-256" });
  const [issuer, holder] = [pair(), pair()];
  const jwk = (key) => key.publicKey.export({ format: "jwk" });
  const maker = new SDJwtVcInstance({
    ...shared, signer: sign(issuer.privateKey), kbSigner: sign(holder.privateKey),
  });
  const text = await maker.issue(
    { ...claims, cnf: { jwk: jwk(holder) } }, { _sd: hidden }, { header: { kid } },
  );
  const frame = Object.fromEntries(shown.map((name) => [name, true]));
  const presented = await maker.present(text, frame, { kb: { payload: { iat: now, aud: audience, nonce } } });
  return { text, presented, jwk: jwk(issuer) };
}

async function rate({ claims, hidden, seconds }) {
  const { privateKey, publicKey } = crypto.generateKeyPairSync("ec", { namedCurve: "P-256" });
  const instance = new SDJwtVcInstance({
    ...shared, signer: sign(privateKey),
    verifier: async (data, signature) => crypto.verify(
      "sha256", Buffer.from(data), { key: publicKey, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"),
    ),
  });
  const make = () => instance.issue(claims, { _sd: hidden });
  const text = await make();
  const measure = async (work) => {
    for (let i = 0; i < 200; i += 1) await work();
    const [started, limit] = [performance.now(), seconds * 1000];
    let count = 0;
    for (; performance.now() - started < limit; count += 1) await work();
    return count / ((performance.now() - started) / 1000);
  };
  return { issue: await measure(make), verify: await measure(() => instance.verify(text, {})) };
}

const answer = task.issue ? await issue(task.issue) : task.rate ? await rate(task.rate) : await verify(task);
console.log(JSON.stringify(answer));
