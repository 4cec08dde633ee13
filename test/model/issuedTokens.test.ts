import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { cloudNamed } from "../../model/cloud";
import { tokenContract } from "../../model/token";
import { registerApi, signIn, startSandbox, type CloudName } from "../../packages/entra-sandbox";

/** The sandbox has its own table of clouds, so it judges ours. */
const clouds: readonly CloudName[] = ["public", "usgovernment", "dod", "china"];

describe("the tokens of each cloud", () => {
  for (const cloud of clouds) {
    it(`are what the model expects in ${cloud}`, async () => {
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
});
