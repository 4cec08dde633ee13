import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { environmentOf, type Environment } from "../../../cli/handoff/content";
import { checkToken, type TokenVerdict } from "../../../cli/ici/tokenCheck";
import { checkOutputs } from "../../../cli/outputs/checkOutputs";
import { appToken, type Sandbox, type SandboxOptions, signIn, startSandbox } from "../../../packages/entra-sandbox";
import { FakeStack } from "../../../workbench/engine/fakeEngine";

const now = new Date("2026-11-23T08:00:00Z");
const several = [{ value: "user_impersonation" }, { value: "contracts/read" }, { value: "Agreements.Read.All" }];

interface Mode {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly sandbox?: SandboxOptions;
  /** The audiences tenant.json lists, of the API's client id. */
  readonly audiences?: (api: string) => string[];
  /** Whether ICI takes a token that the client gets without a user. */
  readonly serviceAccepted?: boolean;
  /** What an administrator does before anybody signs in. */
  readonly arrange?: (sandbox: Sandbox, environment: Environment) => Promise<void>;
}

const modes: Readonly<Record<string, Mode>> = {
  "clientApplication: same": { settings: {} },
  "clientApplication: separate": { settings: { clientApplication: "separate" }, serviceAccepted: true },
  "acceptGuidAudience: true": {
    settings: { acceptGuidAudience: true },
    audiences: (api) => [`api://${api}`, api],
    serviceAccepted: true,
  },
  "separate, with acceptGuidAudience: true": {
    settings: { clientApplication: "separate", acceptGuidAudience: true },
    audiences: (api) => [`api://${api}`, api],
    serviceAccepted: true,
  },
  "adminConsent: true, where users may not consent": {
    settings: { adminConsent: true },
    sandbox: {
      consent: "decline",
      identities: [{ roles: ["Application.ReadWrite.OwnedBy", "DelegatedPermissionGrant.ReadWrite.All"] }],
    },
  },
  "an administrator's approval at the address of the page, where users may not consent": {
    settings: { scopes: several },
    async arrange(sandbox, { page }) {
      await approve(sandbox, page);
      sandbox.answerConsent("decline");
    },
  },
  "several scopes of our own": { settings: { scopes: several } },
  "several scopes of our own, in the form of the GUID": {
    settings: { scopes: several, acceptGuidAudience: true },
    audiences: (api) => [`api://${api}`, api],
    serviceAccepted: true,
  },
  "implicitAccessTokens: false": { settings: { implicitAccessTokens: false } },
  "assignmentRequired: true": {
    settings: { assignmentRequired: true },
    sandbox: { identities: [{ roles: ["Application.ReadWrite.OwnedBy", "AppRoleAssignment.ReadWrite.All"] }] },
    async arrange(sandbox, { icertis, page }) {
      const resourceId = valueOf(icertis, "servicePrincipalObjectId");
      // Where assignment is required, users cannot consent for themselves.
      await approve(sandbox, page);
      const [user] = sandbox.users;
      const assignment = { principalId: user?.id, resourceId, appRoleId: "00000000-0000-0000-0000-000000000000" };
      const path = `/servicePrincipals/${resourceId}/appRoleAssignedTo`;
      assert.equal((await sandbox.graph()("POST", path, assignment)).status, 201);
    },
  },
  "cloud: usgovernment": {
    settings: { cloud: "usgovernment", "azuread:environment": "usgovernment" },
    sandbox: { cloud: "usgovernment" },
  },
  "cloud: dod": { settings: { cloud: "dod", "azuread:environment": "dod" }, sandbox: { cloud: "dod" } },
  "cloud: china": { settings: { cloud: "china", "azuread:environment": "china" }, sandbox: { cloud: "china" } },
};

/** What a person copies from the page. */
function valueOf(fields: Environment["icertis"], name: string): string {
  const value = fields.find((field) => field.name === name)?.value;
  assert.ok(value !== undefined, name);
  return value;
}

/** An administrator opens the address, accepts, and ends where UiPath answers. */
async function approve(sandbox: Sandbox, page: string): Promise<void> {
  const location = new URL((await sandbox.fetch(page)).headers.get("location") ?? "");
  assert.equal(location.origin + location.pathname, "https://cloud.uipath.com/provisioning_/callback");
  assert.equal(location.searchParams.get("admin_consent"), "True");
}

