import * as v from "valibot";
import { guid } from "./guid";
import { closedObject, type Problem } from "./problem";
import { missingFrom } from "./propertyDrift";
import type { ScopeSettings } from "./scopes";

const objectId = guid("must be an object id (a GUID), not a client id; `npx icertis-access adopt` prints the lines");

/** The `adopt` object: a registration made elsewhere, to be taken over. */
export const Adopt = closedObject({
  /** Object id of the application. */
  applicationObjectId: objectId,
  /** Object id of its service principal. @default looked up */
  servicePrincipalObjectId: v.optional(objectId),
  /** Ids of its scopes, by value. @default looked up */
  scopeIds: v.optional(v.record(v.string(), objectId)),
});

export type AdoptSettings = Readonly<v.InferOutput<typeof Adopt>>;

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
  /** Whether only assigned users may sign in. */
  readonly assignmentRequired: boolean;
}

/** What the configuration makes of the registration. */
export interface AdoptingSettings {
  readonly adopt: AdoptSettings;
  readonly redirectUris: readonly string[];
  readonly scopes: readonly ScopeSettings[];
  readonly assignmentRequired: boolean;
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
      message: `names the application ${JSON.stringify(found.displayName)}, which is open to other tenants, and this program makes it single tenant; restrict it to this directory in the portal first, if nobody outside signs in, or leave adopt out`,
    });
  }
  if (found.assignmentRequired && !settings.assignmentRequired) {
    problems.push({
      key: "assignmentRequired",
      got: false,
      message:
        "must be true: the application admits only assigned users, and adopting it would let everybody sign in; write true",
    });
  }
  const values = settings.scopes.map(({ value }) => value);
  const realIds = new Map(Object.entries(found.scopeIds));
  problems.push(
    ...lost("redirectUris", found.redirectUris, settings.redirectUris),
    ...lost("owners", found.owners, owners),
    ...lost("scopes", [...realIds.keys()], values),
  );
  for (const [value, id] of Object.entries(settings.adopt.scopeIds ?? {})) {
    const real = realIds.get(value);
    if (real === id) continue;
    const message = real === undefined ? "names a scope that the application does not have; remove it" : otherId(real);
    problems.push({ key: `adopt.scopeIds.${value}`, got: id, message });
  }
  for (const [index, { value, id }] of settings.scopes.entries()) {
    const real = realIds.get(value);
    // A scope the application does not have yet may have any id.
    if (id === undefined || real === undefined || real === id) continue;
    problems.push({ key: `scopes[${index}].id`, got: id, message: otherId(real) });
  }
  for (const value of values.filter((scope) => found.appRoleValues.includes(scope))) {
    const message = "is the value of an app role of the application, and the two may not share one; rename one of them";
    problems.push({ key: "scopes", got: value, message });
  }
  return problems;
}

function otherId(real: string): string {
  return `differs from the id the scope has, ${real}: every consent to it would be lost; write ${real}`;
}

/** What the application has and the configuration does not list. */
function lost(key: string, found: readonly string[], listed: readonly string[]): Problem[] {
  const missing = missingFrom(found, listed);
  if (missing.length === 0) return [];
  const message = `must list what the application has, and adopting it would remove ${missing.join(", ")}; write ${JSON.stringify([...listed, ...missing])}; after the adoption you can remove what is not wanted`;
  return [{ key, message }];
}
