/** Whose sign-in or request an error is about: the application UiPath signs in as, or the identity that deploys. */
export type Asker = "application" | "deployer";

/** What is known of an error of Entra ID, Microsoft Graph, Azure or UiPath. */
interface KnownError {
  /** Stable: a `UserError` for it has this code. */
  readonly code: string;
  /** What to do. */
  readonly hint: string;
}

interface Entry {
  /** The vendor's own code, where the error has one that stands for it alone. */
  readonly id?: string;
  /** What the text of the error holds; the id, as a word, where left out. */
  readonly text?: RegExp;
  /** Code of ours; the id in lower case where left out. */
  readonly code?: string;
  /** Resource types it is about, by the end of their token; any type where left out. */
  readonly types?: readonly string[];
  /** Anybody where left out. */
  readonly asker?: Asker;
  readonly hint: string;
}

const noFederatedCredential =
  "give the identity a federated credential with exactly the issuer and subject that were presented (bootstrap/ makes them; letter case counts), or run the job from the environment it has one for";
const disabled = "enable it under Enterprise applications";

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const signIn: readonly Entry[] = [
  { id: "AADSTS50011", hint: "add that redirect URI to redirectUris in the stack's configuration and run `pulumi up`" },
  {
    id: "AADSTS50020",
    hint: "the user is of another tenant: sign in with an account of the stack's tenant, or invite that one as a guest",
  },
  { id: "AADSTS50027", asker: "deployer", hint: "the platform's identity token is malformed: run the job again" },
  { id: "AADSTS50034", hint: "check the user's name, and that the account is of this tenant" },
  {
    id: "AADSTS50105",
    hint: "only assigned users may sign in: assign the user or a group under Enterprise applications > Users and groups, or set assignmentRequired: false",
  },
  {
    text: /AADSTS50166\b|AADSTS501661\b/,
    code: "aadsts50166",
    hint: "Entra ID cannot reach the issuer of the identity token: its /.well-known/openid-configuration and keys must be open to the internet; if they are, run the job again",
  },
  {
    id: "AADSTS50173",
    hint: "the user's grant was revoked, by a new password or by an administrator: sign in anew (in UiPath: edit the connection and connect again)",
  },
  {
    id: "AADSTS53003",
    hint: "a Conditional Access policy blocks this sign-in: have its administrators except this application or this place; the sign-in log names the policy",
  },
  { id: "AADSTS65001", hint: "have an administrator consent: the adminConsentUrl output of the stack is the page" },
  { id: "AADSTS65004", hint: "the person at the browser declined; try again, or have an administrator consent" },
  {
    id: "AADSTS90094",
    hint: "users may not consent in this tenant: have an administrator open the adminConsentUrl output of the stack",
  },
  { id: "AADSTS650053", hint: "the scope is not exposed, or disabled: run `pulumi up --refresh`" },
  {
    id: "AADSTS650057",
    hint: "the client does not declare the API it asks for: put the whole Scope text of the hand-off into UiPath's Scope field, and run `pulumi up --refresh`",
  },
  { id: "AADSTS70011", hint: "the scope is wrong: it must be api://{clientId}/{scope}" },
  {
    text: /AADSTS(?:70021|70025|700211|700213)\b/,
    code: "federated-credential-missing",
    hint: noFederatedCredential,
  },
  {
    id: "AADSTS7002138",
    hint: `the subject differs in letter case alone: ${noFederatedCredential}`,
  },
  {
    id: "AADSTS700212",
    hint: "the audience of the federated credential and of the token must be api://AzureADTokenExchange: correct whichever differs",
  },
  {
    id: "AADSTS700016",
    asker: "deployer",
    hint: "the client id names no application of this tenant: set it, or the tenant id, to what bootstrap/ put out (AZURE_CLIENT_ID, AZURE_TENANT_ID)",
  },
  {
    id: "AADSTS700016",
    hint: "check the tenant and the client id: are these outputs of this stack, and was it not destroyed?",
  },
  { id: "AADSTS700024", hint: "the identity token ran out: run the job again, it goes on where this one stopped" },
  {
    id: "AADSTS700025",
    hint: "the redirect URI is registered as that of a public client or single-page application: register it as Web (redirectUris) and remove it from the other platform",
  },
  {
    id: "AADSTS700082",
    hint: "the refresh token was not used for 90 days: connect again (in UiPath: edit the connection)",
  },
  { id: "AADSTS7000112", asker: "deployer", hint: `the deploying identity is disabled: ${disabled}` },
  { id: "AADSTS7000112", hint: `the service principal is disabled: ${disabled}` },
  {
    id: "AADSTS7000215",
    asker: "deployer",
    hint: "the secret is not this identity's: take its value, not its id, and check that it has not been replaced",
  },
  {
    id: "AADSTS7000215",
    hint: "the secret is not this application's, or a new one is not honoured yet: wait a minute, or read the outputs again",
  },
  {
    id: "AADSTS7000218",
    hint: "the application is a confidential client: give the outputs with their secrets",
  },
  { id: "AADSTS7000222", asker: "deployer", hint: "the identity's secret has expired: give it a new one" },
  { id: "AADSTS7000222", hint: "the secret has expired: run `pulumi up`, then use the new one" },
  {
    id: "AADSTS7000229",
    asker: "deployer",
    hint: "the application has no service principal in this tenant: run bootstrap/ again",
  },
  { id: "AADSTS7000229", hint: "the application has no service principal: run `pulumi up --refresh`" },
  {
    id: "AADSTS90002",
    hint: "the tenant id names no tenant of this cloud: correct it, or set ARM_ENVIRONMENT for another cloud",
  },
  {
    id: "AADSTS90009",
    hint: "an application may ask for itself only with a named scope or by its GUID: see clientApplication and acceptGuidAudience in the documentation",
  },
  { id: "AADSTS500011", hint: "the App ID URI is missing on the application: run `pulumi up --refresh`" },
  {
    text: /AADSTS70043\b|401 Unauthorized|InvalidAuthenticationToken|token (?:is|has) expired|Lifetime validation failed/i,
    code: "sign-in-expired",
    hint: "the sign-in ran out half-way: run this again, it goes on where it stopped",
  },
];

