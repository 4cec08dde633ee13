import type { GraphOwner } from "../../entra/directoryObjects";
import type { Facts, KnownApplication } from "./facts";
import type { Finding } from "./finding";

/** What an application or its service principal is owned by. */
interface Owned {
  /** As a person reads it: `"ICM API"`, `the service principal of "ICM API"`. */
  readonly what: string;
  readonly owners: readonly GraphOwner[];
  /** The command that adds an owner. */
  readonly add: (id: string) => string;
}

/**
 * Who may change the registration. Owners are set exactly, on the application and on its service principal: who was
 * removed can change nothing any more, and only one who still owns both can put that right.
 */
export function ownerFindings(facts: Facts): Finding[] {
  return facts.known.flatMap((application) =>
    ownedObjects(application).flatMap((owned) => findingsOf(owned, application, facts)),
  );
}

function ownedObjects({ found, owners, servicePrincipal, principalOwners }: KnownApplication): Owned[] {
  if (!found) return [];
  const application = {
    what: `"${found.displayName}"`,
    owners,
    add: (id: string) => `az ad app owner add --id ${found.appId} --owner-object-id ${id}`,
  };
  if (!servicePrincipal) return [application];
  const graph = `https://graph.microsoft.com/v1.0`;
  const principal = {
    what: `the service principal of "${found.displayName}"`,
    owners: principalOwners,
    add: (id: string) =>
      `az rest --method POST --url '${graph}/servicePrincipals/${servicePrincipal.id}/owners/$ref' --headers Content-Type=application/json --body '{"@odata.id": "${graph}/directoryObjects/${id}"}'`,
  };
  return [application, principal];
}

function findingsOf({ what, owners, add }: Owned, { declared }: KnownApplication, facts: Facts): Finding[] {
  const { callerId, callerIsApp, state } = facts;
  const present = new Set(owners.map(({ id }) => id.toLowerCase()));
  const has = (id: string) => present.has(id.toLowerCase());
  const declares = (id: string) => declared.owners.some((owner) => owner.toLowerCase() === id.toLowerCase());
  const missing = declared.owners.filter((owner) => !has(owner));
  const findings: Finding[] = missing.map((owner) => ({
    level: "warning",
    code: "owner-missing",
    what: `${owner} is no owner of ${what} any more, and the stack declares it`,
    hint: `${add(owner)}, or pulumi up --refresh --stack ${state.stack} by one that still is`,
  }));
  if (!has(callerId) && !missing.includes(callerId)) {
    const all = JSON.stringify([...owners.map(({ id }) => id), callerId]);
    const by = owners.map(({ id, displayName }) => displayName || id).join(" or ") || "an administrator";
    findings.push({
      // A person who only looks need not own it.
      level: callerIsApp ? "warning" : "note",
      code: "caller-not-owner",
      what: `the identity that asks, ${callerId}, does not own ${what}: with Application.ReadWrite.OwnedBy alone it cannot deploy`,
      hint: `write owners: ${all}, and let ${by} run pulumi up --stack ${state.stack}; or ${add(callerId)}`,
    });
  }
  const extra = owners.filter(({ id }) => !declares(id));
  for (const { id, displayName } of extra) {
    findings.push({
      level: "note",
      code: "owner-undeclared",
      what: `${displayName ?? "somebody"} (${id}) owns ${what}, and the stack does not declare it`,
      hint: `add ${id} to owners, or list the owners that are to stay and run pulumi up --refresh --stack ${state.stack}`,
    });
  }
  return findings;
}
