import { type CloudName, cloudNamed, cloudNames, cloudOfEnvironment } from "../model/cloud";
import { UserError } from "./userError";
import type { Context, Environment, Fetch } from "./context";
import { getJson } from "./network";
import { isSecureUrl, parseUrl } from "../model/url";

/** Where to sign in and where Graph is; no trailing slashes. */
export interface Endpoints {
  readonly login: string;
  readonly graph: string;
  /** The Azure CLI knows only real clouds; at another place its tokens are worthless. */
  readonly isCloud: boolean;
}

/** The addresses of the cloud, or of the place `ARM_METADATA_HOSTNAME` names, as the azuread provider asks for them. */
export async function endpoints({ environment, fetch }: Pick<Context, "environment" | "fetch">): Promise<Endpoints> {
  const { ARM_METADATA_HOSTNAME: host, ARM_ENVIRONMENT: cloud } = environment;
  if (host) return { ...(await endpointsOfMetadataHost(host, fetch)), isCloud: false };
  const name = cloudOfEnvironment(cloud || "public");
  if (!cloudNames.includes(name)) {
    const problem = `ARM_ENVIRONMENT is ${JSON.stringify(cloud)}; it must be one of ${cloudNames.join(", ")}`;
    throw new UserError("cloud-unknown", problem);
  }
  const { loginHost, graphHost } = cloudNamed(name);
  return { login: `https://${loginHost}`, graph: `https://${graphHost}`, isCloud: true };
}

/** Where an application is registered. */
export interface Place {
  readonly cloud: CloudName;
  /** A metadata host in place of the cloud's own, as the provider's `metadataHost`. */
  readonly metadataHost: string | undefined;
}

/** The variables that lead {@link endpoints} there, whatever those of the process say. */
export function variablesOf({ cloud, metadataHost }: Place): Environment {
  return { ARM_METADATA_HOSTNAME: metadataHost, ARM_ENVIRONMENT: cloud };
}

async function endpointsOfMetadataHost(host: string, fetch: Fetch): Promise<{ login: string; graph: string }> {
  const url = `https://${host}/metadata/endpoints?api-version=2022-09-01`;
  const document = (await getJson(url, fetch)) as {
    readonly authentication?: { readonly loginEndpoint?: unknown };
    readonly microsoftGraphResourceId?: unknown;
  } | null;
  const login = document?.authentication?.loginEndpoint;
  const graph = document?.microsoftGraphResourceId;
  if (isSecureUrl(login) && isSecureUrl(graph)) return { login: bare(login), graph: bare(graph) };
  throw new UserError(
    "endpoints-missing",
    `${url} (from ARM_METADATA_HOSTNAME) names no sign-in and Graph address`,
    "correct the variable or unset it",
  );
}

/** The address of a published sign-in page or document, at the place `ARM_METADATA_HOSTNAME` names if it is set. */
export function relocated(address: string, { login, isCloud }: Endpoints): string {
  if (isCloud || !parseUrl(address)) return address;
  const url = new URL(address);
  const hosts = cloudNames.map((name) => cloudNamed(name).loginHost);
  return hosts.includes(url.host) ? login + url.pathname + url.search : address;
}

function bare(url: string): string {
  return url.replace(/\/+$/, "");
}
