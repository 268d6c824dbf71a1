// Reads {contexts, keys, now, work} from standard input and does each piece of work with the packages of Digital Bazaar:
// {verify: credential}, {sign: credential, suite, secret}, {derive: credential, pointers}, {rate: credential, secret}.
// Prints one line of JSON with an answer to each. Nothing is fetched: contexts and keys come with the task.
import * as vc from "@digitalbazaar/vc";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite as eddsaRdfc } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { cryptosuite as ecdsaRdfc } from "@digitalbazaar/ecdsa-rdfc-2019-cryptosuite";
import * as ecdsaSd from "@digitalbazaar/ecdsa-sd-2023-cryptosuite";
import * as Ed25519Multikey from "@digitalbazaar/ed25519-multikey";
import * as EcdsaMultikey from "@digitalbazaar/ecdsa-multikey";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { contexts, keys, now, work } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
const MULTIKEY = "https://w3id.org/security/multikey/v1";

async function documentLoader(url) {
  const key = keys.find(({ id }) => id === url);
  const mine = keys.filter(({ controller }) => controller === url);
  const document = contexts[url]
    ?? (key && { "@context": MULTIKEY, type: "Multikey", ...key })
    ?? (mine.length && {
      "@context": ["https://www.w3.org/ns/did/v1", MULTIKEY], id: url, assertionMethod: mine.map(({ id }) => id),
    });
  if (!document) throw new Error(`not at hand: ${url}`);
  return { contextUrl: null, documentUrl: url, document };
}

const checkStatus = async () => ({ verified: true });
const plain = { "eddsa-rdfc-2022": eddsaRdfc, "ecdsa-rdfc-2019": ecdsaRdfc };

function verifier(name) {
  return new DataIntegrityProof({ cryptosuite: plain[name] ?? ecdsaSd.createVerifyCryptosuite() });
}

async function signer(name, secret, mandatoryPointers) {
  const multikey = name.startsWith("eddsa") ? Ed25519Multikey : EcdsaMultikey;
  const pair = await multikey.from({ type: "Multikey", ...secret });
  const cryptosuite = plain[name] ?? ecdsaSd.createSignCryptosuite({ mandatoryPointers });
  return new DataIntegrityProof({ signer: pair.signer(), date: now, cryptosuite });
}

async function verify(credential) {
  const proof = [credential.proof].flat()[0];
  const suite = verifier(proof.cryptosuite);
  const result = await vc.verifyCredential({ credential, suite, documentLoader, checkStatus, now: new Date(now) });
  return { verified: result.verified, error: result.error?.errors?.map(({ message }) => message) };
}

async function rate(credential, secret) {
  const suite = await signer("eddsa-rdfc-2022", secret);
  const times = async (task) => {
    for (let i = 0; i < 50; i += 1) await task();
    const start = performance.now();
    for (let i = 0; i < 300; i += 1) await task();
    return 300 / ((performance.now() - start) / 1e3);
  };
  const signed = await vc.issue({ credential: structuredClone(credential), suite, documentLoader });
  const issue = await times(() => vc.issue({ credential: structuredClone(credential), suite, documentLoader }));
  return { issue, verify: await times(() => verify(signed)) };
}

async function answer(task) {
  if (task.verify) return verify(task.verify);
  if (task.rate) return rate(task.rate, task.secret);
  if (task.derive) {
    const cryptosuite = ecdsaSd.createDiscloseCryptosuite({ selectivePointers: task.pointers });
    const suite = new DataIntegrityProof({ cryptosuite });
    return vc.derive({ verifiableCredential: task.derive, suite, documentLoader });
  }
  const suite = await signer(task.suite, task.secret, task.mandatory);
  return vc.issue({ credential: task.sign, suite, documentLoader });
}

const answers = [];
for (const task of work) answers.push(await answer(task));
console.log(JSON.stringify(answers));
