import assert from "node:assert/strict";
import { demoCommand } from "../../workbench/demo/command";
import type { DemoEngine, DeployedStack, Outputs } from "../../workbench/demo/deployedStack";
import { rehearsalEngine } from "../../workbench/demo/rehearsal/rehearsalEngine";
import type { DemoResult } from "../../workbench/demo/result";
import type { Sandbox } from "../../packages/entra-sandbox";

/** What a test does to the rehearsal to see a check fail. */
export interface Mischief {
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

/** Runs `npm run demo -- --json` in this process, on the rehearsal. */
export async function demoRun(mischief: Mischief = {}): Promise<DemoRun> {
  const out: string[] = [];
  const errors: string[] = [];
  const secrets = new Set<string>();
  let sandbox: Sandbox | undefined;
  const engine = (started: Sandbox) => {
    sandbox = started;
    return meddledWith(rehearsalEngine(started, "a test"), started, mischief, secrets);
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

function meddledWith(engine: DemoEngine, sandbox: Sandbox, mischief: Mischief, secrets: Set<string>): DemoEngine {
  let started: Promise<void> | undefined;
  const meddled = (stack: DeployedStack): DeployedStack => {
    let count = 0;
    return {
      ...stack,
      preview: () => (mischief.blindPreviews?.includes(stack.name) ? Promise.resolve() : stack.preview()),
      async up() {
        await (started ??= Promise.resolve(mischief.atStart?.(sandbox)));
        const outputs = await stack.up();
        secrets.add(outputs.clientSecret);
        count += 1;
        return (await mischief.afterUp?.({ stack: stack.name, count, outputs, sandbox })) ?? outputs;
      },
    };
  };
  return { ...engine, newStack: async (name) => meddled(await engine.newStack(name)) };
}
