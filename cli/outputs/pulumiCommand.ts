import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";

/** Runs the Pulumi CLI for a stack in the project's folder and returns what it printed. */
export async function pulumiCommand(
  args: readonly string[],
  stack: string,
  project: string,
  context: Context,
): Promise<string> {
  const folder = resolve(context.folder, project);
  if (!existsSync(folder))
    throw new UserError("unclassified", `there is no folder ${folder}; give the project's with --project`);
  const all = [...args, "--stack", stack, "--non-interactive"];
  const result = await context.run("pulumi", all, { folder });
  if (result === undefined) {
    throw new UserError(
      "unclassified",
      "there is no `pulumi` command on PATH; install it (https://www.pulumi.com/docs/install/), or save the outputs elsewhere with `pulumi stack output --json` and give them with --outputs FILE",
    );
  }
  if (result.code === 0) return result.out;
  const errors = result.errors.split(/\r?\n/).filter((line) => line.trim() !== "");
  const told = errors.find((line) => line.startsWith("error:")) ?? errors[0] ?? `it ended with code ${result.code}`;
  throw new UserError(
    "unclassified",
    `\`pulumi ${all.join(" ")}\` failed in ${folder}: ${told.replace(/^error: /, "")}${hint(told)}`,
  );
}

function hint(error: string): string {
  if (/no stack named|not found/i.test(error)) return "; `pulumi stack ls` lists the stacks";
  if (/passphrase/i.test(error)) {
    return "; set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the stack's passphrase";
  }
  if (/PULUMI_ACCESS_TOKEN|login/i.test(error)) return "; sign in with `pulumi login`";
  if (/no Pulumi\.yaml|project file/i.test(error)) return "; give the project's folder with --project";
  return "";
}
