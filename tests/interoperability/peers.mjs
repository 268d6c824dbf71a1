// Other people's software behind one pipe: a line of JSON in is a task, a line of JSON out is its answer.
import "./peers/sandbox.mjs";
import { createInterface } from "node:readline";

const modules = {
  dataIntegrity: await import("./peers/data_integrity.mjs"),
  tokens: await import("./peers/tokens.mjs"),
  sdJwt: await import("./peers/sd_jwt.mjs"),
  verifierCore: await import("./peers/verifier_core.mjs"),
  statusLists: await import("./peers/status_lists.mjs"),
  contexts: await import("./peers/contexts.mjs"),
};
const measured = Object.assign({}, ...Object.values(modules).map((module) => module.measured));
const prepared = new Map();

// Times a second of the processor, all threads counted: the work is prepared once, then repeated for so long.
// What stands before a colon in the name tells one preparation of the same work from another.
async function measure({ name, seconds, ...task }) {
  if (!prepared.has(name)) prepared.set(name, await measured[name.split(": ").at(-1)](task));
  const work = prepared.get(name);
  const started = process.cpuUsage();
  let count = 0;
  let passed = 0;
  while ((passed = secondsSince(started)) < seconds) {
    for (let turn = 0; turn < 20; turn += 1) await work();
    count += 20;
  }
  return { rate: count / passed };
}

function secondsSince(started) {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

async function answer({ peer, task, ...rest }) {
  if (peer === "measure") return measure(rest);
  return modules[peer].tasks[task](rest);
}

for await (const line of createInterface({ input: process.stdin })) {
  let found;
  try {
    found = { answer: await answer(JSON.parse(line)) };
  } catch (error) {
    found = { failure: error.stack ?? String(error) };
  }
  process.stdout.write(`${JSON.stringify(found)}\n`);
}
