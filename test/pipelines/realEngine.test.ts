import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineStack } from "../../workbench/engine/engineStack";
import type { Environment, Job } from "../../pipelines/steps/job";
import { processJob } from "../../pipelines/steps/processJob";
import { runStep } from "../../pipelines/steps/runStep";
import { describeOnEngine } from "../engine/onEngine";
import { credentialsOf } from "../engine/tenant";
import { loadExpressions } from "./githubExpression";
import { jobsOf, type Occasion } from "./pipelines";
import { platformWorld, type PlatformName, type World } from "./platformWorld";
import { runPlannedJob } from "./runPlannedJob";

const rehearsedClock = join(__dirname, "rehearsedClock.ts");
const started = new Date();
const day = 86_400_000;
const [deployer, reader] = [0, 1];
const identities = [{}, { roles: ["Application.Read.All"] }];

describeOnEngine("the pipelines from a first release to a rotated secret", { now: started, identities }, (on) => {
  let dev: EngineStack;
  let world: World;

  const job = (platform: PlatformName, identity: number, over: Environment = {}): Job => {
    const { PULUMI_BACKEND_URL } = dev.environment;
    const planned = world.job(platform, identity, (command, args, options = {}) => {
      // Quiet in the tests; what a step is told is the same. `icertis-access` knows no other time than the process's.
      const own =
        command === process.execPath ? [...args.slice(0, 2), "--require", rehearsedClock, ...args.slice(2)] : args;
      return processJob({ ...process.env, ...environment }, dev.folder).run(command, own, { ...options, quiet: true });
    });
    const environment = { ...dev.environment, ...planned.environment, PULUMI_BACKEND_URL, ...over };
    return { ...planned, environment };
  };
  const runJob = async (platform: PlatformName, occasion: Occasion, name: string, identity = deployer) => {
    const planned = jobsOf(platform, occasion).find((candidate) => candidate.name === name);
    assert.ok(planned);
    const ran = await runPlannedJob(planned, job(platform, identity));
    assert.equal(ran.failed, false, ran.log.join("\n"));
    return ran;
  };
  const step = async (words: string, identity = deployer, over: Environment = {}) => {
    const log: string[] = [];
    const code = await runStep(words.split(" "), { ...job("github", identity, over), log: (line) => log.push(line) });
    return { code, log: log.join("\n"), last: log.at(-1) ?? "" };
  };
  const at = (days: number) => on.setNow(dev, new Date(started.getTime() + days * day).toISOString());
  const git = async (...args: string[]) => {
    const author = ["-c", "user.name=test", "-c", "user.email=test@example.invalid"];
    const { code, text } = await processJob(process.env, dev.folder).run("git", [...author, ...args], { quiet: true });
    assert.equal(code, 0, text);
  };
  const ends = () => credentialsOf(on.sandbox).map(({ endDateTime }) => endDateTime);

  before(async () => {
    await loadExpressions();
    dev = await on.newStack("dev");
    dev.configure({
      rotation: { firstIssued: started.toISOString().slice(0, 10), lifetimeDays: 180, overlapDays: 30 },
    });
    world = platformWorld(on.sandbox, dev.folder);
    const origin = join(world.files, "origin.git");
    mkdirSync(origin);
    writeFileSync(join(dev.folder, ".gitignore"), "node_modules\nreports\nhandoff\n");
    for (const args of [
      ["init", "--quiet", "-b", "main"],
      ["init", "--quiet", "--bare", origin],
      ["add", "--all"],
    ]) {
      await git(...args);
    }
    await git("commit", "--quiet", "--message", "Start");
    await git("remote", "add", "origin", origin);
    await git("push", "--quiet", "origin", "main");
    at(0);
  });
  after(() => world.remove());

  it("previews a stack that is not there yet, with an identity that only reads", async () => {
    await runJob("github", "preview", "preview dev", reader);
    assert.match(readFileSync(join(dev.folder, "reports", "dev.md"), "utf8"), /### Preview of dev: \d+ to create/);
    assert.deepEqual(on.sandbox.snapshot().applications, []);
  });

  it("releases it, verifies a token and writes the masked hand-off page", async () => {
    const ran = await runJob("github", "deploy", "dev");
    assert.deepEqual(ran.kept, ["handoff/"]);
    const page = readFileSync(join(dev.folder, "handoff", "dev.html"), "utf8");
    const secret = (await dev.stack.outputs())["clientSecret"]?.value as string;
    assert.equal(page.includes(secret), false);
    assert.equal(ran.log.join("\n").includes(secret), false);
  });

  it("previews it without the key of its state: the same result, and nothing to take", async () => {
    const withoutKey = { PULUMI_CONFIG_PASSPHRASE: "not the stack's" };
    const { code, log } = await step("preview --read-only --stack dev --report reports/dev.md", reader, withoutKey);
    assert.equal(code, 0, log);
    const report = readFileSync(join(dev.folder, "reports", "dev.md"), "utf8");
    assert.match(report, /^### Preview of dev: \d+ unchanged\n/);
    const own = await step("preview --stack dev", deployer, withoutKey);
    assert.match(own.last, /^what to do: the stack is encrypted with a passphrase/);
  });

  it("lets the guard speak in the preview of a pull request, and changes nothing in an update", async () => {
    const before = ends();
    const file = join(dev.folder, "Pulumi.dev.yaml");
    const good = readFileSync(file, "utf8");
    at(20);
    dev.configure({
      rotation: { firstIssued: on.sandbox.clock.now().toISOString(), lifetimeDays: 180, overlapDays: 30 },
    });
    for (const [words, identity] of [
      ["preview --read-only --stack dev", reader],
      ["up --stack dev", deployer],
    ] as const) {
      const { code, last } = await step(words, identity);
      assert.equal(code, 1);
      assert.match(last, /^what to do: nothing was deleted: revert the change that takes the live secret away/);
    }
    assert.deepEqual(ends(), before);
    writeFileSync(file, good);
    at(0);
    assert.equal((await step("up --stack dev")).code, 0);
  });

  it("recovers from a token that expires half-way and from a stack locked by another run", async () => {
    const expired = on.sandbox.faults.add({
      path: "/v1.0/**",
      times: 1,
      skip: 1,
      effect: { kind: "status", status: 401 },
    });
    const drift = await step("drift --stack dev");
    assert.equal(drift.code, 1);
    assert.match(drift.last, /^what to do: the sign-in ran out half-way: run the job again/, drift.log);
    on.sandbox.faults.remove(expired);
    const locks = join(dev.stateFolder, ".pulumi", "locks", "organization", "icertis-access", "dev");
    mkdirSync(locks, { recursive: true });
    const lock = join(locks, "00000000-0000-4000-8000-000000000001.json");
    writeFileSync(
      lock,
      JSON.stringify({ pid: 1, username: "other", hostname: "runner", timestamp: started.toISOString() }),
    );
    assert.match((await step("up --stack dev")).last, /^what to do: another run is updating dev/);
    const cancelled = await job("github", deployer).run("pulumi", ["cancel", "--yes", "--stack", "dev"]);
    assert.equal(cancelled.code, 0, cancelled.text);
    assert.equal((await step("up --stack dev")).code, 0);
    assert.equal((await step("drift --stack dev")).code, 0);
  });

  it("reports what was changed by hand", async () => {
    const [application] = on.sandbox.snapshot().applications as { id: string; displayName: string }[];
    assert.ok(application);
    const change = (displayName: string) =>
      on.sandbox.graph()("PATCH", `/applications/${application.id}`, { displayName });
    await change("Changed by hand");
    const { code, last } = await step("drift --stack dev --report reports/drift.md");
    assert.equal(code, 1);
    assert.match(last, /^what to do: see the report: commit what was changed by hand, or undo it/);
    assert.match(
      readFileSync(join(dev.folder, "reports", "drift.md"), "utf8"),
      /### Drift of dev: [^]*Changed by hand/,
    );
    await change(application.displayName);
  });

  it("revokes: a branch with the commit, a new secret, every older one gone", async () => {
    const [old] = credentialsOf(on.sandbox);
    await runJob("github", "revoke", "revoke");
    const [current, ...more] = credentialsOf(on.sandbox);
    assert.notEqual(current?.keyId, old?.keyId);
    assert.deepEqual(more, []);
    const refs = await processJob(process.env, dev.folder).run("git", ["ls-remote", "origin", "revoke/*"], {
      quiet: true,
    });
    assert.match(refs.out, /refs\/heads\/revoke\/dev-/);
  });

  for (const [index, platform] of (["github", "azure", "gitlab"] as const).entries()) {
    it(`rotates at night on ${platform}, and finds no drift`, async () => {
      at(1 + 150 * (index + 1));
      const name = { github: "nightly dev", azure: "nightly_dev", gitlab: "nightly-dev" }[platform];
      const before = ends();
      const ran = await runJob(platform, "nightly", name);
      assert.equal(ends().length, before.length === 2 ? 2 : before.length + 1);
      assert.match(ran.log.join("\n"), /a person has to enter the new one in UiPath before \d{4}-/);
      assert.equal(ran.kept.length >= 1, true);
    });
  }
});
