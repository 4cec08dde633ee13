import { randomUUID } from "node:crypto";
import { clouds } from "./cloud";
import type { VirtualClock } from "./clock";
import { graphInstant, issueCredential } from "./directory/credential";
import { Directory } from "./directory/directory";
import { microsoftGraphPrincipal } from "./directory/microsoftGraph";
import type { ServicePrincipal } from "./directory/servicePrincipal";
import { newServicePrincipal } from "./directory/servicePrincipal";
import type { SandboxOptions, UserSeed } from "./options";

/** A deploying identity with the secret it got at this start. */
export interface DeployingIdentity {
  readonly clientId: string;
  /** Of the service principal: the `oid` of its tokens. */
  readonly objectId: string;
  readonly clientSecret: string;
  readonly roles: readonly string[];
}

/** A tenant with Microsoft Graph, the seeded identities and the seeded users. */
export function seededDirectory(options: SandboxOptions, clock: VirtualClock): Directory {
  const domain = options.domain ?? "contoso.onmicrosoft.com";
  const directory = new Directory(options.tenantId ?? randomUUID(), domain, clouds[options.cloud ?? "public"], clock);
  const created = graphInstant(clock.now());
  directory.servicePrincipals.put(microsoftGraphPrincipal(created));
  for (const seed of options.identities ?? [{}]) {
    const principal = newServicePrincipal(seed.clientId ?? randomUUID(), directory.tenantId, created);
    directory.servicePrincipals.put({
      ...principal,
      id: seed.objectId ?? principal.id,
      graphRoles: seed.roles ?? ["Application.ReadWrite.OwnedBy"],
      acceptsAssertions: true,
    });
  }
  for (const { id = randomUUID(), userPrincipalName, displayName, isAdmin = false } of options.users ??
    people(domain)) {
    directory.users.set(id, { id, userPrincipalName, displayName: displayName ?? userPrincipalName, isAdmin });
  }
  return directory;
}

/**
 * Gives every deploying identity of the tenant a fresh secret in place of the one of an earlier start. It outlives any
 * test: the date may be moved years ahead.
 */
export function issueIdentitySecrets(directory: Directory): DeployingIdentity[] {
  return directory.servicePrincipals
    .allNewest()
    .filter(({ acceptsAssertions }) => acceptsAssertions)
    .map((principal) => withFreshSecret(principal, directory));
}

function withFreshSecret(principal: ServicePrincipal, directory: Directory): DeployingIdentity {
  const { credential, secretText } = issueCredential("sandbox", new Date(0), new Date("9999-12-31T00:00:00Z"));
  directory.servicePrincipals.put({ ...principal, passwordCredentials: [credential] });
  const { appId, id, graphRoles } = principal;
  return { clientId: appId, objectId: id, clientSecret: secretText, roles: graphRoles };
}

function people(domain: string): UserSeed[] {
  return [
    { userPrincipalName: `integration@${domain}`, displayName: "Integration User" },
    { userPrincipalName: `admin@${domain}`, displayName: "Administrator", isAdmin: true },
  ];
}
