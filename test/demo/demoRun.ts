import assert from "node:assert/strict";
import { demoCommand } from "../../workbench/demo/command";
import { fakeEngine, type DemoEngine, type DeployedStack, type Outputs } from "../../workbench/demo/engines";
import type { DemoResult } from "../../workbench/demo/report";
import type { Sandbox } from "../../packages/entra-sandbox";

/** What a test breaks to see a check fail. */
interface DemoFaults {
  /** Once, before anything is deployed. */
  readonly atStart?: (sandbox: Sandbox) => Promise<void> | void;
  /** After each `up`, counted from 1 per stack; what it returns is taken for the outputs. */
  readonly afterUp?: (run: {
    stack: string;
    count: number;
    outputs: Outputs;
    sandbox: Sandbox;
  }) => Promise<Outputs> | Outputs;
  /** Stacks whose previews refuse nothing. */
  readonly blindPreviews?: readonly string[];
}

/** A demo that has run in this process. */
export interface DemoRun {
  readonly code: number;
  readonly result: DemoResult;
  /** All that was written, to both streams. */
  readonly written: string;
  readonly sandbox: Sandbox;
  /** Every client secret that was published on the way. */
  readonly secrets: ReadonlySet<string>;
}

/** Runs `npm run demo -- --json` in this process, on the fake engine. */
export async function demoRun(faults: DemoFaults = {}): Promise<DemoRun> {
  const out: string[] = [];
  const errors: string[] = [];
  const secrets = new Set<string>();
  let sandbox: Sandbox | undefined;
  const engine = (started: Sandbox) => {
    sandbox = started;
    return broken(fakeEngine(started, "a test"), started, faults, secrets);
  };
  const code = await demoCommand(["--json"], {
    out: written(out),
    errors: written(errors),
    engineFor: () => Promise.resolve(engine),
  });
  assert.ok(sandbox);
  return {
    code,
    result: JSON.parse(out.join("")) as DemoResult,
    written: [...errors, ...out].join(""),
    sandbox,
    secrets,
  };
}

/** `check environment` of every check that failed. */
export function failedChecks({ result }: DemoRun): string[] {
  return result.checks.filter(({ ok }) => !ok).map(({ check, environment }) => `${check} ${environment}`);
}

/** What a failed check found. */
export function finding({ result }: DemoRun, check: string, environment: string): string | undefined {
  return result.checks.find((entry) => entry.check === check && entry.environment === environment)?.got;
}

function written(lines: string[]) {
  return { write: (text: string) => void lines.push(text), isTerminal: false };
}

function broken(engine: DemoEngine, sandbox: Sandbox, faults: DemoFaults, secrets: Set<string>): DemoEngine {
  let started: Promise<void> | undefined;
  const brokenStack = (stack: DeployedStack): DeployedStack => {
    let count = 0;
    return {
      ...stack,
      preview: () => (faults.blindPreviews?.includes(stack.name) ? Promise.resolve() : stack.preview()),
      async up() {
        await (started ??= Promise.resolve(faults.atStart?.(sandbox)));
        const outputs = await stack.up();
        secrets.add(outputs.clientSecret);
        count += 1;
        return (await faults.afterUp?.({ stack: stack.name, count, outputs, sandbox })) ?? outputs;
      },
    };
  };
  return { ...engine, newStack: async (name) => brokenStack(await engine.newStack(name)) };
}
