import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Platform } from "../platforms/platform";
import { type Environment, type Job, shortName } from "../steps/job";
import { StepFailure } from "../steps/stepFailure";
import { type Access, checkAccess } from "./access";
import { type Actor, actorOf } from "./accessToken";
import { assertionIn, entraAudience } from "./assertion";
import { type FederationVariables, federationVariables } from "./variables";

/** A signed-in job. */
export interface Session {
  /** What the Pulumi CLI, its providers and its backend run with. */
  readonly environment: Environment;
  /** Whom the job acts as; unknown on a person's own machine. */
  readonly actor: Actor | undefined;
  /** Removes what signing in left on the disk. */
  end(): void;
}

/**
 * Signs the job in by what its platform says about it. No secret is stored anywhere: the platform's token, good for
 * minutes, is handed to the provider (`ARM_OIDC_TOKEN`) and to the state backend and Key Vault (`AZURE_…`).
 *
 * @param stack - whose name goes into the backend's address, which may have a place for it
 */
export async function signIn(job: Job, platform: Platform, access: Access, stack?: string): Promise<Session> {
  if (!platform.federated) return { environment: {}, actor: undefined, end: () => undefined };
  const variables = federationVariables(job, platform);
  const assertion = assertionIn(await platform.idToken(job, entraAudience));
  const actor = await actorOf(job, variables, assertion);
  checkAccess(access, actor, variables.clientId);
  const folder = mkdtempSync(join(tmpdir(), "icertis-access-token-"));
  const end = () => rmSync(folder, { recursive: true, force: true });
  const tokenFile = join(folder, "token");
  writeFileSync(tokenFile, assertion.token, { mode: 0o600 });
  const signedIn = environmentFor(variables, assertion.token, tokenFile);
  const environment = stack === undefined ? signedIn : { ...signedIn, ...backendFor(stack, signedIn) };
  try {
    await signInToPulumiCloud(job, platform, variables, environment, folder);
  } catch (error) {
    end();
    throw error;
  }
  return { environment, actor, end };
}

function environmentFor(
  { tenantId, clientId, backendUrl }: FederationVariables,
  token: string,
  tokenFile: string,
): Environment {
  return {
    PULUMI_BACKEND_URL: backendUrl,
    ARM_TENANT_ID: tenantId,
    ARM_CLIENT_ID: clientId,
    ARM_USE_OIDC: "true",
    ARM_OIDC_TOKEN: token,
    ARM_USE_CLI: "false",
    ARM_USE_MSI: "false",
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_ID: clientId,
    AZURE_FEDERATED_TOKEN_FILE: tokenFile,
    // A stored secret would be taken before the token.
    ARM_CLIENT_SECRET: undefined,
    AZURE_CLIENT_SECRET: undefined,
  };
}

/** Pulumi Cloud takes the same kind of token; a `PULUMI_ACCESS_TOKEN` that is set is used instead. */
async function signInToPulumiCloud(
  job: Job,
  platform: Platform,
  { backendUrl, pulumiOrganization }: FederationVariables,
  environment: Environment,
  folder: string,
): Promise<void> {
  if (!/^https?:/.test(backendUrl) || job.environment["PULUMI_ACCESS_TOKEN"]) return;
  const organization = pulumiOrganization ?? "";
  const tokenFile = join(folder, "pulumi");
  writeFileSync(tokenFile, await platform.idToken(job, `urn:pulumi:org:${organization}`), { mode: 0o600 });
  const args = [
    "login",
    backendUrl,
    "--oidc-token",
    `file://${tokenFile}`,
    "--oidc-org",
    organization,
    "--non-interactive",
  ];
  const { code, text } = await job.run("pulumi", args, { environment, quiet: true });
  if (code === 0) return;
  throw new StepFailure(
    `Pulumi Cloud does not let this job in: ${text.trim()}`,
    `register the platform as an OIDC issuer of ${organization} with a policy for this subject (Settings → Access Management → OIDC Issuers)`,
  );
}

/** The backend of one stack: each may have a container of its own, `azblob://state-{stack}?…`. */
export function backendFor(stack: string, { PULUMI_BACKEND_URL: url }: Environment): Environment {
  return url === undefined ? {} : { PULUMI_BACKEND_URL: url.replaceAll("{stack}", shortName(stack)) };
}
