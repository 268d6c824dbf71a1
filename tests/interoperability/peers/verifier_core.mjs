// @digitalcredentials/verifier-core, with its own contexts and its own way to find a key.
import { verifyCredential } from "@digitalcredentials/verifier-core";

export const tasks = {
  async verify({ document }) {
    const { log = [], errors = [] } = await verifyCredential({ credential: document, knownDIDRegistries: [] });
    const valid = Object.fromEntries(log.map(({ id, valid: found }) => [id, found]));
    return { log: valid, errors: errors.map(({ name, message }) => `${name}: ${message}`) };
  },
};

export const measured = {
  async "verify eddsa-rdfc-2022, verifier-core"({ proven }) {
    return () => verifyCredential({ credential: structuredClone(proven), knownDIDRegistries: [] });
  },
};
