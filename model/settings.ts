import * as v from "valibot";
import { Adopt } from "./adoption";
import { ApiKeyExpiresOn, apiKeySchema, Instance } from "./apiKey";
import { cloudSchema } from "./cloud";
import { parseJson } from "./json";
import { Owners } from "./owners";
import { closedObject, type Problem, readBy } from "./problem";
import { RedirectUris } from "./redirectUris";
import { rotationSchema } from "./rotationSettings";
import { Scopes } from "./scopes";
import { Vault } from "./vault";

/** What settings are checked against besides themselves. */
export interface RunFacts {
  /** The instant of the run. */
  readonly now: number;
  /** The azuread provider's `environment`; `undefined` where a metadata host names its endpoints. */
  readonly providerEnvironment?: string | undefined;
  /** How the stack's file holds the API key. */
  readonly apiKeyStored?: "secret" | "plain";
}

/** The longest display name of an application, in characters. */
const longestDisplayName = 120;
const clientSuffix = " client";

/** The name of the client's registration, where it has one of its own. */
export function clientDisplayName(displayName: string): string {
  return `${displayName}${clientSuffix}`;
}

const vaultEntry = { vault: v.optional(Vault) };

function oauthEntries({ now, providerEnvironment }: RunFacts) {
  return {
    authentication: v.literal("oauth", 'must be "oauth" or "apiKey"; oauth is the connector\'s default'),
    displayName: v.pipe(
      v.string(),
      v.check(
        (name) => name.trim() !== "" && name.length <= longestDisplayName,
        `must be 1 to ${longestDisplayName} characters long, not only spaces; choose a name such as "ICM API"`,
      ),
    ),
    redirectUris: RedirectUris,
    implicitAccessTokens: v.boolean(),
    assignmentRequired: v.boolean(),
    scopes: Scopes,
    rotation: rotationSchema(now),
    owners: Owners,
    protect: v.boolean(),
    clientApplication: v.picklist(["same", "separate"]),
    acceptGuidAudience: v.boolean(),
    cloud: cloudSchema(providerEnvironment),
    adminConsent: v.boolean(),
    instance: v.optional(Instance),
    apiKey: v.optional(v.undefined("is not used with authentication: oauth; remove it, or set authentication: apiKey")),
    apiKeyExpiresOn: v.optional(
      v.undefined("is not used with authentication: oauth; remove it, or set authentication: apiKey"),
    ),
    ...vaultEntry,
    adopt: v.optional(Adopt),
  };
}

function oauthSchema(facts: RunFacts) {
  return v.pipe(
    closedObject(oauthEntries(facts)),
    v.forward(
      v.partialCheck(
        [["displayName"], ["clientApplication"]],
        ({ displayName, clientApplication }) =>
          clientApplication === "same" || clientDisplayName(displayName).length <= longestDisplayName,
        `must be at most ${longestDisplayName - clientSuffix.length} characters long with clientApplication: separate, whose client is named after it; choose a shorter name`,
      ),
      ["displayName"],
    ),
    v.forward(
      v.partialCheck(
        [["adopt"], ["clientApplication"]],
        ({ adopt, clientApplication }) => adopt === undefined || clientApplication === "same",
        "takes over one registration, and clientApplication: separate makes two; set clientApplication: same, or remove adopt",
      ),
      ["adopt"],
    ),
  );
}

/** With an API key nothing is made of the settings of a registration, which have their defaults all the same. */
function apiKeyModeSchema({ apiKeyStored = "plain" }: RunFacts) {
  const ignored = Object.fromEntries(settingKeys.map((key) => [key, v.optional(v.unknown())]));
  return closedObject({
    ...(ignored as Record<never, never>),
    authentication: v.literal("apiKey"),
    instance: v.pipe(
      v.optional(v.string(), ""),
      v.check(
        (instance) => instance !== "",
        "is required with authentication: apiKey; for https://acme.icertis.com write acme",
      ),
      Instance,
    ),
    apiKey: apiKeySchema(apiKeyStored),
    apiKeyExpiresOn: v.optional(ApiKeyExpiresOn),
    ...vaultEntry,
  });
}

export type OAuthSettings = Readonly<v.InferOutput<ReturnType<typeof oauthSchema>>>;
export type ApiKeySettings = Readonly<v.InferOutput<ReturnType<typeof apiKeyModeSchema>>>;

/** The stack configuration, checked, defaults included. */
export type Settings = OAuthSettings | ApiKeySettings;

const entries = oauthEntries({ now: 0 });

/** Every key of the stack configuration, without the project's prefix. */
export const settingKeys: readonly string[] = Object.keys(entries);

/** The members of `rotation`, as dotted keys. */
export const rotationKeys: readonly string[] = Object.keys(entries.rotation.entries).map(
  (member) => `rotation.${member}`,
);

/** Reads the configuration as the engine hands it over: a text per key, JSON where the value is no text. */
export function readSettings(raw: Readonly<Record<string, string>>, facts: RunFacts): Settings | Problem[] {
  const values = Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [key, textKeys.has(key) ? value : jsonOrText(value)]),
  );
  const schema = raw.authentication === "apiKey" ? apiKeyModeSchema(facts) : oauthSchema(facts);
  return readBy(schema as v.GenericSchema<unknown, Settings>, values);
}

/** Reads the settings of a registration that were given as values: the arguments of the component package. */
export function readRegistration(values: object, facts: RunFacts): OAuthSettings | Problem[] {
  return readBy(oauthSchema(facts), { authentication: "oauth", owners: [], ...values });
}

/** Keys whose values are texts; all others hold JSON. */
const textKeys: ReadonlySet<string> = new Set([
  "authentication",
  "displayName",
  "clientApplication",
  "cloud",
  "instance",
  "apiKey",
  "apiKeyExpiresOn",
]);

/** The value of a key as the engine hands it over; what is no JSON stays a text. */
function jsonOrText(value: string): unknown {
  const json = parseJson(value);
  return json === undefined ? value : json;
}
