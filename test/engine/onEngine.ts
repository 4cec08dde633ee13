import { join } from "node:path";
import { createEngineStack, type EngineStack, type EngineStackOptions } from "../../workbench/engine/engineStack";
import { findEngine, type Engine } from "../../workbench/engine/findEngine";
import { startSandbox, type Sandbox } from "../../packages/entra-sandbox";

/** What a suite on the real engine works with. */
export interface OnEngine {
  readonly sandbox: Sandbox;
  /** Makes a stack that is removed after the suite. */
  newStack(name: string, options?: StackOptions): Promise<EngineStack>;
  /** Moves Entra's clock and the program's to an instant. */
  setNow(stack: EngineStack, instant: string): void;
}

/** How a stack differs from one of this program against the suite's sandbox. */
export type StackOptions = Partial<Pick<EngineStackOptions, "environment" | "project">>;

const project = join(__dirname, "..", "..");

/**
 * A suite that needs the real Pulumi CLI with the real azuread and random providers; they meet a sandbox of its own.
 * Where they are not installed the suite is skipped under a title that says why.
 */
export function describeOnEngine(title: string, options: SandboxStart, body: (on: OnEngine) => void): void {
  const engine = findEngine();
  if ("missing" in engine) {
    describe(`${title}: SKIPPED, ${engine.missing}`, () => {
      it.skip("needs the real Pulumi engine", () => undefined);
    });
    return;
  }
  describe(`${title} (real engine)`, function () {
    this.timeout(300_000);
    const started = running(engine, options);
    before(() => started.start());
    after(() => started.stop());
    body(started.on);
  });
}

type SandboxStart = NonNullable<Parameters<typeof startSandbox>[0]>;

function running(engine: Engine, options: SandboxStart) {
  let sandbox: Sandbox | undefined;
  const stacks: EngineStack[] = [];
  const on: OnEngine = {
    get sandbox() {
      if (!sandbox) throw new Error("the sandbox has not been started yet");
      return sandbox;
    },
    async newStack(name, options = {}) {
      const defaults = { environment: on.sandbox.environment, project };
      const stack = await createEngineStack(engine, { name, ...defaults, ...options });
      stacks.push(stack);
      return stack;
    },
    setNow(stack, instant) {
      on.sandbox.clock.set(new Date(instant));
      stack.setNow(instant);
    },
  };
  return {
    on,
    async start() {
      sandbox = await startSandbox(options);
    },
    async stop() {
      for (const stack of stacks) stack.remove();
      await sandbox?.close();
    },
  };
}
