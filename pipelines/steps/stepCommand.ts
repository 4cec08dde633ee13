import { Command } from "commander";
import type { CommentOptions } from "./comment";
import type { DriftOptions } from "./drift";
import type { HandOffOptions } from "./handOffPublished";
import type { Job } from "./job";
import type { PreviewOptions } from "./preview";
import type { RevokeOptions } from "./revoke";
import type { UpOptions } from "./up";
import type { StackOption } from "./verify";

const examples = `
A step is a job's line in a pipeline and runs on your own machine as well, with your own sign-in:
  npm run -s pipeline -- preview --stack dev
  npm run -s pipeline -- up --stack dev
The last line of a step that fails says what to do.`;

/** The steps of every pipeline, as a command line. Each loads only what it needs. */
export function stepCommand(job: Job): Command {
  const program = new Command("pipeline")
    .description("The steps of the pipelines in pipelines/, each on one stack.")
    .exitOverride()
    .addHelpText("after", examples);
  program
    .command("install-pulumi")
    .description("install the pinned Pulumi CLI")
    .action(async () => (await import("./installPulumi")).installPulumi(job));
  onStack(program, "preview", "show what an update would do, and report it")
    .option("--report <file>", "Markdown file for the report", "reports/preview.md")
    .option("--read-only", "act as an identity that cannot write, and see no secret", false)
    .action(async (options: PreviewOptions) => (await import("./preview")).preview(job, options));
  program
    .command("comment")
    .description("put the reports into one comment of the pull request (GitHub)")
    .requiredOption("--reports <folder>", "folder of the reports")
    .action(async (options: CommentOptions) => (await import("./comment")).comment(job, options));
  onStack(program, "up", "preview and update; write the hand-off page where the secret changed")
    .option("--handoff <folder>", "folder for the hand-off page", "handoff")
    .option("--refresh", "look at Entra ID first, and undo what was changed by hand there", false)
    .action(async (options: UpOptions) => (await import("./up")).up(job, options));
  onStack(program, "hand-off", "write the hand-off page of a stack that something else updated, or once more")
    .option("--handoff <folder>", "folder for the hand-off page", "handoff")
    .action(async (options: HandOffOptions) => (await import("./handOffPublished")).handOffPublished(job, options));
  onStack(program, "verify", "check a token of the deployed stack as ICI would").action(async (options: StackOption) =>
    (await import("./verify")).verify(job, options),
  );
  onStack(program, "drift", "compare Entra ID with what was deployed")
    .option("--report <file>", "Markdown file for the report", "reports/drift.md")
    .action(async (options: DriftOptions) => (await import("./drift")).drift(job, options));
  onStack(program, "status", "fail where a secret is running out").action(async (options: StackOption) =>
    (await import("./status")).status(job, options),
  );
  onStack(program, "check-out-deployed", "check out the commit the stack was last updated from").action(
    async (options: StackOption) => (await import("./checkOutDeployed")).checkOutDeployed(job, options),
  );
  onStack(program, "revoke", "commit the revocation of every secret to a branch; `up` then does it")
    .requiredOption("--confirm <stack>", "the stack's name once more")
    .action(async (options: RevokeOptions) => (await import("./revoke")).revoke(job, options));
  return program;
}

function onStack(program: Command, name: string, description: string): Command {
  return program.command(name).description(description).requiredOption("--stack <name>", "name of the stack");
}
