import assert from "node:assert/strict";
import fc from "fast-check";
import { CompactSign, decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import {
  appToken,
  registerApi,
  signIn,
  startSandbox,
  type RegisteredApi,
  type Sandbox,
} from "../../../packages/entra-sandbox";
import { checkToken, type TokenCheck } from "../../../cli/ici/tokenCheck";
import { fuzz } from "../../fuzz";

describe("Icertis' token check", () => {
  let sandbox: Sandbox;
  let api: RegisteredApi;
  let token: string;
  let check: TokenCheck;
  before(async () => {
    sandbox = await startSandbox({ now: new Date("2026-11-23T08:00:00Z") });
    sandbox.clock.freeze(new Date("2026-11-23T08:00:00Z"));
    api = await registerApi(sandbox);
    const { body } = await signIn(sandbox, api, `${api.identifierUri}/user_impersonation openid profile`);
    token = body["access_token"] ?? "";
    check = {
      tenantJson: tenantJson(),
      token,
      registeredUsers: [sandbox.users[0]?.id ?? ""],
      getJson: async (url) => {
        const answer = await sandbox.fetch(url);
        if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
        return answer.json();
      },
      now: sandbox.clock.now(),
    };
  });
  after(() => sandbox.close());

  function tenantJson(changes: Record<string, string> = {}): Record<string, { Value: string }> {
    const values = {
      STSDiscoveryEndpoint: `https://login.microsoftonline.com/${sandbox.tenantId}/v2.0/.well-known/openid-configuration`,
      ValidAudiences: `api://${api.appId}`,
      ValidIssuer: `https://sts.windows.net/${sandbox.tenantId}/`,
      ExternalUpnClaimUri: "http://schemas.microsoft.com/identity/claims/objectidentifier",
      ...changes,
    };
    return Object.fromEntries(Object.entries(values).map(([key, Value]) => [`Core.API.OAuth.${key}`, { Value }]));
  }

  /** The step that rejects. */
  async function rejected(changes: Partial<TokenCheck>) {
    const { accepted, steps } = await checkToken({ ...check, ...changes });
    assert.equal(accepted, false);
    const last = steps.at(-1);
    assert.ok(last && last.hint !== "");
    assert.equal(JSON.stringify(steps).includes(changes.token ?? token), false);
    return [last.step, last.got, last.expected];
  }

  it("accepts the token of a registered user, step by step", async () => {
    const { accepted, steps } = await checkToken(check);
    assert.equal(accepted, true);
    assert.deepEqual(
      steps.map(({ step, ok, got }) => [step, ok, got]),
      [
        ["settings", true, "four keys"],
        ["discovery", true, `${sandbox.url}/${sandbox.tenantId}/discovery/v2.0/keys`],
        ["keys", true, "1"],
        ["signature", true, "signed by a published key"],
        ["issuer", true, `https://sts.windows.net/${sandbox.tenantId}/`],
        ["audience", true, api.identifierUri],
        ["lifetime", true, "2026-11-23T08:00:00.000Z to 2026-11-23T09:00:00.000Z"],
        ["userClaim", true, sandbox.users[0]?.id],
        ["registeredUser", true, sandbox.users[0]?.id],
      ],
    );
    assert.equal((await checkToken({ ...check, registeredUsers: undefined })).accepted, true);
  });

  it("wants its four keys", async () => {
    const lacking = tenantJson();
    delete lacking["Core.API.OAuth.ValidIssuer"];
    assert.deepEqual(await rejected({ tenantJson: lacking }), [
      "settings",
      "no key Core.API.OAuth.ValidIssuer",
      "Core.API.OAuth.ValidIssuer with a Value",
    ]);
    const [step, got] = await rejected({ tenantJson: tenantJson({ STSDiscoveryEndpoint: "nowhere" }) });
    assert.deepEqual([step, got], ["settings", "nowhere"]);
    assert.equal((await rejected({ tenantJson: tenantJson({ ValidAudiences: "" }) }))[0], "settings");
  });

  it("wants a metadata document that leads to keys", async () => {
    const unknown = `https://login.microsoftonline.com/${crypto.randomUUID()}/v2.0/.well-known/openid-configuration`;
    const settings = tenantJson({ STSDiscoveryEndpoint: unknown });
    assert.deepEqual(await rejected({ tenantJson: settings }), [
      "discovery",
      `${unknown}: answered 400`,
      "a document with jwks_uri, an https address",
    ]);
    assert.deepEqual((await rejected({ getJson: () => Promise.resolve({}) })).slice(0, 2), ["discovery", "nothing"]);
    const noKeys = (url: string) =>
      Promise.resolve(url.endsWith("keys") ? { keys: [] } : { jwks_uri: "https://x/keys" });
    assert.deepEqual((await rejected({ getJson: noKeys })).slice(0, 2), ["keys", "0"]);
  });

  it("wants a signature by one of those keys", async () => {
    const { privateKey, publicKey } = await generateKeyPair("RS256");
    const foreign = await new SignJWT({}).setProtectedHeader({ alg: "RS256", kid: "other" }).sign(privateKey);
    assert.deepEqual((await rejected({ token: foreign })).slice(0, 2), ["signature", "signed by no published key"]);
    assert.equal((await rejected({ token: "nonsense" }))[0], "signature");
    assert.deepEqual((await rejected({ token: `${token.slice(0, -8)}AAAAAAAA` })).slice(0, 2), [
      "signature",
      "not signed by the key it names",
    ]);
    const jwk = { ...(await exportJWK(publicKey)), kid: "other", alg: "RS256" };
    assert.equal((await rejected({ getJson: publishing([jwk]) }))[0], "signature");
  });

  /** The sandbox's documents, but with these keys. */
  const publishing =
    (keys: readonly unknown[]): TokenCheck["getJson"] =>
    (url) =>
      url.includes("keys") ? Promise.resolve({ keys }) : check.getJson(url);

  describe("with keys and claims of any kind", () => {
    let sign: (claims: object | string, header?: object) => Promise<string>;
    let getJson: TokenCheck["getJson"];
    let claims: JWTPayload;
    before(async () => {
      const [key, other] = await Promise.all([generateKeyPair("RS256"), generateKeyPair("RS256")]);
      const [jwk, otherJwk] = await Promise.all([exportJWK(key.publicKey), exportJWK(other.publicKey)]);
      const junk = [null, 7, { kty: "oct", k: "AAAA", kid: "one" }, { kty: "RSA", kid: "broken" }];
      getJson = publishing([...junk, { ...otherJwk, kid: "two" }, { ...jwk, kid: "one" }]);
      claims = decodeJwt(token);
      sign = (payload, header = {}) =>
        new CompactSign(new TextEncoder().encode(typeof payload === "string" ? payload : JSON.stringify(payload)))
          .setProtectedHeader({ alg: "RS256", ...header })
          .sign(key.privateKey);
    });
    const verdict = async (given: string) => {
      const { accepted, steps } = await checkToken({ ...check, token: given, getJson });
      return accepted ? "accepted" : steps.at(-1)?.step;
    };
    const signatureOf = async (given: string) =>
      (await checkToken({ ...check, token: given, getJson })).steps.find(({ step }) => step === "signature")?.got;

    it("tries every key where the token names none or an unknown one, as .NET does, and says so", async () => {
      assert.equal(await verdict(await sign(claims)), "accepted");
      assert.match((await signatureOf(await sign(claims))) ?? "", /names no key \(kid\), so every key was tried/);
      assert.equal(await verdict(await sign(claims, { kid: "nine" })), "accepted");
      assert.match((await signatureOf(await sign(claims, { kid: "nine" }))) ?? "", /names an unknown key/);
    });

    it("tries only the key that the token names", async () => {
      assert.equal(await verdict(await sign(claims, { kid: "two" })), "signature");
      assert.equal(await signatureOf(await sign(claims, { kid: "two" })), "not signed by the key it names");
    });

    it("takes no algorithm that anybody could sign with", async () => {
      const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
      for (const alg of ["none", "HS256", "", 5]) {
        assert.equal(await verdict(`${encoded({ alg })}.${encoded(claims)}.AAAA`), "signature", String(alg));
      }
    });

    for (const [what, changes, expected] of [
      ["an expiry as text", { exp: "9999999999" }, "lifetime"],
      ["an expiry as list", { exp: [9999999999] }, "lifetime"],
      ["no expiry", { exp: undefined }, "lifetime"],
      ["an expiry beyond the calendar", { exp: 1e300 }, "lifetime"],
      ["an expiry before 1970", { exp: -1 }, "lifetime"],
      ["a start as text", { nbf: "0" }, "lifetime"],
      ["a start after the end", { nbf: 1795425000, exp: 1795424900 }, "lifetime"],
      ["no start", { nbf: undefined }, "accepted"],
      ["an expiry with a fraction", { exp: 1795428000.5 }, "accepted"],
      ["an issuer as list", { iss: [`https://sts.windows.net/x/`] }, "issuer"],
      ["an audience as number", { aud: 7 }, "audience"],
      ["a list of audiences with a number in it", { aud: [7] }, "audience"],
      ["no audience", { aud: undefined }, "audience"],
      ["a user as number", { oid: 7 }, "userClaim"],
    ] as const) {
      it(`judges ${what}`, async () => assert.equal(await verdict(await sign({ ...claims, ...changes })), expected));
    }

    it("takes one of several audiences", async () => {
      assert.equal(await verdict(await sign({ ...claims, aud: ["api://x", claims.aud] })), "accepted");
    });

    for (const payload of ["[]", "7", "null", '"text"', "{", ""]) {
      it(`takes no claims that are ${JSON.stringify(payload)}`, async () =>
        assert.equal(await verdict(await sign(payload)), "signature"));
    }

    it("decodes no token that is too long, and shows no long value whole", async () => {
      assert.equal(await verdict(await sign({ ...claims, filler: "x".repeat(260_000) })), "signature");
      const { steps } = await checkToken({
        ...check,
        token: await sign({ ...claims, iss: "x".repeat(9000) }),
        getJson,
      });
      assert.equal(steps.at(-1)?.got.length, 301);
    });

    const names = fc.constantFrom("iss", "aud", "exp", "nbf", "oid", "__proto__", "constructor");
    fuzz(
      "ends in a verdict whatever a token holds",
      60,
      fc.asyncProperty(fc.dictionary(names, fc.jsonValue()), fc.string(), async (changes, junk) => {
        const changed = await sign({ ...claims, ...changes });
        for (const given of [changed, junk, `${junk}.${changed}`, changed.replace(".", `.${junk}`)]) {
          const { accepted, steps } = await checkToken({ ...check, token: given, getJson });
          assert.ok(accepted === steps.every(({ ok }) => ok));
        }
      }),
    );

    fuzz(
      "ends in a verdict whatever the documents hold",
      100,
      fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (document, keys) => {
        for (const first of [document, { jwks_uri: document }, { jwks_uri: "https://x/keys" }]) {
          const answers = [first, keys === document ? [] : { keys }];
          const { accepted } = await checkToken({ ...check, getJson: () => Promise.resolve(answers.shift()) });
          assert.equal(accepted, false);
        }
      }),
    );

    it("finds no claim that objects have by nature", async () => {
      const named = tenantJson({ ExternalUpnClaimUri: "constructor" });
      const own = await sign({ ...claims, iss: check.tenantJson });
      assert.equal(await verdict(own), "issuer");
      const { steps } = await checkToken({ ...check, tenantJson: named });
      assert.deepEqual([steps.at(-1)?.step, steps.at(-1)?.got], ["userClaim", "nothing"]);
    });
  });

  for (const [what, document] of [
    ["null", null],
    ["a text", "x"],
    ["a list", []],
    ["keys over http", { jwks_uri: "http://login.example/keys" }],
  ] as const) {
    it(`refuses a metadata document that is ${what}`, async () => {
      assert.equal((await rejected({ getJson: () => Promise.resolve(document) }))[0], "discovery");
    });
  }

  it("asks no discovery endpoint over http", async () => {
    const plain = tenantJson({ STSDiscoveryEndpoint: "http://login.microsoftonline.com/x" });
    assert.equal((await rejected({ tenantJson: plain }))[0], "settings");
  });

  it("wants the issuer to the letter: both slashes, and the right version", async () => {
    for (const issuer of [
      `https://sts.windows.net/${sandbox.tenantId}`,
      `https://login.microsoftonline.com/${sandbox.tenantId}/v2.0`,
    ]) {
      assert.deepEqual(await rejected({ tenantJson: tenantJson({ ValidIssuer: issuer }) }), [
        "issuer",
        `https://sts.windows.net/${sandbox.tenantId}/`,
        issuer,
      ]);
    }
  });

  it("wants one of the audiences, without the source document's leading space", async () => {
    const spaced = tenantJson({ ValidAudiences: ` ${api.identifierUri}` });
    assert.deepEqual(await rejected({ tenantJson: spaced }), ["audience", api.identifierUri, ` ${api.identifierUri}`]);
    const { body } = await appToken(sandbox, api, `${api.appId}/.default`);
    const appOnly = body["access_token"] ?? "";
    assert.deepEqual(await rejected({ token: appOnly }), ["audience", api.appId, api.identifierUri]);
    const both = tenantJson({ ValidAudiences: `${api.identifierUri},${api.appId}` });
    const registeredUsers = [api.principalId];
    assert.equal((await checkToken({ ...check, token: appOnly, tenantJson: both, registeredUsers })).accepted, true);
  });

  it("refuses a token for Microsoft Graph", async () => {
    const { body } = await signIn(sandbox, api, "User.Read");
    const [step, got] = await rejected({ token: body["access_token"] ?? "" });
    assert.deepEqual([step, got], ["audience", "https://graph.microsoft.com"]);
  });

  it("wants the token to be alive, give or take five minutes", async () => {
    const at = (instant: string) => ({ ...check, now: new Date(instant) });
    assert.equal((await checkToken(at("2026-11-23T09:05:00Z"))).accepted, true);
    assert.equal((await checkToken(at("2026-11-23T07:55:00Z"))).accepted, true);
    for (const instant of ["2026-11-23T09:05:01.000Z", "2026-11-23T07:54:59.000Z"]) {
      assert.deepEqual(await rejected(at(instant)), [
        "lifetime",
        "2026-11-23T08:00:00.000Z to 2026-11-23T09:00:00.000Z",
        `valid at ${instant}`,
      ]);
    }
  });

  it("wants the claim that names the user, and the user to be registered", async () => {
    const upn = tenantJson({ ExternalUpnClaimUri: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn" });
    assert.deepEqual((await rejected({ tenantJson: upn })).slice(0, 2), [
      "registeredUser",
      "integration@contoso.onmicrosoft.com",
    ]);
    const custom = tenantJson({ ExternalUpnClaimUri: "employee" });
    assert.deepEqual(await rejected({ tenantJson: custom }), ["userClaim", "nothing", "a claim employee"]);
    assert.deepEqual((await rejected({ registeredUsers: [api.id] })).slice(0, 2), [
      "registeredUser",
      sandbox.users[0]?.id,
    ]);
  });
});
