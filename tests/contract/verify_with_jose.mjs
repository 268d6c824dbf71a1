// Reads {tokens, jwks} from standard input, verifies each token with the jose package and prints one line of JSON.
// With {sign: {alg, payload, kid}} it makes a key and signs instead, so that the other side can verify.
import {
  SignJWT, createLocalJWKSet, decodeProtectedHeader, exportJWK, generateKeyPair, jwtVerify,
} from "jose";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const task = JSON.parse(Buffer.concat(chunks).toString("utf8"));

async function verifyAll({ tokens, jwks, now }) {
  const keys = createLocalJWKSet(jwks);
  return Promise.all(tokens.map(async (token) => {
    try {
      const options = { algorithms: ["EdDSA", "ES256"], currentDate: new Date(now) };
      const { payload } = await jwtVerify(token, keys, options);
      return { ok: true, payload, header: decodeProtectedHeader(token) };
    } catch (error) {
      return { ok: false, code: error.code };
    }
  }));
}

async function sign({ alg, payload, kid }) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const token = await new SignJWT(payload).setProtectedHeader({ alg, kid, typ: "JWT" }).sign(privateKey);
  return { token, jwk: await exportJWK(publicKey) };
}

console.log(JSON.stringify(task.sign ? await sign(task.sign) : await verifyAll(task)));
