import assert from "node:assert/strict";
import { proveSecret } from "../../entra/secretProof";
import { fakeContext } from "./fakeContext";

const secret = {
  name: "icm-api-secret-2026-11-23",
  tenantId: "tenant",
  clientId: "client",
  secret: "s3cret~value",
  cloud: "public" as const,
  metadataHost: undefined,
};

/** A network that gives the answers in turn, the last one for ever. */
function context(...answers: (() => Response)[]) {
  const left = [...answers];
  const last = answers.at(-1) as () => Response;
  return fakeContext({ fetch: () => new Promise((resolve) => resolve((left.shift() ?? last)())) });
}

const token = () => Response.json({ access_token: "t" });
const aadsts = (code: number) => () => Response.json({ error: "invalid_client", error_codes: [code] }, { status: 401 });
const failing = (code: string) => () => {
  throw new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code }) });
};

describe("proveSecret", () => {
  it("asks for one app-only token in the GUID form, and once where it is given", async () => {
    const given = context(token);
    assert.equal(await proveSecret(secret, given), undefined);
    const [request, ...more] = given.requests;
    assert.equal(request?.url, "https://login.microsoftonline.com/tenant/oauth2/v2.0/token");
    assert.deepEqual(Object.fromEntries(new URLSearchParams(request?.body)), {
      grant_type: "client_credentials",
      client_id: "client",
      client_secret: secret.secret,
      scope: "client/.default",
    });
    assert.deepEqual([more, given.waits], [[], []]);
  });

  it("asks again while the secret spreads, while nobody answers, and where the answer says nothing", async () => {
    const silent = () => new Response("", { status: 503 });
    const given = context(aadsts(7000215), failing("ECONNRESET"), aadsts(700016), aadsts(7000229), silent, token);
    assert.equal(await proveSecret(secret, given), undefined);
    assert.deepEqual(given.waits, [1000, 2000, 3000, 4000, 5000]);
  });

  for (const code of [53003, 501051]) {
    it(`takes AADSTS${code} for an accepted secret without a token`, async () => {
      assert.equal(await proveSecret(secret, context(aadsts(code))), `AADSTS${code}`);
    });
  }

  for (const [answer, code] of [
    [aadsts(7000215), "secret-not-accepted"],
    [failing("ECONNRESET"), "secret-unproved"],
  ] as const) {
    it(`gives up after a minute with ${code}, and names no secret`, async () => {
      const given = context(answer);
      await assert.rejects(proveSecret(secret, given), (error: Error & { code: string }) => {
        assert.equal(error.code, code);
        assert.ok(error.message.includes(secret.name) && !error.message.includes(secret.secret));
        return true;
      });
      assert.equal(
        given.waits.reduce((sum, wait) => sum + wait, 0),
        60_000,
      );
    });
  }

  it("ends at once where a certificate is not trusted", async () => {
    const given = context(failing("SELF_SIGNED_CERT_IN_CHAIN"));
    await assert.rejects(proveSecret(secret, given), { code: "certificate-untrusted" });
    assert.deepEqual(given.waits, []);
  });

  it("asks where the metadata host says", async () => {
    const metadata = () =>
      Response.json({
        authentication: { loginEndpoint: "https://localhost:8443/" },
        microsoftGraphResourceId: "https://localhost:8443/",
      });
    const given = context(metadata, token);
    await proveSecret({ ...secret, metadataHost: "localhost:8443" }, given);
    assert.deepEqual(
      given.requests.map(({ url }) => url),
      [
        "https://localhost:8443/metadata/endpoints?api-version=2022-09-01",
        "https://localhost:8443/tenant/oauth2/v2.0/token",
      ],
    );
  });
});
