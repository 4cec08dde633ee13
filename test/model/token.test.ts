import assert from "node:assert/strict";
import { cloudNamed } from "../../model/cloud";
import { accessTokenVersion, identifierUriOf, openIdScopes, tokenContract } from "../../model/token";

const tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const client = "c11e0000-0000-4000-8000-000000000001";

describe("tokenContract", () => {
  for (const { cloud, login, sts } of [
    { cloud: "public", login: "login.microsoftonline.com", sts: "sts.windows.net" },
    { cloud: "usgovernment", login: "login.microsoftonline.us", sts: "sts.windows.net" },
    { cloud: "dod", login: "login.microsoftonline.us", sts: "sts.windows.net" },
    { cloud: "china", login: "login.partner.microsoftonline.cn", sts: "sts.chinacloudapi.cn" },
  ]) {
    const documents = {
      metadataUrl: `https://${login}/${tenant}/v2.0/.well-known/openid-configuration`,
      v1MetadataUrl: `https://${login}/${tenant}/.well-known/openid-configuration`,
    };

    it(`of version 1 in the cloud ${cloud}: issuer with both slashes, audience the identifier URI`, () => {
      assert.deepEqual(tokenContract(cloudNamed(cloud), tenant, client, false, 1), {
        issuer: `https://${sts}/${tenant}/`,
        audiences: [`api://${client}`],
        ...documents,
      });
    });

    it(`of version 2 in the cloud ${cloud}: issuer of the sign-in host, audience the client id`, () => {
      const contract = { issuer: `https://${login}/${tenant}/v2.0`, audiences: [client], ...documents };
      assert.deepEqual(tokenContract(cloudNamed(cloud), tenant, client, false, 2), contract);
      assert.deepEqual(tokenContract(cloudNamed(cloud), tenant, client, true, 2), contract);
    });
  }

  it("of version 1 takes the client id as a second audience where the GUID form is accepted", () => {
    const { audiences } = tokenContract(cloudNamed("public"), tenant, client, true, 1);
    assert.deepEqual(audiences, [`api://${client}`, client]);
  });

  it("is that of version 1 unless told otherwise: Icertis' issuer and audience mean it", () => {
    assert.equal(accessTokenVersion, 1);
    const publicCloud = cloudNamed("public");
    assert.deepEqual(
      tokenContract(publicCloud, tenant, client, false),
      tokenContract(publicCloud, tenant, client, false, 1),
    );
  });
});

describe("identifierUriOf", () => {
  it("is the App ID URI every tenant allows", () => assert.equal(identifierUriOf(client), `api://${client}`));
});

describe("openIdScopes", () => {
  it("bring the user's oid and a refresh token", () => {
    assert.deepEqual(openIdScopes, ["openid", "profile", "offline_access"]);
  });
});
