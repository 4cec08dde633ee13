/** The hosts of one Microsoft cloud. */
export interface Cloud {
  /** Sign-in host: authorize, token and metadata endpoints, and the issuer of version 2 tokens. */
  readonly loginHost: string;
  /** Host in the issuer of version 1 tokens. */
  readonly v1IssuerHost: string;
  readonly graphHost: string;
}

/**
 * https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud. The version 1 issuer hosts outside
 * the public cloud are known from community sources only.
 */
export const clouds = {
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
} satisfies Readonly<Record<string, Cloud>>;

export type CloudName = keyof typeof clouds;
