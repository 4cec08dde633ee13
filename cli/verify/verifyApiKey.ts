import type { StackOutputs } from "../outputs/checkOutputs";
import { UserError } from "../../entra/userError";
import { exitCode } from "../exitCode";
import type { Context } from "../../entra/context";
import { callIci } from "./callIci";
import { stepLines } from "./stepLines";
import type { VerifyOptions } from "./verify";

/** Tries the API key of a stack with `authentication: apiKey`: it is an opaque text, so only ICI can tell. */
export async function verifyApiKey(
  { outputs, secrets }: Extract<StackOutputs, { authentication: "apiKey" }>,
  where: string,
  options: VerifyOptions,
  context: Context,
): Promise<number> {
  if (options.url === undefined) {
    throw new UserError(
      "unclassified",
      `${where} uses an API key, which only ICI can check; give an address of its API with --url. The key is read at ${outputs.apiKeyUrl}`,
    );
  }
  const apiKey = context.environment["ICERTIS_API_KEY"] ?? secrets?.uipathConnection.apiKey;
  if (!apiKey)
    throw new UserError(
      "unclassified",
      "there is no API key; give the outputs with their secrets, or set ICERTIS_API_KEY",
    );
  const step = await callIci(options.url, { apiKey }, context);
  const accepted = step.result === "ok";
  if (options.json) context.out(`${JSON.stringify({ accepted, steps: [step] }, null, 2)}\n`);
  else context.out(stepLines([step]));
  return accepted ? exitCode.ok : exitCode.no;
}
