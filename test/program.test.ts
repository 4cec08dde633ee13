import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
  clientId,
  deployerId,
  objectId,
  runAt,
  runIndex,
  servicePrincipalId,
  tenantId,
  valueOf,
  type RecordedRun,
  type Registration,
} from "./recordedRun";
import { UserError } from "../entra/userError";
import { cloudNamed } from "../model/cloud";
import { adminConsentUrl } from "../model/handoff";
import { stackConfig } from "../workbench/engine/stackConfig";

type Run = RecordedRun<Record<string, unknown>>;

/** The exact resources of a stack, in a stable order: type, name and the direct parent's name. */
function tree(run: Run): string[] {
  const nameOf = (urn: string) => urn.split("::").at(-1) ?? "";
  return run.registrations.map(({ type, name, parent }) => `${nameOf(parent)} > ${type} ${name}`).sort();
}

function named(run: Run, name: string): Registration {
  const registration = run.registrations.find((candidate) => candidate.name === name);
  assert.ok(registration, `${name} is registered`);
  return registration;
}

async function outputsOf(run: Run): Promise<Record<string, unknown>> {
  const entries = Object.entries(run.result).map(async ([key, value]) => [key, await valueOf(pulumi.output(value))]);
  return Object.fromEntries((await Promise.all(entries)) as [string, unknown][]);
}

const steadyTree = [
  " > icertis:index:ApiApplication icm-api",
  "icm-api > azuread:index/application:Application icm-api-app",
  "icm-api > azuread:index/applicationIdentifierUri:ApplicationIdentifierUri icm-api-identifier-uri",
  "icm-api > azuread:index/servicePrincipal:ServicePrincipal icm-api-service-principal",
  "icm-api > icertis:index:RotatingSecret icm-api-secret",
  "icm-api > random:index/randomUuid:RandomUuid icm-api-scope-user_impersonation",
  "icm-api-secret > azuread:index/applicationPassword:ApplicationPassword icm-api-secret-2026-11-23",
  "icm-api-secret > random:index/randomUuid:RandomUuid icm-api-secret-2026-11-23-proved",
];

