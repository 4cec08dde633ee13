import { knownError } from "../../entra/knownErrors";
import { UserError } from "../../entra/userError";

interface EngineError {
  readonly code: string;
  readonly text: RegExp;
  /** `{stack}` is the stack's name. */
  readonly hint: string;
}

/**
 * How the CLI says that a stack does not exist. Whoever opens a container that never held one also writes a file into
 * it, which an identity that only reads may not.
 */
export const noSuchStack = /no stack named|stack '.*' not found|write ["']?\.pulumi[\\/]meta\.yaml/i;

/** How the CLI says that Entra ID is not as it was deployed. */
export const drifted = /no changes were expected[^]{0,40}? but changes/;

/** What the Pulumi CLI itself prints when a run fails, most telling first: one error often brings others along. */
const engineErrors: readonly EngineError[] = [
  {
    code: "live-secret",
    text: /is valid until \S+ and is not/,
    hint: "nothing was deleted: revert the change that takes the live secret away, or, if it has leaked, run the revocation job for {stack}",
  },
  {
    code: "stack-locked",
    text: /currently locked by|Another update is currently in progress/i,
    hint: "another run is updating {stack}: wait for it and run this job again; if its runner was lost and none is running any more, remove the lock named above with `pulumi cancel --stack {stack}` first, then run `npx icertis-access doctor --fix --stack {stack}`",
  },
  {
    code: "drift",
    text: drifted,
    hint: "see the report: commit what was changed by hand, or undo it: start the nightly pipeline by hand with `refresh` = {stack}",
  },
  {
    code: "stack-missing",
    text: noSuchStack,
    hint: "create it once from your machine: `pulumi stack init {stack} --secrets-provider URL` (bootstrap/ prints the line), and commit its Pulumi file",
  },
  {
    code: "passphrase-wrong",
    text: /incorrect passphrase|passphrase must be set/i,
    hint: "the stack is encrypted with a passphrase, which a pipeline should not hold: `pulumi stack change-secrets-provider URL --stack {stack}`, and commit its Pulumi file",
  },
  {
    code: "configuration-invalid",
    text: /in the configuration of stack|missing configuration value|must be of type/i,
    hint: "correct the stack's Pulumi file as the message says; nothing was changed",
  },
  {
    code: "policy-violated",
    text: /\[mandatory\]/,
    hint: "a policy of policy/ forbids this: change the program or the configuration as its message says",
  },
];

/**
 * Of an error of the program that names a doctor's command, that command, the one that puts things right before others. A
 * person runs it, and nothing else does: it shows what it found, and asks.
 */
function leftBehind(printed: string): Pick<EngineError, "code" | "hint"> | undefined {
  const commands = [...printed.matchAll(/`(npx icertis-access doctor [^`]+)`/g)].map(([, command = ""]) => command);
  const command = commands.find((one) => one.includes("--fix")) ?? commands[0];
  if (command === undefined) return undefined;
  const hint = `run \`${command}\` on your own machine, signed in as an owner of the application; then run this job again`;
  return { code: "left-behind", hint };
}

/**
 * A failed run of the Pulumi CLI as an error with what to do.
 *
 * @param printed - what the CLI printed
 */
export function engineError(stack: string, problem: string, printed: string): UserError {
  const known =
    engineErrors.find(({ text }) => text.test(printed)) ??
    leftBehind(printed) ??
    knownError(printed, { asker: "deployer", stack });
  const hint =
    known?.hint ??
    "fix what the error above names and run the job again: an update goes on where it stopped; if it does not, `npx icertis-access doctor --fix --stack {stack}` shows what a broken run left behind";
  return new UserError(known?.code ?? "engine-failed", problem, hint.replaceAll("{stack}", stack));
}
