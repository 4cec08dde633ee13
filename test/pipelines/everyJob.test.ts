import assert from "node:assert/strict";
import { startSandbox, type Sandbox } from "../../packages/entra-sandbox";
import { loadExpressions } from "./githubExpression";
import { jobsOf, platforms, type Occasion } from "./pipelines";
import { platformWorld, type PlatformName, type World } from "./platformWorld";
import { runJobs, stepsOf } from "./runJobs";
import { StandInEngine, standInCheckout } from "./standInEngine";

const now = new Date("2026-11-23T08:00:00Z");
const [deployer, reader] = [0, 1];

type Expected = Readonly<Record<string, readonly string[]>>;
const installed = "install-pulumi";
const released = (stack: string) => [installed, `check-out-deployed ${stack}`, installed];
const preview = (stack: string) => [installed, `preview ${stack}`];
const deploy = (stack: string) => [installed, `up ${stack}`, `verify ${stack}`];
const checked = (stack: string) => [`verify ${stack}`, `drift ${stack}`];
const rotate = (stack: string) => [...released(stack), `up ${stack}`, ...checked(stack)];
const refresh = (stack: string) => [...released(stack), `up --refresh ${stack}`, ...checked(stack)];
const revoke = (stack: string) => [...released(stack), `revoke ${stack}`, `up ${stack}`, `verify ${stack}`];
const status = (stack: string) => `status ${stack}`;
/** Where one job does the whole night. */
const night = (stack: string) => [...rotate(stack), status(stack)];
const alarm = (stack: string) => [installed, status(stack)];

/** What every job runs, by occasion and, where a person chose one, stack. */
const expected: Readonly<Record<PlatformName, Readonly<Record<string, Expected>>>> = {
  github: {
    preview: { "preview dev": preview("dev"), "preview prod": preview("prod"), comment: ["comment"] },
    deploy: { dev: deploy("dev"), "approve-prod": [], prod: deploy("prod") },
    nightly: { "nightly dev": night("dev"), "nightly prod": night("prod") },
    "refresh dev": { "nightly dev": [...refresh("dev"), status("dev")], "nightly prod": night("prod") },
    "refresh prod": { "nightly dev": night("dev"), "nightly prod": [...refresh("prod"), status("prod")] },
    "revoke dev": { approve: [], revoke: revoke("dev") },
    "revoke prod": { approve: [], revoke: revoke("prod") },
  },
  azure: {
    preview: { preview_dev: preview("dev"), preview_prod: preview("prod") },
    deploy: { dev: deploy("dev"), approve: [], prod: deploy("prod") },
    nightly: { nightly_dev: night("dev"), nightly_prod: night("prod") },
    "refresh dev": { nightly_dev: [...refresh("dev"), status("dev")], nightly_prod: night("prod") },
    "refresh prod": { nightly_dev: night("dev"), nightly_prod: [...refresh("prod"), status("prod")] },
    "revoke dev": { approve: [], revoke: revoke("dev") },
    "revoke prod": { approve: [], revoke: revoke("prod") },
  },
  gitlab: {
    preview: { "preview dev": preview("dev"), "preview prod": preview("prod") },
    deploy: { dev: deploy("dev"), "approve-prod": [], prod: deploy("prod") },
    nightly: {
      "nightly-dev": rotate("dev"),
      "nightly-prod": rotate("prod"),
      "alarm-dev": alarm("dev"),
      "alarm-prod": alarm("prod"),
    },
    "refresh dev": { "nightly-dev": refresh("dev"), "alarm-dev": alarm("dev") },
    "refresh prod": { "nightly-prod": refresh("prod"), "alarm-prod": alarm("prod") },
    "revoke dev": { "approve-revocation": [], "revoke-dev": revoke("dev") },
    "revoke prod": { "approve-revocation": [], "revoke-prod": revoke("prod") },
  },
};

describe("every job of every pipeline", () => {
  let sandbox: Sandbox;
  let world: World;
  let engine: StandInEngine;

  before(async () => {
    await loadExpressions();
    sandbox = await startSandbox({ now, identities: [{}, { roles: ["Application.Read.All"] }] });
    sandbox.clock.freeze(now);
  });
  beforeEach(() => {
    world = platformWorld(sandbox);
    engine = new StandInEngine();
    engine.releases.push("abc123".padEnd(40, "0"));
    engine.keyId = "key-1";
    standInCheckout(world.folder);
  });
  afterEach(() => world.remove());
  after(() => sandbox.close());

  const run = (platform: PlatformName, occasion: Occasion, stack?: string) => {
    const identity = occasion === "preview" ? reader : deployer;
    return runJobs(
      jobsOf(platform, occasion, stack),
      world.job(platform, identity, (...call) => engine.run(...call)),
    );
  };

  for (const platform of platforms) {
    for (const [title, jobs] of Object.entries(expected[platform])) {
      it(`runs to its end on ${platform}: ${title}`, async () => {
        const [occasion, stack] = title.split(" ") as [Occasion, string?];
        const ran = await run(platform, occasion, stack);
        for (const { name, log, failed } of ran) assert.equal(failed, false, `${name}:\n${log.join("\n")}`);
        assert.deepEqual(Object.fromEntries(ran.map((job) => [job.name, stepsOf(job)])), jobs);
      });
    }

    for (const on of ["pulumi stack history", "pulumi up", "icertis-access verify", "pulumi preview --refresh"]) {
      it(`sounds the alarm on ${platform} also where \`${on}\` failed, and for the other stack`, async () => {
        engine.failures.push({ on, text: "error: out of order" });
        const ran = await run(platform, "nightly");
        assert.equal(ran.filter(({ failed }) => failed).length, 1);
        const alarms = engine.lines.filter((line) => line.startsWith("icertis-access secret status"));
        assert.deepEqual(alarms.sort(), [
          "icertis-access secret status --stack dev",
          "icertis-access secret status --stack prod",
        ]);
      });
    }

    it(`fails the night on ${platform} where a secret runs out and all else went well`, async () => {
      engine.failures.push({ on: "icertis-access secret status --stack dev", text: "CRITICAL", code: 2 });
      const failed = (await run(platform, "nightly")).filter((job) => job.failed);
      assert.deepEqual(failed.flatMap(stepsOf).slice(-1), ["status dev"]);
    });

    it(`does not go to prod on ${platform} where dev failed`, async () => {
      engine.failures.push({ on: "pulumi up --yes --stack dev", text: "error: out of order" });
      const ran = await run(platform, "deploy");
      assert.deepEqual(
        ran.map(({ name }) => name),
        ["dev"],
      );
    });
  }
});
