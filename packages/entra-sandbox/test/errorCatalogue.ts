import assert from "node:assert/strict";
import { startSandbox, type Sandbox, type SandboxOptions } from "../src";
import { callback, registerApi, scope as permission, type RegisteredApi } from "../src/testing/registeredApi";
import { appToken, authorize, refresh, requestToken, signIn, type TokenResponse } from "../src/testing/signInRequests";

/** A sandbox of its own, with an API that is its own client. */
interface Place {
  readonly sandbox: Sandbox;
  readonly api: RegisteredApi;
}

/** One error the sandbox answers with: what its README says, and how a test brings it about. */
interface CatalogueRow {
  /** `AADSTS90009`, or Graph's code. */
  readonly code: string;
  /** HTTP status and OAuth error, or how a browser sees it. */
  readonly answer: string;
  readonly cause: string;
  readonly source: string;
  readonly options?: SandboxOptions;
  /** What came: the code and the answer. */
  readonly provoke: (place: Place) => Promise<Observed>;
}

type Observed = readonly [code: string, answer: string];

export async function place(options: SandboxOptions = {}): Promise<Place> {
  const sandbox = await startSandbox(options);
  return { sandbox, api: await registerApi(sandbox) };
}

const openId = "openid profile offline_access";
const day = 86_400_000;
const learn = "https://learn.microsoft.com";
const codes = `[codes](${learn}/entra/identity-platform/reference-error-codes)`;
const graphErrors = `[errors](${learn}/graph/errors)`;
const applicationPage = `[application](${learn}/graph/api/resources/application)`;
const issue = (repository: string, number: number) =>
  `[${repository.split("/")[1]} #${number}](https://github.com/${repository}/issues/${number})`;

function tokenError({ status, body }: TokenResponse): Observed {
  return [`AADSTS${body.error_codes?.[0]}`, `${status} ${body["error"]}`];
}

async function token(sandbox: Sandbox, form: Record<string, string>): Promise<Observed> {
  return tokenError(await requestToken(sandbox, form));
}

async function page({ sandbox, api }: Place, query: Record<string, string>): Promise<Observed> {
  const { parameters, page: text } = await authorize(sandbox, api, query);
  const code = (error: string | undefined) => /AADSTS\d+/.exec(error ?? "")?.[0] ?? "none";
  if (parameters["error"]) return [code(parameters["error_description"]), `redirect ${parameters["error"]}`];
  return [code(text), "page"];
}

const credentials = ({ appId, secret }: RegisteredApi) => ({ client_id: appId, client_secret: secret });
const own = ({ identifierUri }: RegisteredApi) => `${identifierUri}/user_impersonation`;

async function codeOf({ sandbox, api }: Place, query: Record<string, string> = {}): Promise<string> {
  const { parameters, page: text } = await authorize(sandbox, api, { scope: "openid", ...query });
  assert.ok(parameters["code"], JSON.stringify(parameters) + text);
  return parameters["code"];
}

async function redeem(where: Place, code: string, changes: Record<string, string> = {}): Promise<Observed> {
  const form = { grant_type: "authorization_code", ...credentials(where.api), code, redirect_uri: callback };
  return token(where.sandbox, { ...form, ...changes });
}

async function refreshOf({ sandbox, api }: Place, between: () => Promise<unknown> | void): Promise<Observed> {
  const { body } = await signIn(sandbox, api, `${api.appId}/user_impersonation ${openId}`);
  await between();
  return tokenError(await refresh(sandbox, api, body["refresh_token"]));
}

async function assertion({ sandbox, api }: Place, clientId: string | undefined, claims?: object): Promise<Observed> {
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return token(sandbox, {
    grant_type: "client_credentials",
    client_id: clientId ?? api.appId,
    scope: `${api.appId}/.default`,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: claims ? `${encoded({ alg: "none" })}.${encoded(claims)}.` : "nonsense",
  });
}

async function device({ sandbox, api }: Place): Promise<string> {
  await sandbox.graph()("PATCH", `/applications/${api.id}`, { isFallbackPublicClient: true });
  const path = `/${sandbox.tenantId}/oauth2/v2.0/devicecode`;
  const form = new URLSearchParams({ client_id: api.appId, scope: "openid" });
  const answer = await sandbox.fetch(path, { method: "POST", body: form.toString() });
  return ((await answer.json()) as Record<string, string>)["device_code"] ?? "";
}

