/** The hosts of one Microsoft cloud. */
export interface Cloud {
  /** The name in this program's configuration and in the azuread provider's `environment`. */
  readonly name: string;
  /** Sign-in host: authorize, token and metadata endpoints, and the issuer of version 2 tokens. */
  readonly loginHost: string;
  /** Host in the issuer of version 1 tokens. */
  readonly v1IssuerHost: string;
  /** Microsoft Graph host. */
  readonly graphHost: string;
}

/**
 * National clouds: https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud.
 * The version 1 issuer hosts outside the public cloud are known from community sources only.
 */
const clouds: readonly Cloud[] = [
  {
    name: "public",
    loginHost: "login.microsoftonline.com",
    v1IssuerHost: "sts.windows.net",
    graphHost: "graph.microsoft.com",
  },
  {
    name: "usgovernment",
    loginHost: "login.microsoftonline.us",
    v1IssuerHost: "sts.windows.net",
    graphHost: "graph.microsoft.us",
  },
  {
    name: "dod",
    loginHost: "login.microsoftonline.us",
    v1IssuerHost: "sts.windows.net",
    graphHost: "dod-graph.microsoft.us",
  },
  {
    name: "china",
    loginHost: "login.partner.microsoftonline.cn",
    v1IssuerHost: "sts.chinacloudapi.cn",
    graphHost: "microsoftgraph.chinacloudapi.cn",
  },
];

/** The values of the `cloud` setting. */
export const cloudNames: readonly string[] = clouds.map((cloud) => cloud.name);

/** Other names the azuread provider takes in `environment` and `ARM_ENVIRONMENT`. */
const environmentAliases: Readonly<Record<string, string>> = {
  global: "public",
  usgovernmentl4: "usgovernment",
  usgovernmentl5: "dod",
};

/**
 * @param name - one of {@link cloudNames}
 * @throws Error on another name, which the configuration's own check has refused before
 */
export function cloudNamed(name: string): Cloud {
  const cloud = clouds.find((candidate) => candidate.name === name);
  if (!cloud) throw new Error(`unknown cloud ${JSON.stringify(name)}; one of ${cloudNames.join(", ")}`);
  return cloud;
}

/** The cloud an azuread `environment` stands for; the text itself where it is none that we know. */
export function cloudOfEnvironment(environment: string): string {
  const name = environment.toLowerCase();
  return environmentAliases[name] ?? name;
}
