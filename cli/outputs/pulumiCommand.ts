import { resolve } from "node:path";
import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";

/** A stack and the folder of its project. */
export interface StackPlace {
  readonly stack: string;
  readonly project: string;
}

/** Runs the Pulumi CLI for a stack in the project's folder and returns what it printed. */
export async function pulumiCommand(
  args: readonly string[],
  { stack, project }: StackPlace,
  context: Context,
  input?: string,
): Promise<string> {
  const folder = resolve(context.folder, project);
  if (!context.files.exists(folder))
    throw new UserError("project-missing", `there is no folder ${folder}`, "give the project's with --project");
  const all = [...args, "--stack", stack, "--non-interactive"];
  const result = await context.run("pulumi", all, { folder, ...(input !== undefined && { input }) });
  if (result === undefined) {
    throw new UserError(
      "pulumi-missing",
      "there is no `pulumi` command on PATH",
      "install it (https://www.pulumi.com/docs/install/), or save the outputs elsewhere with `pulumi stack output --json` and give them with --outputs FILE",
    );
  }
  if (result.code === 0) return result.out;
  const lines = result.errors.split(/\r?\n/).filter((line) => line.trim() !== "");
  const line = lines.find((one) => one.startsWith("error:")) ?? lines[0] ?? `it ended with code ${result.code}`;
  const { code, hint } = failures.find(({ text }) => text.test(line)) ?? { code: "pulumi-failed" };
  const problem = `\`pulumi ${all.join(" ")}\` failed in ${folder}: ${line.replace(/^error: /, "")}`;
  throw new UserError(code, problem, hint);
}

const failures: readonly { readonly text: RegExp; readonly code: string; readonly hint: string }[] = [
  {
    text: /currently locked by|Another update is currently in progress/i,
    code: "stack-locked",
    hint: "wait until the run that holds it has ended; if none is running any more, `npx icertis-access doctor --fix` or `pulumi cancel`",
  },
  {
    text: /passphrase/i,
    code: "passphrase-missing",
    hint: "set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the stack's passphrase",
  },
  { text: /PULUMI_ACCESS_TOKEN|login/i, code: "pulumi-not-signed-in", hint: "sign in with `pulumi login`" },
  {
    text: /no Pulumi\.yaml|project file/i,
    code: "project-missing",
    hint: "give the project's folder with --project",
  },
  { text: /no stack named|not found/i, code: "stack-unknown", hint: "`pulumi stack ls` lists the stacks" },
];
