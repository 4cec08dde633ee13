import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Context, Environment } from "../../entra/context";
import { endpoints } from "../../entra/endpoints";
import { claimsOf, graphToken } from "../../entra/graphToken";
import { UserError } from "../../entra/userError";
import type { Platform } from "../platforms/platform";
import { temporaryFolder } from "../temporaryFolder";
import { type FederationVariables, federationVariables } from "./variables";

/** What a step needs of the identity it acts as: to write registrations, or never to be able to. */
export type Access = "write" | "read";

/** Whom Entra ID takes a job for, and what that identity may do in Graph. */
export interface Actor {
  /** Object id of the service principal. */
  readonly objectId: string;
  readonly roles: readonly string[];
}

/** A signed-in step. */
export interface Session {
  /** What the Pulumi CLI, its providers and its backend run with. */
  readonly environment: Environment;
  /** Unknown on a person's own machine. */
  readonly actor?: Actor;
  /** The organization in Pulumi Cloud. */
  readonly organization?: string;
  /** Removes what signing in left on the disk. */
  end(): void;
}

/** Signs in as the identity the platform vouches for. No secret is stored anywhere. */
export async function signIn(context: Context, platform: Platform, access: Access): Promise<Session> {
  if (!platform.signIn) return { environment: {}, end: () => undefined };
  const variables = federationVariables(context, platform);
  const signedIn: Environment = {
    ...(await platform.signIn(context, variables)),
    PULUMI_BACKEND_URL: variables.backendUrl,
    // A stored secret would be taken before the token.
    ARM_CLIENT_SECRET: undefined,
    AZURE_CLIENT_SECRET: undefined,
  };
  const actor = await actorOf({ ...context, environment: { ...context.environment, ...signedIn } }, variables);
  checkAccess(access, actor, variables.clientId);
  const file = tokenFile(signedIn["ARM_OIDC_TOKEN"]);
  const environment = { ...signedIn, ...file.environment };
  await signInToPulumiCloud(
    { ...context, environment: { ...context.environment, ...environment } },
    platform,
    variables,
  );
  return {
    environment,
    actor,
    end: () => file.remove(),
    ...(variables.pulumiOrganization !== undefined && { organization: variables.pulumiOrganization }),
  };
}

/** Takes a token of Graph as the provider does a moment later: a wrong subject shows before anything is changed. */
async function actorOf(context: Context, { tenantId }: FederationVariables): Promise<Actor> {
  const token = await graphToken(tenantId, await endpoints(context), context);
  const { oid = "", roles = [] } = claimsOf(token);
  return { objectId: oid, roles };
}

/** The backend and Key Vault read the token from a file. */
function tokenFile(token: string | undefined): { readonly environment: Environment; remove(): void } {
  if (token === undefined) return { environment: {}, remove: () => undefined };
  const folder = temporaryFolder("token");
  const file = join(folder.path, "token");
  writeFileSync(file, token, { mode: 0o600 });
  return { environment: { AZURE_FEDERATED_TOKEN_FILE: file }, remove: () => folder.remove() };
}

/** Pulumi Cloud takes the same kind of token; a `PULUMI_ACCESS_TOKEN` that is set is used instead. */
async function signInToPulumiCloud(
  context: Context,
  platform: Platform,
  { backendUrl, pulumiOrganization: organization = "" }: FederationVariables,
): Promise<void> {
  if (!/^https?:/.test(backendUrl) || context.environment["PULUMI_ACCESS_TOKEN"]) return;
  const token = await platform.pulumiCloudToken?.(context, `urn:pulumi:org:${organization}`);
  if (token === undefined) {
    throw new UserError(
      "backend-unsupported",
      `${platform.name} has no token that Pulumi Cloud takes`,
      "use Azure Blob Storage as the backend, or a secret variable PULUMI_ACCESS_TOKEN",
    );
  }
  const file = tokenFile(token);
  const from = ["--oidc-token", `file://${file.environment["AZURE_FEDERATED_TOKEN_FILE"]}`, "--oidc-org", organization];
  try {
    const ended = await context.run("pulumi", ["login", backendUrl, ...from, "--non-interactive"]);
    if (ended?.code === 0) return;
    throw new UserError(
      "pulumi-cloud-denied",
      `Pulumi Cloud does not let this job in: ${(ended?.text ?? "there is no pulumi command").trim()}`,
      `register the platform as an OIDC issuer of ${organization} with a policy for this subject (Settings → Access Management → OIDC Issuers)`,
    );
  } finally {
    file.remove();
  }
}

/** What a preview may hold, and nothing else: Graph has new roles all the time, and not all are named for what they do. */
const reading = ["Application.Read.All", "DelegatedPermissionGrant.Read.All", "Directory.Read.All", "User.Read.All"];
const deploying = ["Application.ReadWrite.OwnedBy", "Application.ReadWrite.All", "Directory.ReadWrite.All"];

/** Compares the identity with what the step is for: a preview of unreviewed code must not be able to write. */
function checkAccess(access: Access, { objectId, roles }: Actor, clientId: string): void {
  const held = roles.length > 0 ? roles.join(", ") : "none";
  const excess = roles.filter((role) => !reading.includes(role));
  if (access === "read" && excess.length > 0) {
    throw new UserError(
      "identity-may-write",
      `this job runs code that nobody has approved and acts as ${clientId}, which may do more than read: ${excess.join(", ")}`,
      "set AZURE_CLIENT_ID of the preview environments to the identity `preview` that bootstrap/ makes, which holds no role",
    );
  }
  if (access === "write" && !roles.some((role) => deploying.includes(role))) {
    throw new UserError(
      "identity-may-not-write",
      `the identity ${clientId} (object id ${objectId}) has no permission to write registrations in Graph; it holds: ${held}; nothing was changed`,
      "grant it Microsoft Graph's application permission Application.ReadWrite.OwnedBy with admin consent (bootstrap/ does both), then run the job again",
    );
  }
}
