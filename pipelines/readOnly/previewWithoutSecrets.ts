import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { CommandResult } from "../../entra/context";
import { engineError, noSuchStack } from "../steps/engineErrors";
import { printed, pulumi, pulumiOrFail, shortName, type Step } from "../steps/step";
import { type RedactedCheckout, redactedCheckout } from "./redactedCheckout";
import { configuredOwners } from "./redactedStackFile";
import {
  type ExportedState,
  exportedState as exportedStateSchema,
  type Mask,
  maskedState,
  ownersIn,
  placeholder,
  redactedState,
} from "./redactedState";

/** The only organization of a throw-away backend, as of every file and Azure Blob backend. */
const throwAway = "organization";

/**
 * Previews a stack with an identity that can read it but neither decrypt it nor write to Entra ID: the exported state,
 * with a placeholder for every secret, is imported into a throw-away backend, and the preview runs against that. The
 * code of a pull request then has nothing to take.
 *
 * @param args - the preview's arguments without the stack
 */
export async function previewWithoutSecrets(step: Step, args: readonly string[]): Promise<CommandResult> {
  const { context, stack, session } = step;
  const name = shortName(stack);
  const exported = await exportedState(step);
  const fileName = `Pulumi.${name}.yaml`;
  const path = join(context.folder, fileName);
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const mask = maskOf(step, exported, text, session.actor?.objectId);
  const copy = redactedCheckout(context.folder, fileName, mask);
  try {
    await setUp(step, copy, exported && maskedState(exported, mask));
    const how = { folder: copy.folder, environment: copy.environment, echo: true };
    const ended = await pulumi(step, [...args, "--stack", name], how);
    return { ...ended, text: explained(ended.text, mask) };
  } finally {
    copy.remove();
  }
}

/**
 * The program has the identity it runs as among the owners, and would show, or not allow, the previewing one. So in the
 * copy that one takes the place of a deploying identity, in the state and in the stack's file alike.
 */
function maskOf(step: Step, state: ExportedState | undefined, stackFile: string, reader: string | undefined): Mask {
  const deployed = state === undefined ? [] : ownersIn(state);
  const configured = configuredOwners(stackFile);
  // One that stays, where there is: another may be leaving with this very change.
  const deployer = deployed.find((owner) => configured.includes(owner)) ?? deployed[0] ?? configured[0];
  const takesPart = reader !== undefined && deployer !== undefined && !configured.includes(reader);
  const [organization = throwAway] = step.stack.includes("/") ? step.stack.split("/") : [];
  return {
    ...(takesPart && { owner: [deployer, reader] as const }),
    ...(organization !== throwAway && { organization: [organization, throwAway] as const }),
  };
}

/** What was printed, with a line about each mask that shows in it. */
function explained(text: string, { owner, organization }: Mask): string {
  const lines = [owner, organization && ([organization[0], `icertis-access:${organization[1]}/`] as const)].flatMap(
    (pair) => (pair && text.includes(pair[1]) ? [`In this preview ${pair[1]} is in the place of ${pair[0]}.`] : []),
  );
  return [text.trimEnd(), ...lines, ""].join("\n");
}

/** The state as it lies in the backend; `undefined` for a stack that does not exist yet. */
async function exportedState(step: Step): Promise<ExportedState | undefined> {
  const { code, out, text } = await pulumi(step, ["stack", "export", "--stack", step.stack]);
  if (code === 0) return printed(out, exportedStateSchema, "pulumi stack export");
  if (noSuchStack.test(text)) return undefined;
  throw engineError(step.stack, `the state of ${step.stack} cannot be read:\n${text.trim()}`, text);
}

async function setUp(step: Step, copy: RedactedCheckout, state: ExportedState | undefined): Promise<void> {
  const how = { folder: copy.folder, environment: copy.environment };
  const name = shortName(step.stack);
  await pulumiOrFail(step, ["stack", "init", name, "--secrets-provider", "passphrase"], how);
  for (const path of copy.secretPaths) {
    await pulumiOrFail(step, ["config", "set", "--secret", "--path", path, placeholder, "--stack", name], how);
  }
  if (state === undefined) return;
  const { encryptionsalt } = parse(readFileSync(copy.stackFile, "utf8")) as { readonly encryptionsalt: string };
  const file = join(copy.folder, "redacted-state.json");
  writeFileSync(file, JSON.stringify(redactedState(state, encryptionsalt)));
  await pulumiOrFail(step, ["stack", "import", "--stack", name, "--file", file], how);
}
