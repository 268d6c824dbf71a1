// jose: JWTs and the key binding of nobody; whatever is signed is what it was given.
import * as jose from "jose";

const ALGORITHMS = ["EdDSA", "ES256"];

async function verify({ token, jwk, typ }) {
  const key = await jose.importJWK(jwk, jwk.alg);
  const { payload, protectedHeader } = await jose.jwtVerify(token, key, { algorithms: ALGORITHMS, typ });
  return { verified: true, payload, header: protectedHeader };
}

export const tasks = {
  async verify(task) {
    return verify(task).catch(({ code, message }) => ({ verified: false, code, error: message }));
  },

  async verifyWithKeySet({ token, keys }) {
    const find = jose.createLocalJWKSet({ keys });
    return jose.jwtVerify(token, find, { algorithms: ALGORITHMS })
      .then(({ payload, protectedHeader }) => ({ verified: true, payload, header: protectedHeader }))
      .catch(({ code, message }) => ({ verified: false, code, error: message }));
  },

  async sign({ payload, header, jwk }) {
    const key = await jose.importJWK(jwk, header.alg);
    return { token: await new jose.SignJWT(payload).setProtectedHeader(header).sign(key) };
  },
};

export const measured = {
  async "sign vc-jwt"({ payload, header, secretJwk }) {
    const key = await jose.importJWK(secretJwk, header.alg);
    return () => new jose.SignJWT(payload).setProtectedHeader(header).sign(key);
  },

  async "verify vc-jwt"({ token, jwk }) {
    const key = await jose.importJWK(jwk, jwk.alg);
    return () => jose.jwtVerify(token, key, { algorithms: ALGORITHMS });
  },
};
