import { Document } from "yaml";
import { formatInstant } from "../../model/instant";
import { programName } from "../../model/program";
import { scopeTexts } from "../../model/scopes";
import type { GraphScope } from "../../entra/directoryObjects";
import type { Registration } from "./adopt";

/** The configuration of a stack that takes a registration over and changes as little of it as it can. */
export function adoptionConfig(
  registration: Registration,
  now: number,
): { readonly values: Readonly<Record<string, unknown>>; readonly text: string } {
  const { application, servicePrincipal, owners, principalOwners, callerId } = registration;
  const scopes = application.api?.oauth2PermissionScopes ?? [];
  const ownerIds = new Set([...owners, ...principalOwners].map(({ id }) => id));
  const otherOwners = [...ownerIds].filter((id) => id !== callerId);
  const settings = {
    displayName: application.displayName,
    redirectUris: application.web?.redirectUris ?? [],
    implicitAccessTokens: application.web?.implicitGrantSettings?.enableAccessTokenIssuance ?? false,
    ...(servicePrincipal?.appRoleAssignmentRequired && { assignmentRequired: true }),
    ...(scopes.length > 0 && { scopes: scopes.map(scopeSettings) }),
    ...(otherOwners.length > 0 && { owners: [callerId, ...otherOwners] }),
    rotation: { firstIssued: formatInstant(now).slice(0, 10) },
    adopt: {
      applicationObjectId: application.id,
      ...(servicePrincipal && { servicePrincipalObjectId: servicePrincipal.id }),
      ...(scopes.length > 0 && { scopeIds: Object.fromEntries(scopes.map(({ value, id }) => [value, id])) }),
    },
  };
  const values = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`${programName}:${key}`, value]));
  const document = new Document({ config: values });
  // Unquoted it would be a timestamp on its way through the Pulumi CLI.
  document.setIn(["config", `${programName}:rotation`, "firstIssued"], quoted(settings.rotation.firstIssued, document));
  return { values, text: document.toString({ lineWidth: 0 }) };
}

function quoted(text: string, document: Document): unknown {
  const node = document.createNode(text);
  node.type = "QUOTE_DOUBLE";
  return node;
}

/** Texts are stated only where they are not those the program derives from the value. */
function scopeSettings(scope: GraphScope): Record<string, string> {
  const { value, type } = scope;
  const derived = scopeTexts({ value, type });
  const displayName = scope.adminConsentDisplayName ?? "";
  const description = scope.adminConsentDescription ?? "";
  return {
    value,
    ...(type !== "User" && { type }),
    ...(displayName !== "" && displayName !== derived.displayName && { displayName }),
    ...(description !== "" && description !== derived.description && { description }),
  };
}
