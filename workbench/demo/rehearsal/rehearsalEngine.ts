import { stackConfig } from "../../engine/stackConfig";
import { formatInstant } from "../../../model/instant";
import type { Sandbox } from "../../../packages/entra-sandbox";
import { asOutputs, type DemoEngine, type DeployedStack } from "../deployedStack";
import { RehearsedResources } from "./rehearsedResources";
import { runProgram } from "./programRun";
import { UnheldFailures } from "./unheldFailures";

/**
 * A stand-in for the engine where there is no Pulumi CLI: the program runs in this process on the SDK's test runtime,
 * and what it registers is carried out as Graph calls against the sandbox. No engine: it makes and removes, but
 * changes nothing in place, and remembers what it made until the process ends.
 *
 * @param reason - why it runs
 */
export function rehearsalEngine(sandbox: Sandbox, reason: string): DemoEngine {
  const failures = new UnheldFailures();
  // The runs share the environment variables of this process.
  let last: Promise<unknown> = Promise.resolve();
  const oneAtATime = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
  return {
    kind: "rehearsal",
    description: `a rehearsal without an engine or a state file (${reason}): the program runs on the Pulumi SDK's test runtime, and what it registers is carried out as Graph calls`,
    newStack: (name) => {
      const stack = rehearsed(name, sandbox, failures);
      return Promise.resolve({
        ...stack,
        preview: () => oneAtATime(() => stack.preview()),
        up: () => oneAtATime(() => stack.up()),
      });
    },
    close: () => failures.close(),
  };
}

function rehearsed(name: string, sandbox: Sandbox, failures: UnheldFailures): DeployedStack {
  const resources = new RehearsedResources(sandbox);
  let overrides: Readonly<Record<string, unknown>> = {};
  const run = (preview: boolean) => {
    const config = { ...stackConfig(name, overrides), "azuread:metadataHost": new URL(sandbox.url).host };
    const now = formatInstant(sandbox.clock.now().getTime());
    return resources
      .pass(preview, (pass) =>
        runProgram({ stack: name, preview, config, now, fetch: sandbox.fetch, failures, ...pass }),
      )
      .finally(() => failures.settle());
  };
  return {
    name,
    async preview() {
      await run(true);
    },
    async up() {
      return asOutputs(await run(false), name);
    },
    configure(values) {
      overrides = values;
    },
  };
}
