import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { cloudNamed } from "../../model/cloud";
import { tokenContract } from "../../model/token";
import { registerApi, signIn, startSandbox, type CloudName } from "../../packages/entra-sandbox";

const tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const client = "c11e0000-0000-4000-8000-000000000001";

/** The sandbox has its own table of clouds, so it judges ours. */
const clouds: readonly CloudName[] = ["public", "usgovernment", "dod", "china"];

describe("tokenContract", () => {
  for (const cloud of clouds) {
    it(`is what the tokens of the cloud ${cloud} hold, and where their documents are`, async () => {
      const sandbox = await startSandbox({ cloud });
      const api = await registerApi(sandbox);
      const expected = tokenContract(cloudNamed(cloud), sandbox.tenantId, api.appId, false);
      const { body } = await signIn(sandbox, api, `${api.identifierUri}/user_impersonation`);
      const { iss, aud } = decodeJwt(body["access_token"] ?? "");
      assert.deepEqual([iss, [aud]], [expected.issuer, expected.audiences]);
      assert.equal((await sandbox.fetch(expected.metadataUrl)).status, 200);
      assert.equal((await sandbox.fetch(expected.v1MetadataUrl)).status, 200);
      await sandbox.close();
    });
  }

  it("has the issuer with both slashes, and the client id as a second audience where the GUID form is accepted", () => {
    assert.deepEqual(tokenContract(cloudNamed("public"), tenant, client, true), {
      issuer: `https://sts.windows.net/${tenant}/`,
      audiences: [`api://${client}`, client],
      metadataUrl: `https://login.microsoftonline.com/${tenant}/v2.0/.well-known/openid-configuration`,
      v1MetadataUrl: `https://login.microsoftonline.com/${tenant}/.well-known/openid-configuration`,
    });
  });
});
