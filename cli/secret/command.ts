import type { Command } from "commander";
import type { Run } from "../commandLine";
import { wholeNumber } from "../numbers";
import { readsOutputs, runs } from "../verb";

const statusCodes = `
Exit codes: 0 ok, 1 warning, 2 critical, 3 unknown; the worst of all stacks.
Without --warn and --critical: a warning when the next secret fell due more than a day ago and was not issued, critical
when half of the overlap has passed, and a warning when UiPath has less than half of the overlap left to get the new one.`;

/** Declares `secret status`, `rotate` and `revoke`. */
export function addSecret(program: Command, run: Run): void {
  const group = program.command("secret").description("the client secret: how it stands, rotate it, revoke it");

  const status = group
    .command("status")
    .description("tell how the client secrets of one or more stacks stand, for people and for monitoring")
    .option("--warn <days>", "warn when so many days are left", wholeNumber(0, 730))
    .option("--critical <days>", "call it critical when so many days are left", wholeNumber(0, 730))
    .option("--entered <key id>", "key id of the secret UiPath is known to have: no reminder to enter that one")
    .option("--entra", "also list what Entra ID really holds", false)
    .addHelpText("after", statusCodes);
  status.exitOverride((error) => {
    run.failed = 3;
    throw error;
  });
  runs(readsOutputs(status, true), run, async () => {
    run.failed = 3;
    return (await import("./status")).status;
  });

  const rotate = editsStackFile(group.command("rotate"))
    .description("edit the stack's file so that the next `pulumi up` issues a new secret; the old one stays valid")
    .option("--outputs <file>", "read the outputs from a file, not through the Pulumi CLI; - for standard input")
    .option("--lifetime-days <days>", "from now on, days each secret is valid", wholeNumber(2, 730))
    .option(
      "--overlap-days <days>",
      "from now on, days the old secret stays valid beside the new one",
      wholeNumber(1, 365),
    );
  runs(rotate, run, async () => (await import("./rotate")).rotate);

  const revoke = editsStackFile(group.command("revoke"))
    .description(
      "edit the stack's file so that the next `pulumi up` issues a new secret and deletes all others (a leak)",
    )
    .option("--hours <hours>", "how long from now the deletion is allowed", wholeNumber(1, 168), 1);
  runs(revoke, run, async () => (await import("./revoke")).revoke);
}

function editsStackFile(command: Command): Command {
  return command
    .requiredOption("--stack <name>", "the stack; its file is Pulumi.NAME.yaml")
    .option("--project <folder>", "folder of the Pulumi project", ".")
    .option("--file <file>", "the stack's file, where it has another name")
    .option("--dry-run", "show the diff and write nothing", false);
}