const poll = ({ sandbox, api }: Place, code: string) =>
  token(sandbox, {
    grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    client_id: api.appId,
    device_code: code,
  });

/** Graph's error, as the deploying identity or as nobody. */
async function graph({ sandbox }: Place, method: string, path: string, body?: object): Promise<Observed> {
  const answer = await sandbox.graph()(method, path, body);
  return [(answer.body as { error: { code: string } }).error.code, String(answer.status)];
}

const patch = (properties: (where: Place) => object) => (where: Place) =>
  graph(where, "PATCH", `/applications/${where.api.id}`, properties(where));

const requireAssignment = ({ sandbox, api }: Place) =>
  sandbox.graph()("PATCH", `/servicePrincipals/${api.principalId}`, { appRoleAssignmentRequired: true });

const fault = (path: string, status: number) => (sandbox: Sandbox) =>
  void sandbox.faults.add({ path, times: 1, effect: { kind: "status", status } });

export const signInErrors: readonly CatalogueRow[] = [
  {
    code: "AADSTS28000",
    answer: "redirect invalid_request",
    cause: "`scope` names two resources",
    source: codes,
    provoke: (where) => page(where, { scope: `${own(where.api)} https://graph.microsoft.com/User.Read` }),
  },
  {
    code: "AADSTS50011",
    answer: "page",
    cause: "the redirect URI is not registered; a port of `http://localhost` does not matter",
    source: `[reply URLs](${learn}/entra/identity-platform/reply-url)`,
    provoke: (where) => page(where, { scope: "openid", redirect_uri: `${callback}/` }),
  },
  {
    code: "AADSTS50027",
    answer: "401 invalid_client",
    cause: "a client assertion that is no JWT with `iss` and `sub`",
    source: codes,
    provoke: (where) => assertion(where, where.sandbox.identities[0]?.clientId),
  },
  {
    code: "AADSTS50034",
    answer: "redirect access_denied",
    cause: "`login_hint` names nobody",
    source: codes,
    provoke: (where) => page(where, { scope: "openid", login_hint: "nobody@contoso.onmicrosoft.com" }),
  },
  {
    code: "AADSTS50105",
    answer: "page",
    cause: "assignment is required, of the client or of the API, and the user has none; `invalid_grant` on a refresh",
    source: codes,
    async provoke(where) {
      await requireAssignment(where);
      return page(where, { scope: own(where.api) });
    },
  },
  {
    code: "AADSTS50149",
    answer: "redirect invalid_request",
    cause: "`code_challenge_method` is neither S256 nor plain",
    source: `[code flow](${learn}/entra/identity-platform/v2-oauth2-auth-code-flow)`,
    provoke: (where) => page(where, { scope: "openid", code_challenge: "x", code_challenge_method: "S512" }),
  },
  {
    code: "AADSTS54005",
    answer: "400 invalid_grant",
    cause: "a code is redeemed twice",
    source: codes,
    async provoke(where) {
      const code = await codeOf(where, { scope: `${where.api.appId}/user_impersonation` });
      await redeem(where, code);
      return redeem(where, code);
    },
  },
  {
    code: "AADSTS65001",
    answer: "400 invalid_grant",
    cause: "the consent is gone; `interaction_required` with `prompt=none`",
    source: codes,
    provoke: (where) =>
      refreshOf(where, () => {
        const { grants } = where.sandbox.directory;
        for (const { id } of grants.allNewest()) grants.remove(id);
      }),
  },
  {
    code: "AADSTS65004",
    answer: "redirect access_denied",
    cause: "the user declines the consent page; `authorization_declined` on a device",
    source: codes,
    options: { consent: "decline" },
    provoke: (where) => page(where, { scope: own(where.api) }),
  },
  {
    code: "AADSTS70003",
    answer: "400 unsupported_grant_type",
    cause: "another grant type than code, refresh token, client credentials and device code",
    source: codes,
    provoke: ({ sandbox, api }) => token(sandbox, { grant_type: "password", ...credentials(api) }),
  },
  {
    code: "AADSTS70008",
    answer: "400 invalid_grant",
    cause: "a code is redeemed after ten minutes",
    source: codes,
    async provoke(where) {
      const code = await codeOf(where);
      where.sandbox.clock.advance(600_000);
      return redeem(where, code);
    },
  },
  {
    code: "AADSTS70011",
    answer: "redirect invalid_scope",
    cause: "a resource without a permission, or `.default` beside another",
    source: codes,
    provoke: (where) => page(where, { scope: `${where.api.appId}/.default ${where.api.appId}/user_impersonation` }),
  },
  {
    code: "AADSTS70016",
    answer: "400 authorization_pending",
    cause: "a device polls before the person has answered",
    source: `[device flow](${learn}/entra/identity-platform/v2-oauth2-device-code)`,
    provoke: async (where) => poll(where, await device(where)),
  },
  {
    code: "AADSTS70020",
    answer: "400 expired_token",
    cause: "a device code after fifteen minutes",
    source: `[device flow](${learn}/entra/identity-platform/v2-oauth2-device-code)`,
    async provoke(where) {
      const code = await device(where);
      where.sandbox.clock.advance(900_000);
      return poll(where, code);
    },
  },
  {
    code: "AADSTS70025",
    answer: "401 invalid_client",
    cause: "a client assertion for an application without federated credentials: all but the seeded identities",
    source: codes,
    provoke: (where) => assertion(where, undefined),
  },
  {
    code: "AADSTS90002",
    answer: "400 invalid_request",
    cause: "another tenant",
    source: codes,
    async provoke({ sandbox, api }) {
      const path = `/${crypto.randomUUID()}/oauth2/v2.0/token`;
      const answer = await sandbox.fetch(path, {
        method: "POST",
        body: new URLSearchParams(credentials(api)).toString(),
      });
      return tokenError({ status: answer.status, body: (await answer.json()) as TokenResponse["body"] });
    },
  },
  {
    code: "AADSTS90009",
    answer: "400 invalid_request",
    cause: "an application asks for its own API: see [One registration or two](#one-registration-or-two)",
    source: issue("open-webui/open-webui", 22356),
    async provoke({ sandbox, api }) {
      const { body } = await signIn(sandbox, api, `${own(api)} ${openId}`);
      return tokenError(await refresh(sandbox, api, body["refresh_token"]));
    },
  },
  {
    code: "AADSTS90033",
    answer: "503 temporarily_unavailable",
    cause: "an injected fault (`status`) at a sign-in endpoint, with the status asked for",
    source: codes,
    async provoke({ sandbox, api }) {
      fault("/*/oauth2/v2.0/token", 503)(sandbox);
      return tokenError(await appToken(sandbox, api, `${api.appId}/.default`));
    },
  },
  {
    code: "AADSTS90094",
    answer: "redirect access_denied",
    cause: "only an administrator may consent: an `Admin` permission, or assignment is required",
    source: codes,
    async provoke({ sandbox }) {
      const scopes = [{ ...permission("manage"), type: "Admin" }];
      const api = await registerApi(sandbox, { api: { oauth2PermissionScopes: scopes } });
      return page({ sandbox, api }, { scope: `${api.identifierUri}/manage` });
    },
  },
  {
    code: "AADSTS500011",
    answer: "redirect invalid_resource",
    cause: "no application has this identifier, or it has no service principal",
    source: codes,
    provoke: (where) => page(where, { scope: "api://nobody/read" }),
  },
  {
    code: "AADSTS500112",
    answer: "400 invalid_client",
    cause: "a code is redeemed with another redirect URI than it was given to",
    source: codes,
    provoke: async (where) => redeem(where, await codeOf(where), { redirect_uri: `${callback}/` }),
  },
  {
    code: "AADSTS501051",
    answer: "400 invalid_grant",
    cause: "an application without an assignment asks for a token of its own for an API that requires one",
    source: issue("Azure-Samples/active-directory-dotnet-daemon", 10),
    async provoke(where) {
      await requireAssignment(where);
      const client = await registerApi(where.sandbox);
      return tokenError(await appToken(where.sandbox, client, `${where.api.identifierUri}/.default`));
    },
  },
  {
    code: "AADSTS501481",
    answer: "400 invalid_grant",
    cause: "the code verifier is not that of the challenge",
    source: `[code flow](${learn}/entra/identity-platform/v2-oauth2-auth-code-flow)`,
    provoke: async (where) => redeem(where, await codeOf(where, { code_challenge: "x" }), { code_verifier: "y" }),
  },
  {
    code: "AADSTS650053",
    answer: "redirect invalid_client",
    cause: "the API has no such permission, or it is disabled",
    source: codes,
    provoke: (where) => page(where, { scope: `${where.api.identifierUri}/nothing` }),
  },
  {
    code: "AADSTS700016",
    answer: "400 unauthorized_client",
    cause: "no such application",
    source: codes,
    provoke: ({ sandbox, api }) =>
      token(sandbox, { grant_type: "refresh_token", ...credentials(api), client_id: crypto.randomUUID() }),
  },
  {
    code: "AADSTS700025",
    answer: "401 invalid_client",
    cause: "a secret with a code of the platform Mobile and desktop, or SPA",
    source: issue("harishkrupo/oauth2ms", 19),
    async provoke({ sandbox }) {
      const api = await registerApi(sandbox, { web: {}, publicClient: { redirectUris: [callback] } });
      return redeem({ sandbox, api }, await codeOf({ sandbox, api }));
    },
  },
  {
    code: "AADSTS700051",
    answer: "redirect unsupported_response_type",
    cause: "`response_type=token` and access tokens are not enabled",
    source: codes,
    provoke: (where) => page(where, { scope: own(where.api), response_type: "token" }),
  },
  {
    code: "AADSTS700054",
    answer: "redirect unsupported_response_type",
    cause: "`response_type=id_token` and id tokens are not enabled",
    source: codes,
    provoke: (where) => page(where, { scope: "openid", response_type: "id_token" }),
  },
  {
    code: "AADSTS700082",
    answer: "400 invalid_grant",
    cause: "a refresh token after 90 days",
    source: `[refresh tokens](${learn}/entra/identity-platform/refresh-tokens)`,
    provoke: (where) => refreshOf(where, () => where.sandbox.clock.advance(90 * day)),
  },
  {
    code: "AADSTS700212",
    answer: "401 invalid_client",
    cause: "a client assertion whose audience is not `api://AzureADTokenExchange`",
    source: codes,
    provoke: (where) => assertion(where, where.sandbox.identities[0]?.clientId, { iss: "i", sub: "s", aud: "a" }),
  },
  {
    code: "AADSTS900144",
    answer: "400 invalid_request",
    cause: "a parameter is missing",
    source: codes,
    provoke: ({ sandbox, api }) => token(sandbox, { grant_type: "client_credentials", ...credentials(api) }),
  },
  {
    code: "AADSTS1002012",
    answer: "400 invalid_scope",
    cause: "client credentials with a named scope instead of `.default`",
    source: codes,
    provoke: async ({ sandbox, api }) => tokenError(await appToken(sandbox, api, own(api))),
  },
  {
    code: "AADSTS7000112",
    answer: "400 unauthorized_client",
    cause: "the service principal is disabled",
    source: codes,
    async provoke({ sandbox, api }) {
      await sandbox.graph()("PATCH", `/servicePrincipals/${api.principalId}`, { accountEnabled: false });
      return tokenError(await appToken(sandbox, api, `${api.appId}/.default`));
    },
  },
  {
    code: "AADSTS7000215",
    answer: "401 invalid_client",
    cause: "a wrong secret, one that has not begun, or one still lagging",
    source: codes,
    provoke: async ({ sandbox, api }) =>
      tokenError(await appToken(sandbox, { ...api, secret: "wrong" }, `${api.appId}/.default`)),
  },
  {
    code: "AADSTS7000218",
    answer: "401 invalid_client",
    cause: "no secret where one is needed: client credentials, or a code of the platform Web",
    source: codes,
    provoke: ({ sandbox, api }) => token(sandbox, { grant_type: "client_credentials", client_id: api.appId }),
  },
  {
    code: "AADSTS7000222",
    answer: "401 invalid_client",
    cause: "an expired secret",
    source: codes,
    async provoke({ sandbox, api }) {
      sandbox.clock.advance(800 * day);
      return tokenError(await appToken(sandbox, api, `${api.appId}/.default`));
    },
  },
  {
    code: "AADSTS7000229",
    answer: "400 unauthorized_client",
    cause: "the application has no service principal",
    source: codes,
    async provoke({ sandbox, api }) {
      await sandbox.graph()("DELETE", `/servicePrincipals/${api.principalId}`);
      return tokenError(await appToken(sandbox, api, `${api.appId}/.default`));
    },
  },
  {
    code: "AADSTS9002313",
    answer: "400 invalid_request",
    cause: "a code, refresh token or device code that nobody gave out, or that belongs to another client",
    source: codes,
    provoke: (where) => redeem(where, "1.nonsense"),
  },
];

