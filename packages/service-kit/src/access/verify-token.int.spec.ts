import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CryptoKey,
  exportJWK,
  exportSPKI,
  type GenerateKeyPairResult,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { VerifyToken } from './authenticate.ts';
import { createVerifyToken } from './verify-token.ts';

const [issuer, audience] = ['https://issuer.example', 'orderflow'];

let issuers: Server;
let jwksUrl: string;
/** What the issuer answers when its keys are asked for; undefined: it hangs up. */
let published: { readonly status: number; readonly keys: readonly object[] } | undefined;
let asked: number;
let rsa: GenerateKeyPairResult;
let ec: GenerateKeyPairResult;
let foreign: GenerateKeyPairResult;
let pss: GenerateKeyPairResult;
let verify: VerifyToken;

beforeAll(async () => {
  [rsa, ec, foreign, pss] = await Promise.all([
    generateKeyPair('RS256', { extractable: true }),
    generateKeyPair('ES256'),
    generateKeyPair('RS256'),
    generateKeyPair('PS256'),
  ]);
  issuers = createServer((request, response) => {
    asked += 1;
    if (published === undefined) request.socket.destroy();
    else response.writeHead(published.status).end(JSON.stringify({ keys: published.keys }));
  });
  await new Promise<void>((resolve) => issuers.listen(0, '127.0.0.1', resolve));
  jwksUrl = `http://127.0.0.1:${(issuers.address() as AddressInfo).port}/jwks`;
});
afterAll(() => {
  issuers.close();
});

beforeEach(async () => {
  asked = 0;
  published = {
    status: 200,
    keys: [
      { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', alg: 'RS256', use: 'sig' },
      { ...(await exportJWK(ec.publicKey)), kid: 'ec', alg: 'ES256', use: 'sig' },
    ],
  };
  verify = createVerifyToken({
    issuer,
    audience,
    jwksUrl,
    algorithms: ['RS256', 'ES256'],
    customerClaim: 'customer',
    scopeClaim: 'scope',
  });
});

const good = { iss: issuer, aud: audience, sub: 'u-1', customer: 'ada', scope: 'openid customer' };
const now = () => Math.floor(Date.now() / 1_000);

const signed = (
  claims: Readonly<Record<string, unknown>> = {},
  {
    alg = 'RS256',
    kid = 'rsa',
    key = rsa.privateKey as CryptoKey | Uint8Array,
    exp = (now() + 60) as number | undefined,
  } = {},
) => {
  const token = new SignJWT({ ...good, ...(exp === undefined ? {} : { exp }), ...claims }).setProtectedHeader({
    alg,
    kid,
  });
  return token.sign(key);
};

describe('a token', () => {
  it.each([
    ['RS256', () => signed()],
    ['ES256', () => signed({}, { alg: 'ES256', kid: 'ec', key: ec.privateKey })],
    ['for several audiences', () => signed({ aud: ['other', audience] })],
    ['with its scopes as a list', () => signed({ scope: ['customer', 'else'] })],
    ['that has ended within what clocks differ', () => signed({}, { exp: now() - 10 })],
  ])('(%s) says who sent it', async (_case, token) => {
    expect(await verify(await token())).toEqual({
      name: 'u-1',
      customers: { only: 'ada' },
      scopes: new Set(['customer']),
    });
  });

  it.each([
    ['ended', () => signed({}, { exp: now() - 60 }), 'it has expired'],
    ['without an end', () => signed({ exp: undefined }), '`exp`'],
    ['not valid yet', () => signed({ nbf: now() + 120 }), '`nbf`'],
    ['of another issuer', () => signed({ iss: 'https://other.example' }), '`iss`'],
    ['of no issuer', () => signed({ iss: undefined }), '`iss`'],
    ['for another audience', () => signed({ aud: 'other' }), '`aud`'],
    ['for no audience', () => signed({ aud: undefined }), '`aud`'],
    ['signed with another key', () => signed({}, { key: foreign.privateKey }), 'its signature is wrong'],
    ['of a key that is not published', () => signed({}, { kid: 'unheard' }), 'has published no key for it'],
    ['of another algorithm', () => signed({}, { alg: 'PS256', key: pss.privateKey }), 'its algorithm'],
    ['of no algorithm', async () => new UnsecuredJWT({ ...good, exp: now() + 60 }).encode(), 'its algorithm'],
    [
      'of a shared secret, which is the public key',
      async () => signed({}, { alg: 'HS256', key: Buffer.from(await exportSPKI(rsa.publicKey)) }),
      'its algorithm',
    ],
    ['that is none', async () => 'not-a-token', 'it is not a signed JWT'],
    ['whose claims were changed', async () => tampered(await signed()), 'its signature is wrong'],
  ])('(%s) is refused', async (_case, token, reason) => {
    await expect(verify(await token())).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining(reason),
    });
  });

  it.each([
    ['no customer', { customer: undefined }],
    ['the sign for all customers', { customer: '*' }],
    ['a customer that is no text', { customer: ['ada'] }],
    ['a customer with a blank', { customer: 'ada bob' }],
  ])('with %s acts for none', async (_case, claims) => {
    expect(await verify(await signed(claims))).toMatchObject({ customers: 'none' });
  });
});

describe('the keys of the issuer', () => {
  it('are fetched once, and not for what could not be valid anyway', async () => {
    await expect(verify(new UnsecuredJWT(good).encode())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(asked).toBe(0);

    await Promise.all([signed(), signed(), signed()].map(async (token) => verify(await token)));
    // Made up ids of keys do not make us ask again and again.
    for (const kid of ['a', 'b', 'c']) await expect(verify(await signed({}, { kid }))).rejects.toThrow();

    expect(asked).toBe(1);
  });

  it.each([
    ['hangs up', () => undefined],
    ['fails', () => ({ status: 500, keys: [] })],
  ])('are not there while the issuer %s: that is no verdict on the token', async (_case, answer) => {
    const before = published;
    published = answer();

    await expect(verify(await signed())).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', status: 503 });

    published = before;
    expect(await verify(await signed())).toMatchObject({ name: 'u-1' });
  });
});

const tampered = (token: string): string => {
  const [header, , signature] = token.split('.');
  const claims = Buffer.from(JSON.stringify({ ...good, customer: 'bob', exp: now() + 60 })).toString('base64url');
  return `${header}.${claims}.${signature}`;
};
