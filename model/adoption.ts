import { isGuid } from "./guid";
import type { Problem } from "./problem";
import type { ScopeSettings } from "./scopes";

/** The `adopt` object as configured: a registration made elsewhere, to be taken over. */
export interface AdoptSettings {
  /** Object id of the application. */
  readonly applicationObjectId: string;
  /** Object id of its service principal. @default looked up */
  readonly servicePrincipalObjectId?: string | undefined;
  /** Ids of its scopes, by value. @default looked up */
  readonly scopeIds?: Readonly<Record<string, string>> | undefined;
}

/** The parts of a found registration that an adoption could lose. */
export interface FoundApplication {
  readonly displayName: string;
  readonly clientId: string;
  readonly signInAudience: string;
  readonly redirectUris: readonly string[];
  readonly owners: readonly string[];
  /** Ids of its scopes, by value. */
  readonly scopeIds: Readonly<Record<string, string>>;
  readonly appRoleValues: readonly string[];
}

/** What the configuration makes of the registration. */
export interface AdoptingSettings {
  readonly adopt: AdoptSettings;
  readonly redirectUris: readonly string[];
  readonly scopes: readonly ScopeSettings[];
}

/** Problems that show without a look at Entra ID. */
export function adoptProblems(adopt: AdoptSettings, clientApplication: string | undefined): Problem[] {
  const ids: [string, string | undefined][] = [
    ["adopt.applicationObjectId", adopt.applicationObjectId],
    ["adopt.servicePrincipalObjectId", adopt.servicePrincipalObjectId],
    ...Object.entries(adopt.scopeIds ?? {}).map(([value, id]): [string, string] => [`adopt.scopeIds.${value}`, id]),
  ];
  const problems: Problem[] = ids
    .filter(([, id]) => id !== undefined && !isGuid(id))
    .map(([key, got]) => ({
      key,
      got,
      rule: "must be an object id (a GUID), not a client id",
      remedy: "`icertis-access adopt` prints the lines",
    }));
  if (clientApplication === "separate") {
    const rule = "takes over one registration, and clientApplication: separate makes two";
    problems.push({ key: "adopt", rule, remedy: "set clientApplication: same, or remove adopt" });
  }
  return problems;
}

/**
 * What a first `up` would take away from a registration: the engine imports it, and at once overwrites what the
 * configuration does not state.
 *
 * @param owners - every owner the configuration means, the deploying identity included
 */
export function adoptionLosses(
  found: FoundApplication,
  settings: AdoptingSettings,
  owners: readonly string[],
): Problem[] {
  const problems: Problem[] = [];
  if (found.signInAudience !== "AzureADMyOrg") {
    problems.push({
      key: "adopt.applicationObjectId",
      got: found.signInAudience,
      rule: `names the application ${JSON.stringify(found.displayName)}, which is open to other tenants, and this program makes it single tenant`,
      remedy: "restrict it to this directory in the portal first, if nobody outside signs in, or leave adopt out",
    });
  }
  const missing = (all: readonly string[], stated: readonly string[]) =>
    all.filter((item) => !stated.some((other) => other.toLowerCase() === item.toLowerCase()));
  problems.push(
    ...lost("redirectUris", missing(found.redirectUris, settings.redirectUris), "redirect URIs"),
    ...lost("owners", missing(found.owners, owners), "owners", owners),
    ...lost(
      "scopes",
      missing(
        Object.keys(found.scopeIds),
        settings.scopes.map(({ value }) => value),
      ),
      "scopes",
    ),
  );
  for (const [value, stated] of statedIds(settings)) {
    const real = found.scopeIds[value];
    if (real === stated.id || (real === undefined && stated.key.startsWith("scopes["))) continue;
    const rule =
      real === undefined
        ? `names a scope that the application does not have`
        : `differs from the id the scope has, ${real}: every consent to it would be lost`;
    problems.push({
      key: stated.key,
      got: stated.id,
      rule,
      remedy: real === undefined ? "remove it" : `write ${real}`,
    });
  }
  for (const { value } of settings.scopes.filter((scope) => found.appRoleValues.includes(scope.value))) {
    const rule = "is the value of an app role of the application, and the two may not share one";
    problems.push({ key: "scopes", got: value, rule, remedy: "rename one of them" });
  }
  return problems;
}

function lost(key: string, items: readonly string[], what: string, stated: readonly string[] = []): Problem[] {
  if (items.length === 0) return [];
  const all = [...stated, ...items];
  return [
    {
      key,
      rule: `must hold the ${what} the application has, and adopting it would remove ${items.join(", ")}`,
      remedy: `list ${stated.length > 0 ? all.join(", ") : "them"}; after the adoption you can remove what is not wanted`,
    },
  ];
}

function statedIds({ adopt, scopes }: AdoptingSettings): [string, { key: string; id: string }][] {
  return [
    ...Object.entries(adopt.scopeIds ?? {}).map(([value, id]): [string, { key: string; id: string }] => [
      value,
      { key: `adopt.scopeIds.${value}`, id },
    ]),
    ...scopes.flatMap(({ value, id }, index): [string, { key: string; id: string }][] =>
      id === undefined ? [] : [[value, { key: `scopes[${index}].id`, id }]],
    ),
  ];
}
