import assert from "node:assert/strict";
import { SignJWT } from "jose";
import type { DeployingIdentity } from "../../src";
import { suiteSandbox } from "../suiteSandbox";
import { registerApi, type RegisteredApi } from "../../src/testing/registeredApi";
import { appToken, claimsOf, requestToken, tokenErrorOf } from "../../src/testing/signInRequests";

describe("app-only tokens", () => {
  const sandbox = suiteSandbox({ frozen: "2026-11-23T08:00:00Z" });
  let api: RegisteredApi;
  let deployer: DeployingIdentity;
  before(async () => {
    api = await registerApi(sandbox);
    deployer = sandbox.identities[0] as DeployingIdentity;
  });

  it("of the deploying identity carry what the provider reads", async () => {
    const client = { appId: deployer.clientId, secret: deployer.clientSecret };
    const { uti, ...claims } = claimsOf(await appToken(sandbox, client, `${sandbox.url}/.default`));
    assert.equal(typeof uti, "string");
    assert.deepEqual(claims, {
      aud: "https://graph.microsoft.com",
      iss: `https://sts.windows.net/${sandbox.tenantId}/`,
      iat: 1795420800,
      nbf: 1795420800,
      exp: 1795424400,
      appid: deployer.clientId,
      appidacr: "1",
      oid: deployer.objectId,
      sub: deployer.objectId,
      idtyp: "app",
      roles: ["Application.ReadWrite.OwnedBy"],
      tid: sandbox.tenantId,
      ver: "1.0",
    });
  });

  it("for the application itself have the bare id as audience and its service principal as oid", async () => {
    const claims = claimsOf(await appToken(sandbox, api, `${api.appId}/.default`));
    assert.deepEqual(
      [claims["aud"], claims["oid"], claims["appid"], claims["scp"], claims["roles"]],
      [api.appId, api.principalId, api.appId, undefined, undefined],
    );
  });

  it("for the application itself are not to be had by URI", async () => {
    const answer = await appToken(sandbox, api, `${api.identifierUri}/.default`);
    assert.deepEqual(tokenErrorOf(answer), [400, "invalid_request", 90009]);
    assert.match(answer.body["error_description"] ?? "", /requesting a token for itself/);
  });

  it("for another API have its audience as asked for", async () => {
    const other = await registerApi(sandbox);
    assert.equal(claimsOf(await appToken(sandbox, other, `${api.identifierUri}/.default`))["aud"], api.identifierUri);
    assert.equal(claimsOf(await appToken(sandbox, other, `${api.appId}/.default`))["aud"], api.appId);
  });

  it("carry the permissions for Microsoft Graph in no token for another API", async () => {
    const client = { appId: deployer.clientId, secret: deployer.clientSecret };
    for (const resource of [api.identifierUri, api.appId, deployer.clientId]) {
      const claims = claimsOf(await appToken(sandbox, client, `${resource}/.default`));
      assert.deepEqual([claims["aud"], claims["roles"]], [resource, undefined]);
    }
  });

  it("need a scope that ends in /.default and names a resource of the tenant", async () => {
    const rejected = async (scope: string) => tokenErrorOf(await appToken(sandbox, api, scope))[2];
    assert.deepEqual([await rejected("openid"), await rejected("api://unknown/.default")], [1002012, 500011]);
  });

  it("are given for a secret in the form, in basic authentication, and at the v1 endpoint", async () => {
    const basic = `Basic ${Buffer.from(`${api.appId}:${encodeURIComponent(api.secret)}`).toString("base64")}`;
    const form = { grant_type: "client_credentials", scope: `${api.appId}/.default` };
    assert.equal((await requestToken(sandbox, form, { authorization: basic })).status, 200);
    const v1 = {
      grant_type: "client_credentials",
      resource: api.appId,
      client_id: api.appId,
      client_secret: api.secret,
    };
    assert.equal(claimsOf(await requestToken(sandbox, v1, {}, "oauth2/token"))["aud"], api.appId);
  });

  it("are given to the deploying identity for any well-formed federated assertion", async () => {
    const claims = {
      iss: "https://token.actions.githubusercontent.com",
      sub: "repo:org/repo:environment:dev",
      aud: "api://AzureADTokenExchange",
    };
    const answer = await requestToken(sandbox, {
      grant_type: "client_credentials",
      scope: `${sandbox.url}/.default`,
      client_id: deployer.clientId,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: await new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new Uint8Array(32)),
    });
    assert.equal(claimsOf(answer)["oid"], deployer.objectId);
  });

  it("expire after an hour, for Graph too", async () => {
    const client = { appId: deployer.clientId, secret: deployer.clientSecret };
    const { body } = await appToken(sandbox, client, `${sandbox.url}/.default`);
    const call = async () => {
      const answer = await sandbox.fetch("/v1.0/applications", {
        headers: { authorization: `Bearer ${body["access_token"]}` },
      });
      return [answer.status, ((await answer.json()) as { error?: { message: string } }).error?.message];
    };
    assert.deepEqual(await call(), [200, undefined]);
    sandbox.clock.advance(3_600_000 + 5000);
    assert.deepEqual(await call(), [401, "Lifetime validation failed, the token is expired."]);
  });
});
