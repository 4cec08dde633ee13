import * as v from "valibot";
import {
  type ApiKeyOutputs,
  type ApiKeySecrets,
  contractProblem,
  type OAuthOutputs,
  type OAuthSecrets,
  outputSchemas,
} from "../../model/outputs";
import { programName } from "../../model/program";
import { shorten } from "../../model/shorten";
import { UserError } from "../../entra/userError";

/** The outputs of one stack, and its secrets where they were asked for. */
export type StackOutputs =
  | { readonly authentication: "oauth"; readonly outputs: OAuthOutputs; readonly secrets?: OAuthSecrets }
  | { readonly authentication: "apiKey"; readonly outputs: ApiKeyOutputs; readonly secrets?: ApiKeySecrets };

/** What the CLI prints in place of a secret without `--show-secrets`. */
const masked = "[secret]";

/**
 * Holds what came from a stack against the outputs' contract.
 *
 * @param where - how a message names the stack
 * @param withSecrets - whether the verb cannot do without the secrets
 */
export function checkOutputs(value: unknown, where: string, withSecrets: boolean): StackOutputs {
  const object = plainObject(value, where);
  const problem = contractProblem(object["contractVersion"], where);
  if (problem !== undefined) throw new UserError("outputs-contract", problem);
  const { authentication } = object;
  const { oauth, oauthSecrets, apiKey, apiKeySecrets } = outputSchemas;
  if (authentication === "oauth") {
    const outputs = parsed(oauth, object, where);
    return { authentication, outputs, ...(withSecrets && { secrets: parsedSecrets(oauthSecrets, object, where) }) };
  }
  if (authentication === "apiKey") {
    const outputs = parsed(apiKey, object, where);
    return { authentication, outputs, ...(withSecrets && { secrets: parsedSecrets(apiKeySecrets, object, where) }) };
  }
  throw new UserError(
    "outputs-unusable",
    `${where} has the output authentication ${shorten(JSON.stringify(authentication) ?? "undefined")}`,
    'it must be "oauth" or "apiKey"',
  );
}

function plainObject(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UserError(
      "outputs-unusable",
      `${where} holds no stack outputs but another JSON value`,
      "write them with `pulumi stack output --json`",
    );
  }
  if (Object.keys(value).length === 0) {
    throw new UserError(
      "outputs-none",
      `${where} has no outputs: nothing was deployed to it yet`,
      "run `pulumi up` for it first",
    );
  }
  // A YAML program writes null for an output that a component does not have.
  return Object.fromEntries(Object.entries(value).filter(([, output]) => output !== null));
}

function parsed<T>(schema: v.GenericSchema<unknown, T>, object: Record<string, unknown>, where: string): T {
  const result = v.safeParse(schema, object);
  if (result.success) return result.output;
  const paths = result.issues.map((issue) => [v.getDotPath(issue) ?? "", issue.input === undefined] as const);
  const missing = paths.filter(([, absent]) => absent).map(([path]) => path);
  const wrong = paths.filter(([, absent]) => !absent).map(([path]) => path);
  const facts = [
    ...(missing.length > 0 ? [`lacks ${missing.join(", ")}`] : []),
    ...(wrong.length > 0 ? [`has an unusable value in ${wrong.join(", ")}`] : []),
  ];
  throw new UserError(
    "outputs-unusable",
    `${where} ${facts.join(" and ")}: its outputs are of another version of ${programName}, or were edited`,
    "run `pulumi up` for it and write them again",
  );
}

function parsedSecrets<T>(schema: v.GenericSchema<unknown, T>, object: Record<string, unknown>, where: string): T {
  const uri = object["vaultSecretUri"];
  if (object["uipathConnection"] === undefined && typeof uri === "string") {
    throw new UserError(
      "secrets-in-vault",
      `${where} keeps its secret in Key Vault alone (vault.secretOutputs is false), and this needs it`,
      `read it with \`az keyvault secret show --id ${uri}\``,
    );
  }
  if (Object.values(object).includes(masked)) {
    throw new UserError(
      "secrets-masked",
      `${where} was written without its secrets, and this needs them`,
      "write it with `pulumi stack output --json --show-secrets`, readable by you alone, and delete it afterwards",
    );
  }
  return parsed(schema, object, where);
}
