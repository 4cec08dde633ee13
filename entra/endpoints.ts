import { cloudNamed, cloudNames, cloudOfEnvironment } from "../model/cloud";
import { UserError } from "./userError";
import type { Context } from "./context";
import { getJson } from "./getJson";

/** Where to sign in and where Graph is; no trailing slashes. */
export interface Endpoints {
  readonly login: string;
  readonly graph: string;
  /** The Azure CLI knows only real clouds; at another place its tokens are worthless. */
  readonly isCloud: boolean;
}

/** The addresses of the cloud, or of the place `ARM_METADATA_HOSTNAME` names, as the azuread provider asks for them. */
export async function endpoints(context: Context): Promise<Endpoints> {
  const { ARM_METADATA_HOSTNAME: host, ARM_ENVIRONMENT: environment } = context.environment;
  if (!host) {
    const name = cloudOfEnvironment(environment || "public");
    if (!cloudNames.includes(name)) {
      throw new UserError(
        "unclassified",
        `ARM_ENVIRONMENT is ${JSON.stringify(environment)}; it must be one of ${cloudNames.join(", ")}`,
      );
    }
    const { loginHost, graphHost } = cloudNamed(name);
    return { login: `https://${loginHost}`, graph: `https://${graphHost}`, isCloud: true };
  }
  const url = `https://${host}/metadata/endpoints?api-version=2022-09-01`;
  const document = (await getJson(url, context.fetch)) as {
    readonly authentication?: { readonly loginEndpoint?: unknown };
    readonly microsoftGraphResourceId?: unknown;
  };
  const login = document.authentication?.loginEndpoint;
  const graph = document.microsoftGraphResourceId;
  if (typeof login !== "string" || typeof graph !== "string") {
    throw new UserError(
      "unclassified",
      `${url} (from ARM_METADATA_HOSTNAME) names no sign-in and Graph address; correct the variable or unset it`,
    );
  }
  return { login: bare(login), graph: bare(graph), isCloud: false };
}

/** The address of a published sign-in page or document, at the place `ARM_METADATA_HOSTNAME` names if it is set. */
export function relocated(address: string, { login, isCloud }: Endpoints): string {
  if (isCloud || !URL.canParse(address)) return address;
  const url = new URL(address);
  const hosts = cloudNames.map((name) => cloudNamed(name).loginHost);
  return hosts.includes(url.host) ? login + url.pathname + url.search : address;
}

function bare(url: string): string {
  return url.replace(/\/+$/, "");
}