export const graphErrorRows: readonly CatalogueRow[] = [
  {
    code: "InvalidAuthenticationToken",
    answer: "401",
    cause: "no token, or one that is expired, foreign or not for Microsoft Graph",
    source: graphErrors,
    async provoke({ sandbox }) {
      const answer = await sandbox.fetch("/v1.0/applications");
      return [((await answer.json()) as { error: { code: string } }).error.code, String(answer.status)];
    },
  },
  {
    code: "Authorization_RequestDenied",
    answer: "403",
    cause: "the permission is missing, or under `Application.ReadWrite.OwnedBy` the ownership",
    source: `[permissions](${learn}/graph/permissions-reference)`,
    provoke: (where) => graph(where, "GET", "/oauth2PermissionGrants"),
  },
  {
    code: "Request_ResourceNotFound",
    answer: "404",
    cause: "no such object, or it is not replicated yet",
    source: graphErrors,
    provoke: (where) => graph(where, "GET", `/applications/${crypto.randomUUID()}`),
  },
  {
    code: "BadRequest",
    answer: "404",
    cause: "a path this sandbox, this version or this cloud does not have",
    source: graphErrors,
    provoke: (where) => graph(where, "GET", "/groups"),
  },
  {
    code: "Request_UnsupportedQuery",
    answer: "400",
    cause: "a `$filter` other than `eq`, `startswith` and `any`, joined by `and`",
    source: `[query parameters](${learn}/graph/filter-query-parameter)`,
    provoke: (where) => graph(where, "GET", "/applications?$filter=displayName%20ne%20'x'"),
  },
  {
    code: "Request_BadRequest",
    answer: "400",
    cause: "a property that is unknown, read-only or of another type",
    source: applicationPage,
    provoke: patch(() => ({ appId: "x" })),
  },
  {
    code: "Request_BadRequest",
    answer: "400",
    cause: "a display name of no or more than 120 characters",
    source: applicationPage,
    provoke: patch(() => ({ displayName: "x".repeat(121) })),
  },
  {
    code: "Request_BadRequest",
    answer: "400",
    cause: "a redirect URI that is not https (http on loopback apart), has a fragment or a wildcard, or is too long",
    source: `[reply URLs](${learn}/entra/identity-platform/reply-url)`,
    provoke: patch(() => ({ web: { redirectUris: ["http://example.com/"] } })),
  },
  {
    code: "Request_BadRequest",
    answer: "400",
    cause: "the redirect URI that is `defaultRedirectUri` is removed",
    source: `${applicationPage}, ${issue("microsoftgraph/microsoft-graph-docs", 18270)}`,
    async provoke(where) {
      await where.sandbox.graph()("PATCH", `/applications/${where.api.id}`, { defaultRedirectUri: callback });
      return patch(() => ({ web: { redirectUris: ["https://example.com/"] } }))(where);
    },
  },
  {
    code: "Request_BadRequest",
    answer: "400",
    cause: "an identifier URI that is malformed, or another application's",
    source: `[identifier URIs](${learn}/entra/identity-platform/identifier-uri-restrictions)`,
    provoke: patch(({ api }) => ({ identifierUris: [`${api.identifierUri}/`] })),
  },
  {
    code: "Request_BadRequest",
    answer: "400",
    cause: "a scope or role whose id or value is used twice, or malformed",
    source: issue("hashicorp/terraform-provider-azuread", 1177),
    provoke: patch(({ api }) => ({
      api: {
        oauth2PermissionScopes: [permission("user_impersonation", api.scopeId), permission("user_impersonation")],
      },
    })),
  },
  {
    code: "Request_BadRequest",
    answer: "400",
    cause: "an application as owner: its service principal is meant",
    source: issue("Azure/azure-cli", 12946),
    provoke: (where) =>
      graph(where, "POST", `/applications/${where.api.id}/owners/$ref`, {
        "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${where.api.id}`,
      }),
  },
  {
    code: "Request_BadRequest",
    answer: "400",
    cause: "a secret that ends in the past or before it begins, or the removal of one that is not there",
    source: `[addPassword](${learn}/graph/api/application-addpassword)`,
    provoke: (where) => graph(where, "POST", `/applications/${where.api.id}/removePassword`, { keyId: "x" }),
  },
  {
    code: "CannotDeleteOrUpdateEnabledEntitlement",
    answer: "400",
    cause: "an enabled scope or role is changed or removed before it is disabled",
    source: issue("microsoftgraph/msgraph-sdk-powershell", 1211),
    provoke: patch(() => ({ api: { oauth2PermissionScopes: [] } })),
  },
  {
    code: "HostNameNotOnVerifiedDomain",
    answer: "400",
    cause: "an identifier URI of a version 1 API without tenant id, application id or the tenant's domain",
    source: `[identifier URIs](${learn}/entra/identity-platform/identifier-uri-restrictions)`,
    provoke: patch(() => ({ identifierUris: ["https://example.com/api"] })),
  },
  {
    code: "NoBackingApplicationObject",
    answer: "400",
    cause: "a service principal for an application that is not there, or not replicated yet",
    source: graphErrors,
    provoke: (where) => graph(where, "POST", "/servicePrincipals", { appId: crypto.randomUUID() }),
  },
  {
    code: "CredentialTypeNotAllowedAsPerAppPolicy",
    answer: "400",
    cause: "the tenant's policy forbids secrets (`passwordAddition`)",
    source: `[policies](${learn}/graph/api/resources/applicationauthenticationmethodpolicy)`,
    async provoke({ api }) {
      const strict = await startSandbox({ credentialPolicy: { passwordAddition: false } });
      const { body } = await strict.graph()("POST", "/applications", { displayName: "x" });
      const path = `/applications/${(body as { id: string }).id}/addPassword`;
      const rejected = await graph({ sandbox: strict, api }, "POST", path, {});
      await strict.close();
      return rejected;
    },
  },
  {
    code: "CredentialInvalidLifetimeAsPerAppPolicy",
    answer: "400",
    cause: "a secret that lives longer than the tenant's policy allows (`passwordLifetime`), 24 months by default",
    source: issue("OfficeDev/microsoft-365-agents-toolkit", 10998),
    provoke: (where) =>
      graph(where, "POST", `/applications/${where.api.id}/addPassword`, {
        passwordCredential: { endDateTime: "2099-01-01T00:00:00Z" },
      }),
  },
  {
    code: "Request_MultipleObjectsWithSameKeyValue",
    answer: "409",
    cause: "a second service principal of an application, or a consent that exists",
    source: graphErrors,
    provoke: (where) => graph(where, "POST", "/servicePrincipals", { appId: where.api.appId }),
  },
  {
    code: "Directory_ConcurrencyViolation",
    answer: "409",
    cause: "two writes of credentials meet on one application",
    source: issue("nais/azurerator", 448),
    async provoke(where) {
      const path = `/applications/${where.api.id}/addPassword`;
      where.sandbox.faults.add({ path: `/v1.0${path}`, effect: { kind: "latency", ms: 50 } });
      const call = where.sandbox.graph();
      await call("GET", "/applications");
      const answers = await Promise.all([call("POST", path, {}), call("POST", path, {})]);
      const rejected = answers.find(({ status }) => status !== 200);
      return [(rejected?.body as { error: { code: string } }).error.code, String(rejected?.status)];
    },
  },
  ...(
    [
      [429, "TooManyRequests"],
      [500, "InternalServerError"],
      [503, "ServiceUnavailable"],
    ] as const
  ).map(([status, code]): CatalogueRow => ({
    code,
    answer: String(status),
    cause: "an injected fault (`status`) under `/v1.0` or `/beta`",
    source: graphErrors,
    async provoke(where) {
      await where.sandbox.graph()("GET", "/applications");
      fault("/v1.0/applications", status)(where.sandbox);
      return graph(where, "GET", "/applications");
    },
  })),
];

/** A catalogue as the README shows it. */
export function markdown(rows: readonly CatalogueRow[]): string {
  return [
    "| Code | Answer | Caused by | Source |",
    "| ---- | ------ | ---------------- | ------ |",
    ...rows.map(({ code, answer, cause, source }) => `| ${code} | ${answer} | ${cause} | ${source} |`),
  ].join("\n");
}
