import type { Command } from "commander";
import { longestRevocationHours } from "../../model/rotation";
import { fileName, readsOutputs, stackName, type Verb, type VerbGroup, wholeNumber } from "../verb";

const statusCodes = `
Exit codes: 0 ok, 1 warning, 2 critical, 3 unknown; the worst of all stacks.
Without --warn and --critical the overlap decides. It is a warning when the next secret is more than a day late, or when UiPath
has less than half of the overlap left to get the new one. It is critical when half of the overlap has passed without a new
secret, when an eighth of it is left for UiPath, when the old secret has ended, and after a revocation, until --entered or
--last-used shows that UiPath has the new one. For an API key it is a warning 30 days before it expires, and critical 7 days
before, where apiKeyExpiresOn says when that is.`;

export const secretStatusVerb: Verb = {
  name: "status",
  description: "say how the client secrets of one or more stacks stand, for people and for monitoring",
  declare: (command) =>
    readsOutputs(command, true)
      .option("--warn <days>", "warn when so many days are left", wholeNumber(0, 730))
      .option("--critical <days>", "call it critical when so many days are left", wholeNumber(0, 730))
      .option("--entered <key id>", "key id of the secret UiPath is known to have: no reminder to enter that one")
      .option("--last-used", "also ask Entra ID which secret was used last (AuditLog.Read.All, global cloud)", false)
      .option("--entra", "also list what Entra ID really holds", false)
      .addHelpText("after", statusCodes),
  load: async () => (await import("./status")).status,
  failed: 3,
};

const rotate: Verb = {
  name: "rotate",
  description: "edit the stack's file so that the next `pulumi up` issues a new secret; the old one stays valid",
  declare: (command) =>
    editsStackFile(command)
      .option(
        "--outputs <file>",
        "read the outputs from a file, not through the Pulumi CLI; - for standard input",
        fileName,
      )
      .option("--lifetime-days <days>", "from now on, days each secret is valid", wholeNumber(2, 730))
      .option(
        "--overlap-days <days>",
        "from now on, days the old secret stays valid beside the new one",
        wholeNumber(1, 365),
      ),
  load: async () => (await import("./rotate")).rotate,
};

const revoke: Verb = {
  name: "revoke",
  description: "edit the stack's file so that the next `pulumi up` issues a new secret and deletes all others (a leak)",
  declare: (command) =>
    editsStackFile(command).option(
      "--hours <hours>",
      "how long from now the deletion is allowed",
      wholeNumber(1, longestRevocationHours),
      1,
    ),
  load: async () => (await import("./revoke")).revoke,
};

export const secretVerbs: VerbGroup = {
  name: "secret",
  description: "the client secret: how it stands, rotate it, revoke it",
  verbs: [secretStatusVerb, rotate, revoke],
};

function editsStackFile(command: Command): Command {
  return command
    .requiredOption("--stack <name>", "the stack; its file is Pulumi.NAME.yaml", stackName)
    .option("--project <folder>", "folder of the Pulumi project", fileName, ".")
    .option("--file <file>", "the stack's file, where it has another name", fileName)
    .option("--dry-run", "show the diff and write nothing", false);
}
