import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Ended } from "../steps/job";
import { shortName } from "../steps/job";
import { noSuchStack } from "../steps/remedies";
import { failure, pulumi, pulumiOrFail, type Step } from "../steps/step";
import { organizationStandIn } from "./organizationStandIn";
import { type RedactedCheckout, redactedCheckout } from "./redactedCheckout";
import { type ExportedState, placeholder, redactedState } from "./redactedState";
import { standIn } from "./standIn";

/**
 * Previews a stack with an identity that can read it but neither decrypt it nor write to Entra ID: the exported state,
 * with a placeholder for every secret, is imported into a throw-away backend, and the preview runs against that. The
 * code of a pull request then has nothing to take.
 *
 * @param args - the preview's arguments
 */
export async function previewWithoutSecrets(step: Step, args: readonly string[]): Promise<Ended> {
  const { job, stack, session } = step;
  const exported = await exportedState(step);
  const fileName = `Pulumi.${shortName(stack)}.yaml`;
  const path = join(job.folder, fileName);
  const owner = standIn(exported, existsSync(path) ? readFileSync(path, "utf8") : "", session.actor?.objectId);
  const organization = organizationStandIn(stack, job.environment);
  const copy = redactedCheckout(job.folder, fileName, owner.there);
  try {
    await setUp(
      { ...step, stack: shortName(stack) },
      copy,
      exported && organization.there(owner.there(JSON.stringify(exported))),
    );
    const ended = await pulumi(step, args, copy);
    return { ...ended, text: owner.back(organization.back(ended.text)) };
  } finally {
    copy.remove();
  }
}

/** The state as it lies in the backend; `undefined` for a stack that does not exist yet. */
async function exportedState(step: Step): Promise<ExportedState | undefined> {
  const args = ["stack", "export", "--stack", step.stack];
  const { code, out, text } = await pulumi(step, args, { quiet: true });
  if (code === 0) return JSON.parse(out) as ExportedState;
  if (noSuchStack.test(text)) return undefined;
  throw failure(step, args, text);
}

async function setUp(step: Step, copy: RedactedCheckout, exported: string | undefined): Promise<void> {
  const quietly = { ...copy, quiet: true };
  const { stack } = step;
  await pulumiOrFail(step, ["stack", "init", stack, "--secrets-provider", "passphrase"], quietly);
  for (const path of copy.secretPaths) {
    await pulumiOrFail(step, ["config", "set", "--secret", "--path", path, placeholder, "--stack", stack], quietly);
  }
  if (exported === undefined) return;
  const { encryptionsalt } = parse(readFileSync(copy.stackFile, "utf8")) as { readonly encryptionsalt: string };
  const file = join(copy.folder, "redacted-state.json");
  writeFileSync(file, JSON.stringify(redactedState(JSON.parse(exported) as ExportedState, encryptionsalt)));
  await pulumiOrFail(step, ["stack", "import", "--stack", stack, "--file", file], quietly);
}
