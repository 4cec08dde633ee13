import * as v from "valibot";

/** The hosts of one Microsoft cloud. */
export interface Cloud {
  /** Sign-in host: authorize, token and metadata endpoints, and the issuer of version 2 tokens. */
  readonly loginHost: string;
  /** Host in the issuer of version 1 tokens. */
  readonly v1IssuerHost: string;
  /** Microsoft Graph host. */
  readonly graphHost: string;
}

/**
 * National clouds, by the name in this program's configuration and in the azuread provider's `environment`:
 * https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud.
 * The version 1 issuer hosts outside the public cloud are known from community sources only.
 */
const clouds = {
  public: {
    loginHost: "login.microsoftonline.com",
    v1IssuerHost: "sts.windows.net",
    graphHost: "graph.microsoft.com",
  },
  usgovernment: {
    loginHost: "login.microsoftonline.us",
    v1IssuerHost: "sts.windows.net",
    graphHost: "graph.microsoft.us",
  },
  dod: {
    loginHost: "login.microsoftonline.us",
    v1IssuerHost: "sts.windows.net",
    graphHost: "dod-graph.microsoft.us",
  },
  china: {
    loginHost: "login.partner.microsoftonline.cn",
    v1IssuerHost: "sts.chinacloudapi.cn",
    graphHost: "microsoftgraph.chinacloudapi.cn",
  },
} satisfies Record<string, Cloud>;

export type CloudName = keyof typeof clouds;

const names = Object.keys(clouds) as CloudName[];

/** The values of the `cloud` setting. */
export const cloudNames: readonly string[] = names;

/** Other names the azuread provider takes in `environment` and `ARM_ENVIRONMENT`. */
const environmentAliases: Readonly<Record<string, string>> = {
  global: "public",
  usgovernmentl4: "usgovernment",
  usgovernmentl5: "dod",
};

/**
 * @param name - one of {@link cloudNames}
 * @throws Error on another name
 */
export function cloudNamed(name: string): Cloud {
  if (!cloudNames.includes(name)) throw new Error(`no cloud ${JSON.stringify(name)}; one of ${names.join(", ")}`);
  return clouds[name as CloudName];
}

/** The cloud an azuread `environment` stands for; the text itself where it is none that we know. */
export function cloudOfEnvironment(environment: string): string {
  const name = environment.toLowerCase();
  return environmentAliases[name] ?? name;
}

/**
 * The `cloud` setting. A cloud whose hosts the outputs name, but which the provider does not talk to, would make every
 * one of them wrong.
 *
 * @param environment - the azuread provider's `environment`; `undefined` where a metadata host names its endpoints
 */
export function cloudSchema(environment: string | undefined) {
  return v.pipe(
    v.picklist(names, `must be one of ${names.join(", ")}; public is right for commercial tenants and GCC`),
    v.check(
      (cloud) => environment === undefined || cloudOfEnvironment(environment) === cloud,
      ({ input }) =>
        `must be the cloud the azuread provider works with, ${environment}; set azuread:environment to ${input}, or cloud to that of the tenant`,
    ),
  );
}
