import assert from "node:assert/strict";
import type { Environment } from "../../pipelines/steps/job";
import { runStep } from "../../pipelines/steps/runStep";
import { startSandbox, type Sandbox } from "../../packages/entra-sandbox";
import { platformWorld, type PlatformName, type World } from "./platformWorld";
import { StandInEngine, standInCheckout } from "./standInEngine";

/** What is not as usual when a step runs. */
export interface How {
  readonly platform?: PlatformName;
  /** Which of the sandbox's identities: one that deploys, one that reads, one without, one with more. */
  readonly identity?: number;
  readonly variables?: Environment;
}

/** What a suite of single steps works with; world, engine and log are new in every test. */
export interface OnStandIn {
  readonly sandbox: Sandbox;
  readonly world: World;
  readonly engine: StandInEngine;
  /** What the last step logged. */
  readonly log: readonly string[];
  run(this: void, words: string, how?: How): Promise<number>;
  /** Runs a step that has to fail, with a last line that says what to do. */
  failsWith(this: void, words: string, how: How, remedy: RegExp): Promise<void>;
}

const identities = [
  {},
  { roles: ["Application.Read.All"] },
  { roles: [] },
  { roles: ["Application.Read.All", "Mail.Send", "Sites.FullControl.All"] },
];

/** A suite of single steps on a local platform, the sandbox's Entra ID and the stand-in engine. */
export function describeSteps(title: string, body: (on: OnStandIn) => void): void {
  describe(title, () => {
    let sandbox: Sandbox;
    let world: World;
    let engine: StandInEngine;
    let log: string[] = [];

    before(async () => {
      sandbox = await startSandbox({ identities });
    });
    beforeEach(() => {
      world = platformWorld(sandbox);
      engine = new StandInEngine();
      standInCheckout(world.folder);
    });
    afterEach(() => world.remove());
    after(() => sandbox.close());

    const run: OnStandIn["run"] = (words, { platform = "github", identity = 0, variables = {} } = {}) => {
      log = [];
      const job = world.job(platform, identity, (...call) => engine.run(...call), variables);
      return runStep(words.split(" "), { ...job, log: (line) => log.push(line) });
    };
    body({
      get sandbox() {
        return sandbox;
      },
      get world() {
        return world;
      },
      get engine() {
        return engine;
      },
      get log() {
        return log;
      },
      run,
      async failsWith(words, how, remedy) {
        assert.equal(await run(words, how), 1);
        assert.match(log.at(-1) ?? "", /^what to do: /);
        assert.match(log.at(-1) ?? "", remedy);
        assert.doesNotMatch(log.join("\n"), /eyJ/, "no token is shown");
      },
    });
  });
}