/** https://docs.uipath.com/integration-service (errors of a connection) */
const uipath: readonly Entry[] = [
  {
    id: "CNS1008",
    hint: "UiPath could not refresh its token: enter the current client secret and the whole Scope text of the hand-off in the connection (Edit), then connect again; the sign-in log of the application has Entra's own code",
  },
  { id: "CNS1043", hint: "the request lacks the folder: send X-UIPATH-FolderKey" },
  { id: "CNS1044", hint: "the API token lacks a scope: give the external application IS.Connections.Read" },
  {
    text: /CNS1045\b|CNS1006\b/,
    code: "cns1045",
    hint: "the user or application may not use the connections of this folder: assign it to the folder in Orchestrator",
  },
  {
    text: /CNS1021\b|CNS1061\b/,
    code: "cns1021",
    hint: "the connection is of another type or inactive: choose the Icertis connection, or connect it again",
  },
  {
    id: "DAP-GE-3004",
    hint: "this is not about the connection's credentials: check what the activity asks ICI for",
  },
  {
    text: /Failed to receive access token/i,
    code: "uipath-no-token",
    hint: "Entra ID does not accept the client id, secret or tenant id in the connection: enter those of the hand-off",
  },
  {
    text: /Connection is currently inactive/i,
    code: "uipath-inactive",
    hint: "connect again: Edit the connection and sign in",
  },
];

