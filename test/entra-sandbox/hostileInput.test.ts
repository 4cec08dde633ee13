import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import {
  registerApi,
  type RegisteredApi,
  SandboxError,
  startSandbox,
  type Sandbox,
} from "../../packages/entra-sandbox";
import { clouds } from "../../packages/entra-sandbox/src/cloud";
import { startFromCommandLine } from "../../packages/entra-sandbox/src/commandLine";
import { readState, writeState } from "../../packages/entra-sandbox/src/stateFile";
import { temporaryFolder } from "../temporaryFolder";
import { changed, damage, damaged, fuzz, hostileText } from "../fuzz";

const now = new Date("2026-11-23T08:00:00Z");

/** A request as it should be; `{id}` and the like stand for what the tenant holds. */
interface Request {
  readonly method: string;
  readonly path: string;
  readonly json?: object;
  readonly form?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

const application = {
  displayName: "ICM API",
  signInAudience: "AzureADMyOrg",
  tags: ["a"],
  identifierUris: ["api://{appId}"],
  web: { redirectUris: ["https://cloud.uipath.com/x"], implicitGrantSettings: { enableAccessTokenIssuance: true } },
  api: {
    requestedAccessTokenVersion: 1,
    oauth2PermissionScopes: [{ id: "5c09e000-0000-4000-8000-000000000001", value: "x", type: "User", isEnabled: true }],
  },
  requiredResourceAccess: [{ resourceAppId: "{appId}", resourceAccess: [{ id: "{appId}", type: "Scope" }] }],
};
const reference = { "@odata.id": "https://graph.microsoft.com/v1.0/directoryObjects/{userId}" };
const client = { client_id: "{appId}", client_secret: "{secret}", scope: "{appId}/.default" };
const query = { client_id: "{appId}", response_type: "code", scope: "api://{appId}/x openid", state: "1" };
const requests: readonly Request[] = [
  { method: "POST", path: "/v1.0/applications", json: { ...application, identifierUris: [] } },
  { method: "PATCH", path: "/v1.0/applications/{id}", json: application },
  { method: "PATCH", path: "/v1.0/applications/{id}/authenticationBehaviors", json: { coopEnforcement: false } },
  { method: "POST", path: "/v1.0/applications/{id}/owners/$ref", json: reference },
  {
    method: "POST",
    path: "/v1.0/applications/{id}/addPassword",
    json: { passwordCredential: { displayName: "x", endDateTime: "2027-11-23T00:00:00Z" } },
  },
  { method: "POST", path: "/v1.0/applications/{id}/removePassword", json: { keyId: "{appId}" } },
  { method: "POST", path: "/v1.0/servicePrincipals", json: { appId: "{appId}", tags: ["x"] } },
  { method: "PATCH", path: "/v1.0/servicePrincipals/{principalId}", json: { accountEnabled: true, tags: [] } },
  {
    method: "POST",
    path: "/v1.0/oauth2PermissionGrants",
    json: { clientId: "{principalId}", consentType: "AllPrincipals", resourceId: "{principalId}", scope: "x" },
  },
  {
    method: "POST",
    path: "/v1.0/servicePrincipals/{principalId}/appRoleAssignedTo",
    json: { principalId: "{userId}", resourceId: "{principalId}", appRoleId: "{appId}" },
  },
  { method: "GET", path: "/v1.0/applications", query: { $filter: "appId eq '{appId}'", $select: "id,displayName" } },
  { method: "GET", path: "/v1.0/servicePrincipals", query: { $filter: "tags/any(t:t eq 'x') and appId eq 'y'" } },
  { method: "POST", path: "/{tenant}/oauth2/v2.0/token", form: { grant_type: "client_credentials", ...client } },
  {
    method: "POST",
    path: "/{tenant}/oauth2/v2.0/token",
    form: { grant_type: "refresh_token", refresh_token: "x", ...client },
  },
  { method: "POST", path: "/{tenant}/oauth2/v2.0/devicecode", form: client },
  {
    method: "GET",
    path: "/{tenant}/oauth2/v2.0/authorize",
    query: { ...query, redirect_uri: "https://cloud.uipath.com/x" },
  },
  {
    method: "GET",
    path: "/{tenant}/v2.0/adminconsent",
    query: { ...query, redirect_uri: "https://cloud.uipath.com/x" },
  },
  { method: "GET", path: "/devicelogin", query: { otc: "ABCDEFGHI" } },
  { method: "PUT", path: "/_sandbox/clock", json: { now: "2027-09-24T00:00:00Z", frozen: true } },
  { method: "POST", path: "/_sandbox/clock/advance", json: { days: 305 } },
  {
    method: "POST",
    path: "/_sandbox/faults",
    json: { method: "POST", path: "/v1.0/*", times: 1, effect: { kind: "status", status: 429, retryAfterSeconds: 1 } },
  },
];

describe("hostile input of the sandbox", () => {
  let sandbox: Sandbox;
  let api: RegisteredApi;
  let folder: string;
  let authorization: string;
  const lines: string[] = [];
  const secrets: string[] = [];
  before(async () => {
    folder = temporaryFolder();
    sandbox = await startSandbox({ now, log: (line) => lines.push(line) });
    sandbox.clock.freeze(now);
    api = await registerApi(sandbox);
    secrets.push(api.secret, sandbox.environment["ARM_CLIENT_SECRET"] ?? "", sandbox.adminToken);
    const [deployer] = sandbox.identities;
    const form = {
      grant_type: "client_credentials",
      client_id: deployer?.clientId ?? "",
      client_secret: deployer?.clientSecret ?? "",
      scope: `${sandbox.url}/.default`,
    };
    const path = `/${sandbox.tenantId}/oauth2/v2.0/token`;
    const answer = await sandbox.fetch(path, { method: "POST", body: new URLSearchParams(form).toString() });
    authorization = `Bearer ${((await answer.json()) as { access_token: string }).access_token}`;
  });
  after(() => sandbox.close());

  /** A text with what the tenant holds. */
  function filled(text: string): string {
    const { id = "", appId } = sandbox.directory.applicationByAppId(api.appId) ?? { appId: "" };
    const principalId = sandbox.directory.servicePrincipalByAppId(api.appId)?.id ?? "";
    const userId = sandbox.users[0]?.id ?? "";
    const known: Readonly<Record<string, string>> = {
      ...{ id, appId, principalId, userId, secret: api.secret, tenant: sandbox.tenantId },
    };
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => known[name] ?? whole);
  }

  fuzz(
    "as a request",
    80,
    fc.asyncProperty(fc.constantFrom(...requests), damage, damage, async (request, how, inPath) => {
      const { method, json, form, query: parameters } = request;
      const before = sandbox.snapshot();
      lines.splice(0);
      const path = filled(inPath.cutAt === null ? request.path : damaged(request.path, inPath, String).toString());
      const search = parameters ? `?${formOf(changed(parameters, how), filled)}` : "";
      const url = new URL(`${sandbox.url}/${path.replace(/^\/+/, "")}`).href.replace(/[?#].*$/, "") + search;
      const body = form ? formOf(changed(form, how), filled) : json && filled(damaged(json, how).toString());
      const type = form ? "application/x-www-form-urlencoded" : "application/json";
      // Of the admin routes it is the token's bearer alone who could do harm.
      const headers = { "content-type": type, ...(!path.startsWith("/_sandbox") && { authorization }) };
      const { status, text } = await answered(url.slice(0, 9000), {
        method,
        headers,
        ...(body !== undefined && { body }),
      });
      sandbox.faults.clear();
      sandbox.clock.thaw();
      sandbox.clock.freeze(now);
      assert.ok(status >= 200 && status < 500, `${status}: ${text}`);
      assert.deepEqual(
        lines.filter((line) => !line.startsWith("no such route: ")),
        [],
      );
      const seen = request.path.endsWith("addPassword") ? "" : text;
      const logged = JSON.stringify(sandbox.requestLog.exchanges.at(-1));
      assert.ok(!secrets.some((secret) => (seen + logged).includes(secret)), "a secret is shown");
      if (status >= 400) assert.deepEqual(sandbox.snapshot(), before);
      // What it holds now it can read again.
      const file = join(folder, "state.json");
      writeState(file, sandbox.directory);
      assert.ok(readState(file, clouds.public, now));
    }),
  );

  async function answered(url: string, init: Parameters<Sandbox["fetch"]>[1]) {
    const answer = await sandbox.fetch(url, init);
    return { status: answer.status, text: await answer.text() };
  }

  fuzz(
    "as the file of its state",
    40,
    fc.property(damage, (how) => {
      const file = join(folder, "read.json");
      writeState(file, sandbox.directory);
      writeFileSync(file, damaged(JSON.parse(readFileSync(file, "utf8")), how));
      const given = readFileSync(file);
      try {
        readState(file, clouds.public, now);
      } catch (error) {
        assertKnown(error);
      }
      assert.ok(readFileSync(file).equals(given), "the file was changed");
    }),
  );

  fuzz(
    "as its arguments",
    15,
    fc.asyncProperty(
      fc.array(fc.oneof(fc.constantFrom("--port", "--state", "--json", "--help"), hostileText)),
      async (words) => {
        // One that is always refused, so that none is started.
        const started = startFromCommandLine([...words, "--port", "x"], {
          out: () => undefined,
          error: () => undefined,
        });
        await started.then(() => assert.ok(words.includes("--help")), assertKnown);
      },
    ),
  );
});

/** Only what the sandbox says itself, in one line. */
function assertKnown(error: unknown): void {
  if (!(error instanceof SandboxError)) throw error;
  assert.doesNotMatch(error.message, /\n/);
  assert.ok(error.message.length < 2_000, error.message.slice(0, 300));
}

function formOf(value: unknown, filled: (text: string) => string): string {
  if (typeof value !== "object" || value === null) return filled(String(value));
  const pairs = Object.entries(value).map(([name, one]) => [name, filled(String(one))]);
  return new URLSearchParams(pairs as [string, string][]).toString();
}
