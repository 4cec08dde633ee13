import { existsSync } from "node:fs";
import { join } from "node:path";
import type * as v from "valibot";
import { jsonOf } from "../../model/json";
import { terminalText } from "../../cli/safeText";
import type { CommandResult, Context, Environment, RunOptions } from "../../entra/context";
import { UserError } from "../../entra/userError";
import { type Access, type Session, signIn } from "../federation/signIn";
import { platformOf } from "../platforms/current";
import type { Platform } from "../platforms/platform";
import { engineError } from "./engineErrors";

/** A step at work on one stack: its context, platform and sign-in. */
export interface Step {
  /** Its commands run as the identity that is signed in. */
  readonly context: Context;
  readonly platform: Platform;
  readonly session: Session;
  /** The stack's name as the CLI takes it: in Pulumi Cloud with its organization. */
  readonly stack: string;
}

/** Signs in, does the work, and signs out however it ended. */
export async function signedIn<T>(
  context: Context,
  stack: string,
  access: Access,
  work: (step: Step) => Promise<T>,
): Promise<T> {
  const platform = platformOf(context);
  const session = await signIn(context, platform, access);
  const environment: Environment = { ...context.environment, ...session.environment, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const backend = environment["PULUMI_BACKEND_URL"]?.replaceAll("{stack}", shortName(stack));
  const own: Environment = { ...environment, ...(backend !== undefined && { PULUMI_BACKEND_URL: backend }) };
  const run: Context["run"] = (command, args, options) =>
    context.run(command, args, { ...options, environment: { ...own, ...options?.environment } });
  const { organization } = session;
  const qualified =
    organization === undefined || stack.includes("/") || !/^https?:/.test(own["PULUMI_BACKEND_URL"] ?? "")
      ? stack
      : `${organization}/icertis-access/${stack}`;
  try {
    return await work({ context: { ...context, environment: own, run }, platform, session, stack: qualified });
  } finally {
    session.end();
  }
}

/** Runs the Pulumi CLI, however it ends. */
export async function pulumi({ context }: Step, args: readonly string[], how: RunOptions = {}): Promise<CommandResult> {
  const ended = await context.run("pulumi", [...args, "--non-interactive", "--color", "never"], how);
  if (ended) return ended;
  throw new UserError(
    "pulumi-missing",
    "there is no `pulumi` command on PATH",
    "install the Pulumi CLI first: `npm run -s pipeline -- install-pulumi`",
  );
}

/** Runs the Pulumi CLI, unseen; a failure ends the step. */
export async function pulumiOrFail(step: Step, args: readonly string[], how: RunOptions = {}): Promise<CommandResult> {
  const ended = await pulumi(step, args, how);
  if (ended.code === 0) return ended;
  throw engineError(step.stack, `\`pulumi ${args.join(" ")}\` failed:\n${ended.text.trim()}`, ended.text);
}

/** Options of a preview and of an update: the policies of the program's own folder, where it has any. */
export function policies({ folder }: Context): readonly string[] {
  return existsSync(join(folder, "policy", "PulumiPolicy.yaml")) ? ["--policy-pack", "policy"] : [];
}

const command = join(__dirname, "..", "..", "cli", "main.ts");

/** Runs the `icertis-access` command of this checkout. */
export async function icertisAccess(
  { context }: Step,
  words: readonly string[],
  how: RunOptions = { echo: true },
): Promise<CommandResult> {
  const args = ["--require", "ts-node/register/transpile-only", command, ...words];
  return (await context.run(process.execPath, args, how)) as CommandResult;
}

/** Runs Git, unseen; what it says loses the credential that a remote's address may hold. */
export async function git(context: Context, args: readonly string[]): Promise<CommandResult> {
  const ended = await context.run("git", args);
  if (ended) return { ...ended, text: ended.text.replace(/\/\/[^/@\s]+@/g, "//") };
  throw new UserError("git-missing", "there is no `git` command on PATH", "use an image with Git");
}

/** What a command printed as JSON of this shape. */
export function printed<T>(out: string, schema: v.GenericSchema<unknown, T>, command: string): T {
  const value = jsonOf(out, schema);
  if (value !== undefined) return value;
  const hint = "run the job again; if it fails again, run that command by hand and look at what it prints";
  throw new UserError("output-unusable", `\`${command}\` printed something else than it should`, hint);
}

/** What to do about an error that does not say it. */
export const defaultHint = "fix what the message above names and run the job again";

/** A line of the step's log; what it quotes from elsewhere only shows. */
export function log(context: Context, line: string): void {
  context.out(`${terminalText(line)}\n`);
}

/** A line that stands out on the run's page. */
export function notice(context: Context, level: "warning" | "error", message: string): void {
  context.out(`${platformOf(context).notice(level, terminalText(message))}\n`);
}

/** The part of a stack's name that names files: of `acme/icertis-access/dev`, `dev`. */
export function shortName(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}
