import assert from "node:assert/strict";
import { proveSecret, type ProofContext } from "../../entra/secretProof";

const secret = {
  name: "icm-api-secret-2026-11-23",
  tenantId: "tenant",
  clientId: "client",
  secret: "s3cret~value",
  loginHost: "login.microsoftonline.com",
  metadataHost: undefined,
};

/** A network that gives the answers in turn, the last one for ever, and a time that passes at once. */
function context(answers: readonly (() => Response)[]) {
  const asked: { url: string; body: string }[] = [];
  const waited: number[] = [];
  const given: ProofContext = {
    fetch: (url, init) => {
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push({ url, body: init?.body instanceof URLSearchParams ? init.body.toString() : "" });
      return new Promise((resolve) => resolve((answer as () => Response)()));
    },
    wait: (seconds) => {
      waited.push(seconds);
      return Promise.resolve();
    },
  };
  return { given, asked, waited };
}

const token = () => Response.json({ access_token: "t" });
const aadsts = (code: number) => () => Response.json({ error: "invalid_client", error_codes: [code] }, { status: 401 });
const dropped = () => {
  throw Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNRESET" } });
};

describe("proveSecret", () => {
  it("asks for one app-only token in the GUID form, and once where it is given", async () => {
    const { given, asked, waited } = context([token]);
    assert.equal(await proveSecret(secret, given), undefined);
    assert.deepEqual(asked, [
      {
        url: "https://login.microsoftonline.com/tenant/oauth2/v2.0/token",
        body: "grant_type=client_credentials&client_id=client&client_secret=s3cret%7Evalue&scope=client%2F.default",
      },
    ]);
    assert.deepEqual(waited, []);
  });

  it("asks again while the secret spreads and while nobody answers", async () => {
    const { given, waited } = context([aadsts(7000215), dropped, aadsts(700016), token]);
    assert.equal(await proveSecret(secret, given), undefined);
    assert.deepEqual(waited, [1, 2, 3]);
  });

  it("tells that the secret was accepted where only the token is refused", async () => {
    const { given } = context([aadsts(53003)]);
    assert.equal(await proveSecret(secret, given), "AADSTS53003");
  });

  for (const [answer, why] of [
    [aadsts(7000215), "AADSTS7000215"],
    [dropped, "no answer from the token endpoint (ECONNRESET)"],
  ] as const) {
    it(`gives up after a minute of ${why}, without the secret in the message`, async () => {
      const { given, asked } = context([answer]);
      await assert.rejects(proveSecret(secret, given), (error: Error) => {
        assert.equal(error.message.includes(`(last answer: ${why})`), true);
        assert.equal(error.message.includes(secret.secret), false);
        return true;
      });
      assert.equal(asked.length, 12);
    });
  }

  it("asks where the metadata host says, in a rehearsal", async () => {
    const metadata = () => Response.json({ authentication: { loginEndpoint: "https://localhost:8443/" } });
    const { given, asked } = context([metadata, token]);
    await proveSecret({ ...secret, metadataHost: "localhost:8443" }, given);
    assert.deepEqual(
      asked.map(({ url }) => url),
      [
        "https://localhost:8443/metadata/endpoints?api-version=2022-09-01",
        "https://localhost:8443/tenant/oauth2/v2.0/token",
      ],
    );
  });
});
