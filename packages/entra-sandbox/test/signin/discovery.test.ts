import assert from "node:assert/strict";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { startSandbox } from "../../src";
import { suiteSandbox } from "../suiteSandbox";
import { registerApi } from "../../src/testing/registeredApi";
import { appToken, signIn } from "../../src/testing/signInRequests";

describe("OpenID discovery", () => {
  const sandbox = suiteSandbox();

  const document = async (path: string) =>
    (await (await sandbox.fetch(`/${sandbox.tenantId}${path}/.well-known/openid-configuration`)).json()) as Record<
      string,
      string
    >;

  it("states the v1 issuer in the v1 document, and its own address in the v2.0 document", async () => {
    const base = `${sandbox.url}/${sandbox.tenantId}`;
    const [v1, v2] = [await document(""), await document("/v2.0")];
    assert.equal(v1["issuer"], `https://sts.windows.net/${sandbox.tenantId}/`);
    assert.equal(v2["issuer"], `${base}/v2.0`);
    assert.equal(v1["token_endpoint"], `${base}/oauth2/token`);
    assert.equal(v2["token_endpoint"], `${base}/oauth2/v2.0/token`);
    assert.equal(v2["jwks_uri"], `${base}/discovery/v2.0/keys`);
  });

  it("publishes the key that signs, the same at both addresses", async () => {
    const keys = async (path: string) => (await sandbox.fetch(`/${sandbox.tenantId}${path}`)).json();
    const v2 = (await keys("/discovery/v2.0/keys")) as { keys: Record<string, string>[] };
    assert.deepEqual(await keys("/discovery/keys"), v2);
    const { clientId, clientSecret } = sandbox.identities[0] ?? { clientId: "", clientSecret: "" };
    const { body } = await appToken(sandbox, { appId: clientId, secret: clientSecret }, `${sandbox.url}/.default`);
    assert.equal(decodeProtectedHeader(body["access_token"] ?? "").kid, v2.keys[0]?.["kid"]);
    assert.equal("d" in (v2.keys[0] ?? {}), false);
  });

  it("is answered under the cloud's own addresses too", async () => {
    const published = `https://login.microsoftonline.com/${sandbox.tenantId}/v2.0/.well-known/openid-configuration`;
    assert.deepEqual(await (await sandbox.fetch(published)).json(), await document("/v2.0"));
  });

  it("knows its tenant by id and domain, and no other", async () => {
    const unknown = await sandbox.fetch(`/${crypto.randomUUID()}/v2.0/.well-known/openid-configuration`);
    assert.equal(unknown.status, 400);
    assert.equal((await sandbox.fetch("/contoso.onmicrosoft.com/.well-known/openid-configuration")).status, 200);
  });

  it("states Microsoft's issuer when asked to, also in id tokens", async () => {
    const cloud = await startSandbox({ issuer: "cloud" });
    const issuer = `https://login.microsoftonline.com/${cloud.tenantId}/v2.0`;
    const metadata = await cloud.fetch(`/${cloud.tenantId}/v2.0/.well-known/openid-configuration`);
    assert.equal(((await metadata.json()) as Record<string, string>)["issuer"], issuer);
    const api = await registerApi(cloud);
    const { body } = await signIn(cloud, api, "openid");
    assert.equal(decodeJwt(body["id_token"] ?? "").iss, issuer);
    await cloud.close();
  });
});

describe("the token endpoint", () => {
  const sandbox = suiteSandbox();

  it("answers a refusal with Entra ID's whole body, without any secret", async () => {
    const api = await registerApi(sandbox);
    const { status, body } = await appToken(sandbox, { ...api, secret: "wrong-secret" }, `${api.appId}/.default`);
    assert.equal(status, 401);
    assert.deepEqual(Object.keys(body), [
      "error",
      "error_description",
      "error_codes",
      "timestamp",
      "trace_id",
      "correlation_id",
      "error_uri",
    ]);
    assert.match(
      body["error_description"] ?? "",
      /^AADSTS7000215: Invalid client secret provided\. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '[-0-9a-f]{36}'\. Trace ID: [-0-9a-f]{36} Correlation ID: [-0-9a-f]{36} Timestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/,
    );
    assert.equal(JSON.stringify(body).includes("wrong-secret"), false);
  });
});
