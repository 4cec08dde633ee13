import { Command, CommanderError, Option } from "commander";
import { stackName } from "../../cli/verb";
import type { Context } from "../../entra/context";
import { asUserError } from "../../entra/userError";
import { childPurposes } from "../gitlab/childPurposes";
import type { NightOptions } from "./night";
import type { PlanOptions } from "./plan";
import type { PreviewOptions } from "./preview";
import type { RevokeOptions } from "./revoke";
import { defaultHint, log, notice } from "./step";
import type { HandOffOptions, UpOptions } from "./update";

/** Runs one step and returns its exit code; the last line of a failure says what to do. */
export async function runStep(words: readonly string[], context: Context): Promise<number> {
  try {
    await stepCommand(context).parseAsync(words, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) {
        log(context, "what to do: correct the command as the message above says; `--help` lists what there is");
      }
      return error.exitCode;
    }
    const { code, problem, hint } = asUserError(error);
    notice(context, "error", `${problem} (${code})`);
    log(context, `what to do: ${hint ?? defaultHint}`);
    return 1;
  }
}

const examples = `
A step is a job's line in a pipeline and runs on your own machine as well, with your own sign-in:
  npm run -s pipeline -- preview --stack dev
  npm run -s pipeline -- up --stack dev
The last line of a step that fails says what to do.`;

/** The steps of every pipeline, as a command line. Each loads only what it needs. */
function stepCommand(context: Context): Command {
  const output = { writeOut: (text: string) => context.out(text), writeErr: (text: string) => context.out(text) };
  const program = new Command("pipeline")
    .description("The steps of the pipelines in pipelines/.")
    .exitOverride()
    .configureOutput(output)
    .addHelpText("after", examples);
  const declare = (name: string, description: string) => program.command(name).description(description);
  const onStack = (name: string, description: string) =>
    declare(name, description).requiredOption("--stack <name>", "name of the stack", stackName);

  declare("install-pulumi", "install the Pulumi CLI of the SDK's version").action(async () =>
    (await import("./installPulumi")).installPulumi(context),
  );
  declare("stacks", "check the list of stacks and pass it to the other jobs")
    .option("--only <name>", "this stack alone; it must be on the list")
    .option("--released", "add the commit each was last updated from", false)
    .addOption(new Option("--gitlab <what>", "write the child pipeline that does this").choices(childPurposes))
    .option("--refresh <name>", "the stack whose drift the nightly run overwrites", "")
    .action(async (options: PlanOptions) => (await import("./plan")).plan(context, options));
  onStack("preview", "show what an update would do, and report it")
    .option("--report <file>", "Markdown file for the report", "reports/preview.md")
    .option("--read-only", "act as an identity that cannot write, and see no secret", false)
    .action(async (options: PreviewOptions) => (await import("./preview")).preview(context, options));
  onStack("up", "preview and update; write the hand-off page where the secret changed")
    .option("--handoff <folder>", "folder for the hand-off page", "handoff")
    .option("--refresh", "look at Entra ID first, and undo what was changed by hand there", false)
    .action(async (options: UpOptions) => (await import("./update")).up(context, options));
  onStack("hand-off", "write the hand-off page of a stack once more")
    .option("--handoff <folder>", "folder for the hand-off page", "handoff")
    .action(async (options: HandOffOptions) => (await import("./update")).handOffPublished(context, options));
  onStack("verify", "check a token of the deployed stack as ICI would").action(async ({ stack }: NightOptions) =>
    (await import("./night")).verify(context, stack),
  );
  onStack("drift", "compare Entra ID with what was deployed")
    .option("--report <file>", "Markdown file for the report", "reports/drift.md")
    .action(async ({ stack, report }: NightOptions) => (await import("./night")).drift(context, stack, report));
  onStack("status", "fail where a secret is running out or nobody has entered the new one")
    .option("--handoff <folder>", "folder for the hand-off page, while somebody has to enter a secret", "handoff")
    .action(async ({ stack, handoff }: NightOptions) => (await import("./night")).status(context, stack, handoff));
  onStack("night", "the nightly work on one stack: up, verify, drift and, whatever became of them, status")
    .option("--handoff <folder>", "folder for the hand-off page", "handoff")
    .option("--report <file>", "Markdown file for the report of drift", "reports/drift.md")
    .option("--refresh <name>", "the stack whose drift is overwritten", "")
    .action(async (options: NightOptions) => (await import("./night")).night(context, options));
  onStack("revoke", "commit the revocation of every secret to a branch; `up` then does it")
    .requiredOption("--confirm <stack>", "the stack's name once more")
    .action(async (options: RevokeOptions) => (await import("./revoke")).revoke(context, options));
  declare("manifests", "write the manifests of the Pulumi Kubernetes Operator")
    .option("--settings <file>", "what all stacks have in common", "pipelines/operator/settings.yaml")
    .option("--out <folder>", "folder for the manifests, a file per stack", "pipelines/operator/stacks")
    .action(async (options: { settings: string; out: string }) =>
      (await import("../operator/manifests")).writeManifests(context, options),
    );
  return program;
}
