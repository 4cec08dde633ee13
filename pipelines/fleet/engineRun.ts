import type { LocalWorkspaceOptions, OutputMap, PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { LocalWorkspace, type PulumiCommand } from "@pulumi/pulumi/automation";
import type { Environment } from "../steps/job";
import type { PublishedSecret } from "../steps/publishedSecret";

/** What a fleet run does with each stack. */
export type Verb = "preview" | "up" | "drift";

/** The verbs, for a command line. */
export const verbs: readonly Verb[] = ["preview", "up", "drift"];

/** What a run of the engine came to. */
export interface EngineOutcome {
  /** How many resources of each change, as the engine counts them. */
  readonly changes: Readonly<Record<string, number>>;
  /** Everything it printed. */
  readonly text: string;
  /** Which secret the stack publishes now; known after an update. */
  readonly published?: PublishedSecret;
}

/** Runs the engine for one stack. Rejects with the CLI's own text. */
export type EngineRun = (verb: Verb, stack: string, environment: Environment) => Promise<EngineOutcome>;

/**
 * The engine with this program inside this process, through Pulumi's Automation API: the program is loaded once for
 * every stack that follows, which halves a preview. One stack at a time: see `workers`.
 *
 * @param folder - folder of the program, with Pulumi.yaml and the stacks' own files
 */
export function inlineEngine(
  folder: string,
  program: PulumiFn,
  projectName: string,
  command: PulumiCommand,
): EngineRun {
  return async (verb, stackName, environment) => {
    const envVars = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, value ?? ""]));
    const options: LocalWorkspaceOptions = { workDir: folder, envVars, pulumiCommand: command };
    const stack = await LocalWorkspace.selectStack({ stackName, projectName, program }, options);
    return runVerb[verb](stack);
  };
}

const runVerb: Readonly<Record<Verb, (stack: Stack) => Promise<EngineOutcome>>> = {
  async preview(stack) {
    const { changeSummary, ...printed } = await stack.preview({ diff: true });
    return { changes: changeSummary, text: textOf(printed) };
  },
  /** The Automation API's `up` skips the preview, in which the guard of live secrets speaks: preview first. */
  async up(stack) {
    const preview = await stack.preview();
    const { summary, outputs, ...printed } = await stack.up();
    const text = textOf(preview) + textOf(printed);
    return { changes: summary.resourceChanges ?? {}, text, published: publishedIn(outputs) };
  },
  async drift(stack) {
    const { changeSummary, ...printed } = await stack.preview({ refresh: true, expectNoChanges: true, diff: true });
    return { changes: changeSummary, text: textOf(printed) };
  },
};

/** Three outputs that are no secrets; nothing else leaves the worker. */
function publishedIn(outputs: OutputMap): PublishedSecret {
  const read = (name: string) => outputs[name]?.value as string | undefined;
  return {
    keyId: read("clientSecretKeyId"),
    expiresOn: read("clientSecretExpiresOn"),
    previousExpiresOn: read("previousClientSecretExpiresOn"),
  };
}

function textOf({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  return stdout + stderr;
}
