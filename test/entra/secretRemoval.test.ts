import assert from "node:assert/strict";
import type { Environment } from "../../entra/context";
import { namesIdentity } from "../../entra/identity";
import { removeSecret } from "../../entra/secretRemoval";
import { fakeContext } from "./fakeContext";

const secret = {
  tenantId: "72f988bf-86f1-41af-91ab-2d7cd011db47",
  applicationId: "/applications/a",
  keyId: "k1",
  cloud: "china" as const,
  metadataHost: undefined,
};
const environment = { ARM_CLIENT_ID: "deployer", ARM_CLIENT_SECRET: "s3cret", ARM_ENVIRONMENT: "public" };
const token = ["e30", Buffer.from("{}").toString("base64url"), "c2ln"].join(".");

/** A network that issues a token, and gives Graph's answers in turn. */
function graph(...answers: (() => Response)[]) {
  const fetch = (url: string) =>
    new Promise<Response>((resolve) => {
      if (url.endsWith("/token")) resolve(Response.json({ access_token: token }));
      else resolve((answers.shift() ?? assert.fail(`no answer for ${url}`))());
    });
  return fakeContext({ environment, fetch });
}

const done = () => new Response(null, { status: 204 });
const denied = (status: number, code: string) => () => Response.json({ error: { code, message: code } }, { status });
const cut = () => {
  throw new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code: "ECONNRESET" }) });
};
const holding =
  (...keyIds: string[]) =>
  () =>
    Response.json({ passwordCredentials: keyIds.map((keyId) => ({ keyId })) });

describe("removeSecret", () => {
  it("asks Graph of the application's cloud once, whatever the environment says", async () => {
    const given = graph(done);
    await removeSecret(secret, given);
    const [, request, ...more] = given.requests;
    assert.deepEqual(
      [request?.method, request?.url, request?.body],
      ["POST", "https://microsoftgraph.chinacloudapi.cn/v1.0/applications/a/removePassword", '{"keyId":"k1"}'],
    );
    assert.deepEqual([more, given.waits], [[], []]);
  });

  it("asks again after a cut connection and beside another change, and takes a secret that is gone for removed", async () => {
    const given = graph(cut, denied(409, "Directory_ConcurrencyViolation"), denied(400, "BadRequest"), holding("k2"));
    await removeSecret(secret, given);
    assert.deepEqual(given.waits, [1000, 2000]);
    await removeSecret(secret, graph(denied(404, "Request_ResourceNotFound")));
  });

  it("fails where the secret is still there, and after four further tries", async () => {
    await assert.rejects(removeSecret(secret, graph(denied(403, "Authorization_RequestDenied"), holding("k1"))), {
      code: "graph-not-allowed",
    });
    const given = graph(cut, cut, cut, cut, cut, holding("k1"));
    await assert.rejects(removeSecret(secret, given), { code: "unreachable" });
    assert.deepEqual(given.waits, [1000, 2000, 4000, 8000]);
  });
});

describe("namesIdentity", () => {
  const cases: [string, Environment, { cloud: boolean; elsewhere: boolean }][] = [
    ["a client secret", { ARM_CLIENT_ID: "i", ARM_CLIENT_SECRET: "s" }, { cloud: true, elsewhere: true }],
    [
      "OpenID Connect",
      { ARM_CLIENT_ID: "i", ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: "t" },
      { cloud: true, elsewhere: true },
    ],
    [
      "OpenID Connect by another source",
      { ARM_CLIENT_ID: "i", ARM_USE_OIDC: "true" },
      { cloud: false, elsewhere: false },
    ],
    ["nothing, which is the Azure CLI", {}, { cloud: true, elsewhere: false }],
    ["no Azure CLI", { ARM_USE_CLI: "false" }, { cloud: false, elsewhere: false }],
    ["a certificate", { ARM_CLIENT_ID: "i", ARM_CLIENT_CERTIFICATE_PATH: "c" }, { cloud: false, elsewhere: false }],
    ["a secret in a file", { ARM_CLIENT_ID_FILE_PATH: "i" }, { cloud: false, elsewhere: false }],
    ["a managed identity", { ARM_USE_MSI: "true" }, { cloud: false, elsewhere: false }],
  ];
  for (const [what, variables, { cloud, elsewhere }] of cases) {
    it(`answers for ${what}`, () => {
      assert.deepEqual([namesIdentity(variables, true), namesIdentity(variables, false)], [cloud, elsewhere]);
    });
  }
});
