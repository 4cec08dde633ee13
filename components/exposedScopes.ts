import type * as azuread from "@pulumi/azuread";
import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type ScopeSettings, scopeTexts } from "../model/scopes";

/**
 * The scopes as the application's `api` block takes them. A scope's id holds every consent given to it, so each is a
 * random UUID of its own, named by the scope's value and untouched by the order and number of the others.
 *
 * @param imports - ids of scopes that exist already, by value
 */
export function exposedScopes(
  name: string,
  scopes: readonly ScopeSettings[],
  imports: Readonly<Record<string, string>>,
  parent: pulumi.Resource,
): azuread.types.input.ApplicationApiOauth2PermissionScope[] {
  return scopes.map((scope) => {
    const { value, type, displayName, description } = scopeTexts(scope);
    const existing = Object.hasOwn(imports, value) ? { import: imports[value] as string } : {};
    const id = scope.id ?? new random.RandomUuid(`${name}-scope-${value}`, {}, { parent, ...existing }).result;
    const userTexts =
      type === "User" ? { userConsentDisplayName: displayName, userConsentDescription: description } : {};
    return {
      id,
      value,
      type,
      enabled: true,
      adminConsentDisplayName: displayName,
      adminConsentDescription: description,
      ...userTexts,
    };
  });
}