/** Of Graph and ARM, as the providers and our own requests meet them. */
const requests: readonly Entry[] = [
  {
    types: ["ServicePrincipalDelegatedPermissionGrant"],
    text: /Authorization_RequestDenied|Insufficient privileges/,
    code: "consent-not-allowed",
    hint: "granting admin consent needs DelegatedPermissionGrant.ReadWrite.All (or Directory.ReadWrite.All) on the identity that deploys: give it that permission, or set adminConsent: false and have an administrator open the adminConsentUrl output",
  },
  {
    types: ["ServicePrincipalDelegatedPermissionGrant"],
    text: /Request_MultipleObjectsWithSameKeyValue|already exists/,
    code: "consent-exists",
    hint: "the consent is there already: run `npx icertis-access doctor --fix --stack {stack}`, which takes that of a run that was cut short into the state; one that an administrator gave stays with adminConsent: false, or revoke it under Enterprise applications > Permissions",
  },
  {
    types: ["ApplicationIdentifierUri", "ApplicationPreAuthorized", "ServicePrincipal"],
    text: /already exists/,
    code: "object-exists",
    hint: "an earlier run was cut short after Entra ID had made it: run `npx icertis-access doctor --fix --stack {stack}`, which takes it into the state",
  },
  {
    types: ["ApplicationPassword", "ApplicationIdentifierUri", "ApplicationPreAuthorized"],
    text: /Application: "[^"]+"\) was not found/,
    code: "application-gone",
    hint: "the application is gone from Entra ID: run `npx icertis-access doctor --stack {stack}`, which says whether it can be restored with its client id (one that was made a minute ago is not yet known everywhere: run `pulumi up` again)",
  },
  {
    types: ["Application", "ServicePrincipal"],
    text: /Could not (?:create|add owners)[^]*Request_ResourceNotFound|invalid for the 'owners' reference/,
    code: "owner-unknown",
    hint: "the id this error names is no user or service principal of the tenant, and nothing else can own an application: correct it in owners",
  },
  {
    text: /Authorization_RequestDenied|Insufficient privileges/i,
    code: "graph-not-allowed",
    hint: "the identity that deploys may change only what it owns (Application.ReadWrite.OwnedBy): make it an owner of the application and of the service principal, or grant it Application.ReadWrite.All",
  },
  {
    types: ["ApplicationPassword"],
    text: /No password credential found/,
    code: "secret-gone",
    hint: "this client secret is gone from Entra ID, and the state does not know: run `npx icertis-access doctor --fix --stack {stack}`, which takes it out of the state",
  },
  {
    text: /CredentialInvalidLifetimeAsPerAppPolicy|lifetime.*(?:policy|exceeds)/i,
    code: "secret-lifetime-policy",
    hint: "a policy of the tenant limits how long a client secret may live: set rotation.lifetimeDays to at most that many days, and overlapDays to at most half of it",
  },
  {
    text: /CredentialTypeNotAllowedAsPerAppPolicy|passwordAddition/i,
    code: "secret-type-policy",
    hint: "a policy of the tenant forbids client secrets: ask its administrators to exempt this application (app management policy), for the connector has no other way to sign in",
  },
  {
    types: ["Vault"],
    text: /VaultAlreadyExists|already in use/i,
    code: "vault-name-taken",
    hint: "vault names are global: set vault.name to another name, or leave it out for a unique one",
  },
  {
    types: ["Vault"],
    text: /soft[- ]?deleted|deleted (?:state|but recoverable)|ConflictError/i,
    code: "vault-deleted",
    hint: "a deleted vault holds the name until it is purged: recover it with `az keyvault recover --name NAME` and set vault.existing to its id, or set vault.name to another name",
  },
  {
    text: /vault\.azure\.net[^]*(?:Forbidden|403)|keyvault[^]*does not have \w+ \w+ permission/i,
    code: "key-not-allowed",
    hint: "the identity may not use the key: give it the role Key Vault Crypto User on the key (bootstrap/ does)",
  },
  {
    text: /AuthorizationPermissionMismatch|AuthorizationFailure|blob\.core\.windows\.net[^]*403/i,
    code: "state-not-allowed",
    hint: "the identity may not use the state's container: give it Storage Blob Data Contributor (Reader for previews) on the container (bootstrap/ does)",
  },
  {
    text: /HTTP response was nil|connection (?:may have been )?reset|connection refused|\bEOF\b/,
    code: "connection-broken",
    hint: "the connection broke, and what was asked for may have been done all the same: run `pulumi up` again, then `npx icertis-access doctor --fix --stack {stack}` for what the broken run left behind",
  },
  {
    text: /TooManyRequests|Too Many Requests|\b429\b|throttled/i,
    code: "throttled",
    hint: "Entra ID gets too many requests from this tenant: run this again in a few minutes",
  },
  {
    text: /ConcurrencyViolation/,
    code: "concurrent-change",
    hint: "something else changed the application at the same moment: run `pulumi up` again",
  },
  {
    text: /to be replicated|Request_ResourceNotFound|non-nil error with nil state/,
    code: "not-replicated",
    hint: "Entra ID has not yet copied to all its servers what was just made: run `pulumi up` again in a minute",
  },
  {
    text: /unexpected status 5\d\d|ServiceUnavailable/,
    code: "service-unavailable",
    hint: "Entra ID does not work at the moment, whatever the configuration: run `pulumi up` again in a few minutes",
  },
];

const entries = [...signIn, ...uipath, ...requests];

/** What an error is about, where that is known. */
interface About {
  /** Token of the resource, for example `azuread:index/application:Application`. */
  readonly type?: string;
  readonly asker?: Asker;
  /** Name of the stack, for the commands in the hint. */
  readonly stack?: string;
}

/** What is known of an error, by its text; `undefined` where that is nothing it does not say itself. */
export function knownError(text: string, about: About = {}): KnownError | undefined {
  const found = entries.find(
    (entry) =>
      (entry.types === undefined || entry.types.some((end) => about.type?.endsWith(`:${end}`))) &&
      (entry.asker === undefined || entry.asker === about.asker) &&
      (entry.text ?? new RegExp(`\\b${entry.id}\\b`)).test(text),
  );
  if (!found) return undefined;
  const code = found.code ?? found.id?.toLowerCase() ?? "";
  return { code, hint: found.hint.replaceAll("{stack}", about.stack ?? "STACK") };
}
