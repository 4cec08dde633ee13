import { UnsecuredJWT } from "jose";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment, Job, RunOptions } from "../../pipelines/steps/job";
import type { Sandbox } from "../../packages/entra-sandbox";

/** A platform's own services beside the sandbox's Entra ID: identity tokens, and GitHub's comments. */
export interface World {
  /** The jobs' checkout. */
  readonly folder: string;
  /** The platform's own files. */
  readonly files: string;
  /** Overrides what the platform's identity tokens say. */
  readonly claims: Record<string, string>;
  /** Comments of the pull request on GitHub. */
  readonly comments: { id: number; body: string }[];
  /** What the platform answers instead of a token, once. */
  refuseToken?: number;
  /** What Entra ID's token endpoint answers instead of a token, once. */
  refuseSignIn?: string;
  /** What GitHub answers about comments, once. */
  refuseComment?: { readonly status: number; readonly message: string };
  /** A job that acts as one of the sandbox's identities, on a platform. */
  job(platform: PlatformName, identity: number, run: Job["run"], variables?: Environment): Job;
  remove(): void;
}

export type PlatformName = "github" | "azure" | "gitlab";

const audience = "api://AzureADTokenExchange";
const subjects: Readonly<Record<PlatformName, string>> = {
  github: "repo:acme/icertis:environment:icertis-dev",
  azure: "sc://acme/icertis/icertis-dev",
  gitlab: "project_path:acme/icertis:ref_type:branch:ref:main",
};

/**
 * Makes a world around a sandbox.
 *
 * @param checkout - folder of the jobs' checkout; an empty one of its own where not given
 */
export function platformWorld(sandbox: Sandbox, checkout?: string): World {
  const files = mkdtempSync(join(tmpdir(), "icertis-access-pipeline-"));
  const folder = checkout ?? files;
  const world: World = {
    folder,
    files,
    claims: {},
    comments: [],
    job(platform, identity, run, variables = {}) {
      const { clientId = "" } = sandbox.identities[identity] ?? {};
      const { ARM_METADATA_HOSTNAME, SSL_CERT_FILE, NODE_EXTRA_CA_CERTS } = sandbox.environment;
      const environment = {
        ...{ ARM_METADATA_HOSTNAME, SSL_CERT_FILE, NODE_EXTRA_CA_CERTS },
        PULUMI_BACKEND_URL: "azblob://state-{stack}?storage_account=acme",
        ...platformVariables(platform, sandbox.tenantId, clientId, world),
        ...variables,
      };
      return {
        environment,
        folder,
        now: () => sandbox.clock.now().getTime(),
        fetch: (url, init = {}) => answer(world, platform, sandbox, url, init),
        log: () => undefined,
        run: (command: string, args: readonly string[], options?: RunOptions) => run(command, args, options),
      };
    },
    remove: () => rmSync(files, { recursive: true, force: true }),
  };
  writeFileSync(join(files, "event.json"), JSON.stringify({ pull_request: { number: 7 } }));
  return world;
}

function token(world: World, platform: PlatformName, aud = audience): string {
  return new UnsecuredJWT({ iss: `https://${platform}.test`, sub: subjects[platform], aud, ...world.claims }).encode();
}

function platformVariables(platform: PlatformName, tenantId: string, clientId: string, world: World): Environment {
  if (platform === "azure") {
    return {
      TF_BUILD: "True",
      SYSTEM_OIDCREQUESTURI: "https://platform.test/oidc",
      SYSTEM_ACCESSTOKEN: "job-token",
      AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "connection",
      AZURESUBSCRIPTION_TENANT_ID: tenantId,
      AZURESUBSCRIPTION_CLIENT_ID: clientId,
    };
  }
  const ids = { AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: clientId };
  if (platform === "gitlab") return { ...ids, GITLAB_CI: "true", AZURE_ID_TOKEN: token(world, platform) };
  return {
    ...ids,
    GITHUB_ACTIONS: "true",
    ACTIONS_ID_TOKEN_REQUEST_URL: "https://platform.test/token?v=1",
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "job-token",
    GITHUB_REPOSITORY: "acme/icertis",
    GITHUB_API_URL: "https://github.test",
    GITHUB_EVENT_PATH: join(world.files, "event.json"),
    GITHUB_OUTPUT: join(world.files, "outputs"),
    GITHUB_STEP_SUMMARY: join(world.files, "summary.md"),
  };
}

async function answer(
  world: World,
  platform: PlatformName,
  sandbox: Sandbox,
  address: string,
  init: NonNullable<Parameters<Job["fetch"]>[1]>,
): Promise<Response> {
  const url = new URL(address);
  if (url.host === "platform.test") {
    const status = world.refuseToken ?? 200;
    delete world.refuseToken;
    const value = token(world, platform, url.searchParams.get("audience") ?? audience);
    return Response.json(status === 200 ? { value, oidcToken: value } : {}, { status });
  }
  if (world.refuseSignIn !== undefined && url.pathname.endsWith("/oauth2/v2.0/token")) {
    const error_description = world.refuseSignIn;
    delete world.refuseSignIn;
    return Response.json({ error: "invalid_client", error_description }, { status: 401 });
  }
  if (url.host === "github.test") {
    const { status, message } = world.refuseComment ?? { status: 200, message: "" };
    delete world.refuseComment;
    return Response.json(status === 200 ? githubAnswer(world, url, init) : { message }, { status });
  }
  return sandbox.fetch(address, init);
}

function githubAnswer(world: World, url: URL, init: { readonly method?: string; readonly body?: string }): unknown {
  const { body = "" } = JSON.parse(init.body ?? "{}") as { readonly body?: string };
  if (init.method === "POST") world.comments.push({ id: world.comments.length + 1, body });
  const edited = world.comments.find(({ id }) => url.pathname.endsWith(`/comments/${id}`));
  if (init.method === "PATCH" && edited) edited.body = body;
  const size = Number(url.searchParams.get("per_page") ?? 30);
  const page = Number(url.searchParams.get("page") ?? 1);
  return world.comments.slice((page - 1) * size, page * size);
}
