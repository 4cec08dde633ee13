import { startSandbox, type Sandbox, type SandboxOptions } from "../src";

interface SuiteOptions extends SandboxOptions {
  /** Instant at which the clock stands still. @default it runs */
  readonly frozen?: string;
}

/** A sandbox that starts before the tests of a suite and closes after them. */
export function suiteSandbox({ frozen, ...options }: SuiteOptions = {}): Sandbox {
  let sandbox: Sandbox;
  before(async () => {
    const now = frozen === undefined ? options.now : new Date(frozen);
    sandbox = await startSandbox({ ...options, now });
    if (now && frozen) sandbox.clock.freeze(now);
  });
  after(() => sandbox.close());
  return new Proxy({} as Sandbox, { get: (_, name) => Reflect.get(sandbox, name) as unknown });
}
