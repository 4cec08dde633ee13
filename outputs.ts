import type { Output, StackReference } from "@pulumi/pulumi";
import type { IcertisHandoff, UipathConnection } from "./model/handoff";
import {
  type ApiKeyConnection,
  type ApiKeyOutputs,
  contractProblem,
  contractVersion,
  type OAuthOutputs,
  type OAuthSecrets,
  type OutputName,
} from "./model/outputs";

export { contractVersion };
export type {
  ApiKeyConnection,
  ApiKeyOutputs,
  IcertisHandoff,
  OAuthOutputs,
  OAuthSecrets,
  OutputName,
  UipathConnection,
};

/**
 * The outputs of a stack of `icertis-access`, typed, for another Pulumi program.
 *
 * Nothing is asked for that is not used: an output that the stack does not have (those of the other authentication
 * type, or secrets that are in the vault alone) fails the program only where it is read. What is secret there is
 * secret here.
 *
 * The SDK is used by its types alone, so the program's own copy is at work, and a program that imports only names or
 * types loads none.
 */
export class IcertisAccess {
  /** @param stack - the stack, for example `new pulumi.StackReference("acme/icertis-access/prod")` */
  constructor(private readonly stack: StackReference) {}

  /** The connector's authentication type, `oauth` or `apiKey`. */
  get authentication(): Output<"oauth" | "apiKey"> {
    return this.checked("authentication");
  }

  /** Application (client) ID. With `clientApplication: separate` the client's. */
  get clientId(): Output<string> {
    return this.checked("clientId");
  }

  /** Directory (tenant) ID. */
  get tenantId(): Output<string> {
    return this.checked("tenantId");
  }

  /** Object id of the application. */
  get objectId(): Output<string> {
    return this.checked("objectId");
  }

  /** Object id of the service principal. */
  get servicePrincipalObjectId(): Output<string> {
    return this.checked("servicePrincipalObjectId");
  }

  /** With `clientApplication: separate`: client id of the API. */
  get apiClientId(): Output<string | undefined> {
    return this.optional("apiClientId");
  }

  /** With `clientApplication: separate`: object id of the API's application. */
  get apiObjectId(): Output<string | undefined> {
    return this.optional("apiObjectId");
  }

  /** OpenID Connect metadata document of the tenant. */
  get openIdMetadataUrl(): Output<string> {
    return this.checked("openIdMetadataUrl");
  }

  /** App ID URI, `api://{clientId}`. */
  get identifierUri(): Output<string> {
    return this.checked("identifierUri");
  }

  /** Full names of the scopes, `api://{clientId}/{value}`. */
  get scopes(): Output<string[]> {
    return this.checked("scopes");
  }

  /** The published client secret; a Pulumi secret. */
  get clientSecret(): Output<string> {
    return this.checked("clientSecret");
  }

  /** Id of the published client secret. */
  get clientSecretKeyId(): Output<string> {
    return this.checked("clientSecretKeyId");
  }

  /** The instant the published client secret fell due, ISO 8601 in UTC. */
  get clientSecretIssuedOn(): Output<string> {
    return this.checked("clientSecretIssuedOn");
  }

  /** The instant the published client secret expires, ISO 8601 in UTC. */
  get clientSecretExpiresOn(): Output<string> {
    return this.checked("clientSecretExpiresOn");
  }

  /** The instant the next client secret falls due, ISO 8601 in UTC. */
  get nextRotationOn(): Output<string> {
    return this.checked("nextRotationOn");
  }

  /** While the client secret before still lives: the instant by which UiPath must have the published one. */
  get previousClientSecretExpiresOn(): Output<string | undefined> {
    return this.optional("previousClientSecretExpiresOn");
  }

  /** The tenant.json fragment for Icertis, as text. */
  get tenantJson(): Output<string> {
    return this.checked("tenantJson");
  }

  /** What the UiPath connection dialog asks for with OAuth 2.0; a Pulumi secret. */
  get uipathConnection(): Output<UipathConnection> {
    return this.checked("uipathConnection");
  }

  /** What the UiPath connection dialog asks for with an API key; a Pulumi secret. */
  get apiKeyConnection(): Output<ApiKeyConnection> {
    return this.checked("uipathConnection");
  }

  /** What the Icertis team asks for. */
  get icertisHandoff(): Output<IcertisHandoff> {
    return this.checked("icertisHandoff");
  }

  /** The page on which an administrator consents for the tenant. */
  get adminConsentUrl(): Output<string> {
    return this.checked("adminConsentUrl");
  }

  /** With a vault: where the published secret is. */
  get vaultSecretUri(): Output<string | undefined> {
    return this.optional("vaultSecretUri");
  }

  /** With an API key: where a signed-in ICI user reads it. */
  get apiKeyUrl(): Output<string> {
    return this.checked("apiKeyUrl");
  }

  private checked<T>(name: OutputName): Output<T> {
    return this.read<T>(name, (value, where) => {
      if (value !== undefined) return value as T;
      const why =
        name === "clientSecret" || name === "uipathConnection"
          ? "a stack with vault.secretOutputs: false keeps its secret in the vault alone (vaultSecretUri)"
          : "it belongs to the other authentication type, or to a newer version of the program";
      return new Refused(`${where} has no output ${name}: ${why}`);
    });
  }

  private optional<T>(name: OutputName): Output<T | undefined> {
    return this.read<T | undefined>(name, (value) => value as T | undefined);
  }

  /** The check of the contract comes first; secretness comes with the output itself. */
  private read<T>(name: OutputName, check: (value: unknown, where: string) => T | Refused): Output<T> {
    const version: Output<unknown> = this.stack.getOutput("contractVersion");
    const value: Output<unknown> = this.stack.getOutput(name);
    const checked = this.stack.name.apply((stack) =>
      version.apply((found) =>
        value.apply(async (known) => {
          const where = `stack ${stack}`;
          const problem = contractProblem(found, where);
          const result = problem === undefined ? check(known, where) : new Refused(problem);
          if (!(result instanceof Refused)) return result;
          // Shown by Pulumi as it is, without a stack trace; the SDK is there already in the program that failed.
          const { RunError } = await import("@pulumi/pulumi");
          throw new RunError(result.message);
        }),
      ),
    );
    return checked as unknown as Output<T>;
  }
}

/** Why an output is not to be had. */
class Refused {
  constructor(readonly message: string) {}
}

/** Reads the outputs of a stack of `icertis-access` in another Pulumi program. */
export function readIcertisAccess(stack: StackReference): IcertisAccess {
  return new IcertisAccess(stack);
}