async function handedOver(sandbox: Sandbox, settings: Mode["settings"]): Promise<Environment> {
  const stack = new FakeStack("dev", sandbox);
  stack.configure(settings);
  const names = { title: "Dev", where: "dev" };
  return environmentOf(names, checkOutputs(await stack.up(), "dev", true));
}

/** ICI with the page's four keys, and the users its administrator has registered. */
function ici(sandbox: Sandbox, { tenant }: Environment, registeredUsers: string[], token: string) {
  return checkToken({
    tenantJson: JSON.parse(tenant?.text ?? "") as Record<string, unknown>,
    token,
    registeredUsers,
    getJson: async (url) => (await sandbox.fetch(url)).json(),
    now: sandbox.clock.now(),
  });
}

const verdict = ({ accepted, steps }: TokenVerdict) => (accepted ? "accepted" : steps.at(-1)?.step);

describe("what the hand-off page gives, against a real token", function () {
  this.timeout(60_000);
  for (const [title, mode] of Object.entries(modes)) {
    it(`holds with ${title}`, async () => {
      const sandbox = await startSandbox({ now, ...mode.sandbox });
      try {
        sandbox.clock.freeze(now);
        const environment = await handedOver(sandbox, mode.settings);
        await mode.arrange?.(sandbox, environment);
        const { icertis, uipath } = environment;
        assert.equal(valueOf(uipath, "tenantId"), sandbox.tenantId);
        assert.equal(valueOf(icertis, "directoryTenantId"), sandbox.tenantId);
        const client = { appId: valueOf(uipath, "clientId"), secret: valueOf(uipath, "clientSecret") };
        const scope = valueOf(uipath, "scope");
        const [user] = sandbox.users;
        assert.ok(user);

        const { status, body } = await signIn(sandbox, client, scope);
        assert.equal(status, 200, JSON.stringify(body));
        assert.ok(body["refresh_token"]);
        const token = body["access_token"] ?? "";
        assert.equal(verdict(await ici(sandbox, environment, [user.id], token)), "accepted");
        const { oid, scp, iss, aud } = decodeJwt(token);
        assert.equal(oid, user.id);
        const values = scope.split(" ").slice(0, -3);
        assert.deepEqual(
          String(scp).split(" ").sort(),
          values.map((name) => name.replace(/^(api:\/\/)?[^/]+\//, "")).sort(),
        );
        const api = valueOf(icertis, "applicationClientId");
        const listed = (name: string) => environment.tenant?.settings[`Core.API.OAuth.${name}`]?.Value;
        const audiences = mode.audiences?.(api) ?? [`api://${api}`];
        assert.deepEqual([iss, listed("ValidAudiences")], [listed("ValidIssuer"), audiences.join(",")]);
        assert.ok(audiences.includes(String(aud)));
        assert.equal(listed("STSDiscoveryEndpoint"), valueOf(icertis, "openIdConnectMetadataDocument"));
        const v1 = (await (await sandbox.fetch(valueOf(icertis, "v1MetadataDocument"))).json()) as { issuer: string };
        assert.equal(v1.issuer, iss);

        const service = valueOf(icertis, "servicePrincipalObjectId");
        const resource = client.appId === api ? api : `api://${api}`;
        const appOnly = await appToken(sandbox, client, `${resource}/.default`);
        assert.equal(appOnly.status, 200, JSON.stringify(appOnly.body));
        const own = appOnly.body["access_token"] ?? "";
        assert.equal(decodeJwt(own)["oid"], service);
        const expected = mode.serviceAccepted ? "accepted" : "audience";
        assert.equal(verdict(await ici(sandbox, environment, [service], own)), expected);
      } finally {
        await sandbox.close();
      }
    });
  }

  it("is a key for ICI and nothing of Entra ID with authentication: apiKey", async () => {
    const sandbox = await startSandbox({ now });
    try {
      const settings = { authentication: "apiKey", instance: "acme", apiKey: "key-of-a-user" };
      const { icertis, tenant, uipath, page } = await handedOver(sandbox, settings);
      assert.deepEqual([icertis, tenant], [[], undefined]);
      assert.equal(valueOf(uipath, "apiKey"), "key-of-a-user");
      assert.equal(page, "https://acme.icertis.com/userinformation/GetUserApiToken");
    } finally {
      await sandbox.close();
    }
  });
});
