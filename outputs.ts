import type { Output, StackReference } from "@pulumi/pulumi";
import type { InferOutput } from "valibot";
import { UserError } from "./entra/userError";
import {
  type ApiKeyConnection,
  contractProblem,
  outputEntries,
  type OutputEntries,
  type OutputName,
  type SecretOutputName,
  secretOutputNames,
} from "./model/outputs";
import { contractVersion } from "./model/program";

export { contractVersion };
export type {
  ApiKeyConnection,
  ApiKeyOutputs,
  IcertisHandoff,
  OAuthOutputs,
  OAuthSecrets,
  OutputName,
  UipathConnection,
} from "./model/outputs";

type Outputs = { readonly [Name in keyof OutputEntries]: Output<InferOutput<OutputEntries[Name]>> };

/**
 * The outputs of a stack of `icertis-access`, typed, for another Pulumi program.
 *
 * Nothing is asked for that is not used: an output that the stack does not have (those of the other authentication
 * type, or secrets that are in the vault alone) fails the program only where it is read. What is secret there is
 * secret here.
 */
export interface IcertisAccess extends Omit<Outputs, "authentication"> {
  /** `oauth` or `apiKey` */
  readonly authentication: Output<"oauth" | "apiKey">;
  /** What the connection dialog asks for with an API key; a Pulumi secret. */
  readonly apiKeyConnection: Output<ApiKeyConnection>;
}

/**
 * Reads the outputs of a stack of `icertis-access` in another Pulumi program.
 *
 * The SDK is used by its types alone: the program's own copy does the work.
 *
 * @param stack - for example `new pulumi.StackReference("acme/icertis-access/prod")`
 */
export function readIcertisAccess(stack: StackReference): IcertisAccess {
  const access = {};
  const names = Object.keys(outputEntries) as OutputName[];
  for (const name of names) Object.defineProperty(access, name, { get: () => read(stack, name) });
  Object.defineProperty(access, "apiKeyConnection", { get: () => read(stack, "uipathConnection") });
  return access as IcertisAccess;
}

/** The check of the contract comes first; secretness comes with the output itself. */
function read(stack: StackReference, name: OutputName): Output<unknown> {
  const version: Output<unknown> = stack.getOutput("contractVersion");
  const value: Output<unknown> = stack.getOutput(name);
  return stack.name.apply((stackName) =>
    version.apply((found) =>
      value.apply((known) => {
        const where = `stack ${stackName}`;
        const problem = contractProblem(found, where);
        if (problem !== undefined) throw new UserError("outputs-contract", problem);
        // A YAML program writes null for an output that a component does not have.
        const present = known ?? undefined;
        if (present !== undefined || outputEntries[name].type === "optional") return present;
        throw new UserError("output-missing", `${where} has no output ${name}: ${reasonOfAbsence(name)}`);
      }),
    ),
  );
}

function reasonOfAbsence(name: OutputName): string {
  return secretOutputNames.includes(name as SecretOutputName)
    ? "a stack with vault.secretOutputs: false keeps its secret in the vault alone (vaultSecretUri)"
    : "it belongs to the other authentication type, or to a newer version of the program";
}
