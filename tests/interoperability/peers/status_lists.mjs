// @digitalcredentials/vc-bitstring-status-list and @sd-jwt/jwt-status-list.
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { checkStatus, createCredential, createList } from "@digitalcredentials/vc-bitstring-status-list";
import { createHeaderAndPayload, getListFromStatusListJWT, StatusList } from "@sd-jwt/jwt-status-list";
import { loaderFor } from "./loader.mjs";

export const tasks = {
  // Whether no status of a credential is set, in lists whose proofs hold; says nothing of the credential's own.
  async check({ credential, lists, key }) {
    const suite = new DataIntegrityProof({ cryptosuite });
    const { verified, error } = await checkStatus({ credential, suite, documentLoader: loaderFor(key, lists) });
    return { verified, error: error?.message ?? null };
  },

  async make({ id, purpose, length, set }) {
    const list = await createList({ length });
    for (const index of set) list.setStatus(index, true);
    return { document: await createCredential({ id, list, statusPurpose: purpose }) };
  },

  async readToken({ token, indexes }) {
    const list = getListFromStatusListJWT(token);
    return { statuses: indexes.map((index) => list.getStatus(index)) };
  },

  async makeToken({ statuses, bits, payload, header }) {
    return createHeaderAndPayload(new StatusList(statuses, bits), payload, header);
  },
};
