import assert from "node:assert/strict";
import type { Environment } from "../../entra/context";
import { runStep } from "../../pipelines/steps/steps";
import { startSandbox, type Sandbox } from "../../packages/entra-sandbox";
import { FakeCommands, fakeCheckout } from "./fakeCommands";
import { type FakePlatform, fakePlatform, type PlatformName } from "./fakePlatform";

/** What is not as usual when a step runs. */
interface How {
  readonly platform?: PlatformName;
  /** Which of the sandbox's identities: one that deploys, one that reads, one without a role, one with more. */
  readonly identity?: number;
  readonly variables?: Environment;
}

/** What a suite of single steps works with; platform, engine and log are new in every test. */
interface OnFake {
  readonly sandbox: Sandbox;
  readonly platform: FakePlatform;
  readonly engine: FakeCommands;
  /** What the last step logged. */
  readonly log: readonly string[];
  run(this: void, words: string, how?: How): Promise<number>;
  /** Runs a step that has to fail: with this code, and a last line that says what to do. */
  failsWith(this: void, words: string, code: string, how?: How): Promise<void>;
}

const now = new Date("2026-11-23T08:00:00Z");
export const [deployer, reader, powerless, powerful] = [0, 1, 2, 3];
const identities = [
  {},
  { roles: ["Application.Read.All"] },
  { roles: [] },
  { roles: ["Application.Read.All", "Mail.Send", "Sites.FullControl.All"] },
];

/** A suite of single steps on a fake platform, the sandbox's Entra ID and fake commands. */
export function describeSteps(title: string, body: (on: OnFake) => void): void {
  describe(title, () => {
    let sandbox: Sandbox;
    let platform: FakePlatform;
    let engine: FakeCommands;
    let log: string[] = [];

    before(async () => {
      sandbox = await startSandbox({ identities, now });
    });
    beforeEach(() => {
      sandbox.clock.freeze(now);
      platform = fakePlatform(sandbox);
      engine = new FakeCommands();
      fakeCheckout(platform.folder);
    });
    after(() => sandbox.close());

    const run: OnFake["run"] = (words, { platform: name = "github", identity = 0, variables = {} } = {}) => {
      log = [];
      const own = {
        run: (...call: Parameters<FakeCommands["run"]>) => engine.run(...call),
        out: (text: string) => log.push(...text.trimEnd().split("\n")),
        note: (line: string) => log.push(line),
      };
      return runStep(words.split(" "), platform.context(name, identity, own, variables));
    };
    body({
      get sandbox() {
        return sandbox;
      },
      get platform() {
        return platform;
      },
      get engine() {
        return engine;
      },
      get log() {
        return log;
      },
      run,
      async failsWith(words, code, how) {
        assert.equal(await run(words, how), 1, log.join("\n"));
        const all = log.join("\n");
        assert.match(all, new RegExp(`\\(${code}\\)`));
        assert.match(log.at(-1) ?? "", /^what to do: \S/);
        assert.doesNotMatch(all, /eyJ/, "no token is shown");
      },
    });
  });
}