describe("the program", () => {
  const secrets = new Set(["clientSecret", "uipathConnection"]);

  for (const { stack, displayName, redirectUris, protect, expires, next } of [
    {
      stack: "dev",
      displayName: "ICM API (Dev)",
      redirectUris: ["https://cloud.uipath.com/provisioning_/callback", "http://localhost:8400/callback"],
      protect: false,
      expires: "2027-05-22T00:00:00Z",
      next: "2027-04-22T00:00:00Z",
    },
    {
      stack: "prod",
      displayName: "ICM API",
      redirectUris: ["https://cloud.uipath.com/provisioning_/callback"],
      protect: true,
      expires: "2027-11-23T00:00:00Z",
      next: "2027-09-24T00:00:00Z",
    },
  ]) {
    describe(stack, () => {
      let run: Run;
      before(async () => {
        run = await runAt("2026-11-23T08:00:00Z", () => runIndex({ stack, config: stackConfig(stack) }));
      });

      it("declares exactly the resources of one registration, each below its component", () => {
        assert.deepEqual(tree(run), steadyTree);
        assert.deepEqual(run.calls, ["azuread:index/getClientConfig:getClientConfig"]);
      });

      it("describes the application as the connector's documentation asks for", () => {
        const { inputs, ignoreChanges, ...application } = named(run, "icm-api-app");
        assert.equal(application.protect, protect);
        for (const kept of ["identifierUris", "notes", "tags", "web.logoutUrl"])
          assert.ok(ignoreChanges.includes(kept));
        const text =
          "Lets the application call the Icertis API on behalf of the signed-in user with the permission user_impersonation.";
        assert.deepEqual(inputs, {
          displayName,
          signInAudience: "AzureADMyOrg",
          owners: [deployerId],
          tags: ["icertis-access", `icertis-access:acme/icertis-access/${stack}`],
          web: { redirectUris, implicitGrant: { accessTokenIssuanceEnabled: true, idTokenIssuanceEnabled: false } },
          api: {
            requestedAccessTokenVersion: 1,
            oauth2PermissionScopes: [
              {
                id: "00000000-0000-4000-8000-000000000001",
                value: "user_impersonation",
                type: "User",
                enabled: true,
                adminConsentDisplayName: "User impersonation",
                adminConsentDescription: text,
                userConsentDisplayName: "User impersonation",
                userConsentDescription: text,
              },
            ],
          },
          requiredResourceAccesses: [
            {
              resourceAppId: "00000003-0000-0000-c000-000000000000",
              resourceAccesses: [
                { id: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", type: "Scope" },
                { id: "37f7f235-527c-4136-accd-4a02d197296e", type: "Scope" },
                { id: "14dad69e-099b-42c9-810b-d002981feec1", type: "Scope" },
                { id: "7427e0e9-2fba-42fe-b0c0-848c9e6a8182", type: "Scope" },
              ],
            },
          ],
        });
      });

      it("gives identifier URI and service principal the application's fate", () => {
        const application = named(run, "icm-api-app").urn;
        const uri = named(run, "icm-api-identifier-uri");
        const principal = named(run, "icm-api-service-principal");
        assert.deepEqual([uri.deletedWith, principal.deletedWith], [application, application]);
        assert.deepEqual(uri.inputs, {
          applicationId: `/applications/${objectId}`,
          identifierUri: `api://${clientId}`,
        });
        assert.deepEqual(principal.inputs, {
          clientId,
          owners: [deployerId],
          tags: ["icertis-access", `icertis-access:acme/icertis-access/${stack}`],
          useExisting: true,
        });
      });

      it("exports what README promises, and nothing else", async () => {
        const { tenantJson, ...outputs } = await outputsOf(run);
        const login = `https://login.microsoftonline.com/${tenantId}`;
        assert.deepEqual(outputs, {
          contractVersion: 1,
          authentication: "oauth",
          clientId,
          tenantId,
          objectId,
          servicePrincipalObjectId: servicePrincipalId,
          openIdMetadataUrl: `${login}/v2.0/.well-known/openid-configuration`,
          identifierUri: `api://${clientId}`,
          scopes: [`api://${clientId}/user_impersonation`],
          clientSecret: "value-of-icm-api-secret-2026-11-23",
          clientSecretKeyId: "key-of-icm-api-secret-2026-11-23",
          clientSecretIssuedOn: "2026-11-23T00:00:00Z",
          clientSecretExpiresOn: expires,
          nextRotationOn: next,
          uipathConnection: {
            clientId,
            clientSecret: "value-of-icm-api-secret-2026-11-23",
            tenantId,
            scope: `api://${clientId}/user_impersonation openid profile offline_access`,
          },
          icertisHandoff: {
            applicationClientId: clientId,
            directoryTenantId: tenantId,
            objectId,
            openIdConnectMetadataDocument: `${login}/v2.0/.well-known/openid-configuration`,
            servicePrincipalObjectId: servicePrincipalId,
            v1MetadataDocument: `${login}/.well-known/openid-configuration`,
          },
          adminConsentUrl: adminConsentUrl(cloudNamed("public"), {
            tenantId,
            clientId,
            scopes: [`api://${clientId}/user_impersonation`],
            redirectUris: ["https://cloud.uipath.com/provisioning_/callback"],
          }),
        });
        const keys = Object.entries(JSON.parse(tenantJson as string) as Record<string, { Value: string }>);
        assert.deepEqual(
          keys.map(([key, { Value }]) => [key, Value]),
          [
            ["Core.API.OAuth.STSDiscoveryEndpoint", `${login}/v2.0/.well-known/openid-configuration`],
            ["Core.API.OAuth.ValidAudiences", `api://${clientId}`],
            ["Core.API.OAuth.ValidIssuer", `https://sts.windows.net/${tenantId}/`],
            ["Core.API.OAuth.ExternalUpnClaimUri", "http://schemas.microsoft.com/identity/claims/objectidentifier"],
          ],
        );
      });

      it("keeps the secret secret, and only the secret", async () => {
        const secret = Object.entries(run.result).map(async ([key, value]) =>
          (await pulumi.isSecret(pulumi.output(value))) ? [key] : [],
        );
        assert.deepEqual(new Set((await Promise.all(secret)).flat()), secrets);
        const open = Object.entries(await outputsOf(run)).filter(([key]) => !secrets.has(key));
        assert.doesNotMatch(JSON.stringify(open), /value-of-/);
      });
    });
  }

  it("registers its outputs on the component, the secret ones wrapped", async () => {
    const run = await runAt("2026-11-23", () => runIndex({ config: stackConfig("dev") }));
    const outputs = run.registeredOutputs(named(run, "icm-api").urn);
    const exported = Object.keys(run.result).filter((key) => !["contractVersion", "authentication"].includes(key));
    assert.deepEqual(Object.keys(outputs).sort(), exported.sort());
    const wrapped = Object.entries(outputs).filter(([, value]) => pulumi.runtime.isRpcSecret(value));
    assert.deepEqual(new Set(wrapped.map(([key]) => key)), secrets);
  });

  it("declares the same in a preview", async () => {
    const run = await runAt("2026-11-23", () => runIndex({ preview: true, config: stackConfig("dev") }));
    assert.deepEqual(tree(run), steadyTree);
  });

  it("exports the end of the secret published before while it lives, and the key not at all afterwards", async () => {
    const at = async (instant: string) =>
      outputsOf(await runAt(instant, () => runIndex({ stack: "prod", config: stackConfig("prod") })));
    const overlapping = await at("2027-09-24T00:00:00Z");
    assert.equal(overlapping["previousClientSecretExpiresOn"], "2027-11-23T00:00:00Z");
    assert.equal(overlapping["clientSecret"], "value-of-icm-api-secret-2027-09-24");
    assert.equal("previousClientSecretExpiresOn" in (await at("2027-11-23T00:00:00Z")), false);
  });

  it("exports both audiences where the GUID form is accepted, and scopes in that form", async () => {
    const config = stackConfig("dev", { acceptGuidAudience: true });
    const outputs = await outputsOf(await runAt("2026-11-23", () => runIndex({ config })));
    assert.match(outputs["tenantJson"] as string, new RegExp(`"Value": "api://${clientId},${clientId}"`));
    assert.deepEqual(outputs["scopes"], [`${clientId}/user_impersonation`]);
    const { scope } = outputs["uipathConnection"] as { scope: string };
    assert.equal(scope, `${clientId}/user_impersonation openid profile offline_access`);
  });

  it("keeps scope ids by value: order, company and an id of one's own change no other's", async () => {
    const scopes = [{ value: "Agreements.Read" }, { value: "own", id: "0a000000-0000-4000-8000-000000000001" }];
    const config = stackConfig("dev", { scopes });
    const run = await runAt("2026-11-23", () => runIndex({ config }));
    const uuids = run.registrations.filter(({ name }) => name.startsWith("icm-api-scope-"));
    assert.deepEqual(
      uuids.map(({ name, inputs }) => ({ name, inputs })),
      [{ name: "icm-api-scope-Agreements.Read", inputs: {} }],
    );
    const { api } = named(run, "icm-api-app").inputs as { api: { oauth2PermissionScopes: { id: string }[] } };
    assert.deepEqual(
      api.oauth2PermissionScopes.map(({ id }) => id),
      ["00000000-0000-4000-8000-000000000001", "0a000000-0000-4000-8000-000000000001"],
    );
  });

  it("takes the listed owners, and refuses a list without the deploying identity before anything is registered", async () => {
    const owners = ["a0000000-0000-4000-8000-000000000001", deployerId.toUpperCase()];
    const run = await runAt("2026-11-23", () => runIndex({ config: stackConfig("dev", { owners }) }));
    assert.deepEqual(named(run, "icm-api-app").inputs["owners"], owners);
    assert.deepEqual(named(run, "icm-api-service-principal").inputs["owners"], owners);

    const config = stackConfig("dev", { owners: owners.slice(0, 1) });
    await assert.rejects(
      runAt("2026-11-23", () => runIndex({ config })),
      (error) => {
        assert.ok(error instanceof UserError && pulumi.RunError.isInstance(error));
        assert.equal(error.code, "owners-lock-out");
        assert.ok(error.hint?.includes(deployerId));
        return true;
      },
    );
  });
});
