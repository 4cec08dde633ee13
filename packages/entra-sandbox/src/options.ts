import type { CloudName } from "./cloud";
import type { CredentialPolicy } from "./graph/passwordRules";
import type { ConsentAnswer } from "./signin/consent";
import type { IssuerChoice } from "./signin/discovery";
import type { SelfRefresh } from "./signin/selfRefresh";

/** An identity that deploys: a service principal with Graph application permissions. */
export interface IdentitySeed {
  /** @default random */
  readonly clientId?: string;
  /** @default random */
  readonly objectId?: string;
  /** @default `["Application.ReadWrite.OwnedBy"]` */
  readonly roles?: readonly string[];
}

export interface UserSeed {
  /** @default random */
  readonly id?: string;
  readonly userPrincipalName: string;
  readonly displayName?: string;
  /** May consent for the whole organization. @default false */
  readonly isAdmin?: boolean;
}

export interface SandboxOptions {
  /** TCP port on 127.0.0.1. @default a free one */
  readonly port?: number;
  /** @default random */
  readonly tenantId?: string;
  /** The tenant's verified domain. @default `contoso.onmicrosoft.com` */
  readonly domain?: string;
  /** Whose hosts the issuers of access tokens name: @default `public` */
  readonly cloud?: CloudName;
  /**
   * The issuer in the v2.0 metadata document and in id tokens: `sandbox` is what an OpenID client needs that insists on
   * the address it asked (openid-client); `cloud` is what Microsoft's own document says. Access tokens always carry the
   * cloud's issuer. @default `sandbox`
   */
  readonly issuer?: IssuerChoice;
  /** @default one with `Application.ReadWrite.OwnedBy` */
  readonly identities?: readonly IdentitySeed[];
  /** The first one signs in where no `login_hint` names another. @default an integration user and an administrator */
  readonly users?: readonly UserSeed[];
  /** How people answer the consent page. @default `accept` */
  readonly consent?: ConsentAnswer;
  /** The date to start at; it runs on from there. @default that of the state file, else the machine's */
  readonly now?: Date;
  /** Keeps tenant and date in this file: read when it exists (seeds are then ignored), written after every change. */
  readonly stateFile?: string;
  /** Real milliseconds every Graph and sign-in call takes. @default 0 */
  readonly latencyMs?: number;
  /** Milliseconds of `VirtualClock.elapsed` until reads see a write. @default 0 */
  readonly replicationLagMs?: number;
  /** Milliseconds of `VirtualClock.elapsed` until a new secret works; Entra ID takes 4 to 18 s. @default 0 */
  readonly secretLagMs?: number;
  /** The tenant's rules for secrets. @default allowed, up to 731 days (24 months) */
  readonly credentialPolicy?: Partial<CredentialPolicy>;
  /** When an application that is client and API at once gets AADSTS90009 for a refresh. @default `reported` */
  readonly selfRefresh?: SelfRefresh;
  /** Gets a line for every request that no route answers or that cannot be read. @default nobody */
  readonly log?: (line: string) => void;
}
