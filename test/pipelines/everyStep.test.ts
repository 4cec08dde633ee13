import assert from "node:assert/strict";
import { startSandbox, type Sandbox } from "../../packages/entra-sandbox";
import { loadExpressions } from "./githubExpression";
import { jobsOf, platforms, type Occasion } from "./pipelines";
import { platformWorld, type PlatformName, type World } from "./platformWorld";
import { runPlannedJob, type JobRun } from "./runPlannedJob";
import { StandInEngine, standInCheckout } from "./standInEngine";

const deployer = 0;
const reader = 1;

describe("the steps of a pipeline, one after another", () => {
  let sandbox: Sandbox;
  let world: World;
  let engine: StandInEngine;

  before(async () => {
    await loadExpressions();
    sandbox = await startSandbox({
      now: new Date("2026-11-23T08:00:00Z"),
      identities: [{}, { roles: ["Application.Read.All"] }],
    });
    sandbox.clock.freeze(new Date("2026-11-23T08:00:00Z"));
  });
  beforeEach(() => {
    world = platformWorld(sandbox);
    engine = new StandInEngine();
    standInCheckout(world.folder);
  });
  afterEach(() => world.remove());
  after(() => sandbox.close());

  const run = async (platform: PlatformName, occasion: Occasion, name: string): Promise<JobRun> => {
    const planned = jobsOf(platform, occasion).find((job) => job.name === name);
    assert.ok(planned, `${platform} ${occasion} starts ${name}`);
    const identity = occasion === "preview" ? reader : deployer;
    return runPlannedJob(
      planned,
      world.job(platform, identity, (...call) => engine.run(...call)),
    );
  };
  const steps = ({ lines }: JobRun) =>
    lines
      .flatMap((line) => /^npm run -s pipeline -- (\S+)/.exec(line)?.[1] ?? [])
      .filter((step) => step !== "install-pulumi");

  for (const platform of platforms) {
    describe(platform, () => {
      const names = {
        preview: { github: "preview dev", azure: "preview_dev", gitlab: "preview dev" }[platform],
        nightly: { github: "nightly dev", azure: "nightly_dev", gitlab: "nightly-dev" }[platform],
        revoke: { github: "revoke", azure: "revoke", gitlab: "revoke-dev" }[platform],
      };

      it("previews a pull request with an identity that reads, and keeps the report", async () => {
        const ran = await run(platform, "preview", names.preview);
        assert.equal(ran.failed, false, ran.log.join("\n"));
        assert.deepEqual(steps(ran), ["preview"]);
        assert.deepEqual(ran.kept, [platform === "azure" ? "reports" : "reports/"]);
        const sent = engine.calls.map(({ command }) => command.replaceAll(world.folder, "").replace(/ --file .*/, ""));
        assert.deepEqual(sent, [
          "pulumi stack export --stack dev",
          "pulumi stack init dev --secrets-provider passphrase",
          "pulumi stack import --stack dev",
          "pulumi preview --diff --stack dev",
        ]);
        const preview = engine.calls.at(-1)?.environment;
        assert.match(preview?.["PULUMI_BACKEND_URL"] ?? "", /^file:/);
        assert.equal(preview?.["AZURE_FEDERATED_TOKEN_FILE"], undefined);
      });

      it("updates dev on a merge, verifies it, and says who has to do what with the new secret", async () => {
        const ran = await run(platform, "deploy", "dev");
        assert.equal(ran.failed, false, ran.log.join("\n"));
        assert.deepEqual(steps(ran), ["up", "verify"]);
        assert.deepEqual(
          engine.lines.map((line) => line.replace(world.folder, "")),
          [
            "pulumi stack output --json --stack dev",
            "pulumi up --yes --stack dev",
            "pulumi stack output --json --stack dev",
            "icertis-access handoff --stack dev --format html --out /handoff/dev.html",
            "icertis-access verify --stack dev --app-only",
          ],
        );
        assert.deepEqual(ran.kept, [platform === "azure" ? "handoff" : "handoff/"]);
        const notice = ran.log.find((line) => line.includes("has to enter it in UiPath now"));
        assert.ok(notice, ran.log.join("\n"));
      });

      it("keeps no page and gives no notice where the secret is the same", async () => {
        engine.keyId = "key-1";
        const ran = await run(platform, "deploy", "dev");
        assert.equal(ran.failed, false);
        assert.deepEqual(ran.kept, []);
        assert.equal(
          ran.log.some((line) => line.includes("UiPath")),
          false,
        );
      });

      it("rotates at night from the released commit, checks for drift and looks at the secret", async () => {
        const released = "abc123".padEnd(40, "0");
        engine.releases.push(released);
        engine.keyId = "key-1";
        engine.nextKeyId = "key-2";
        engine.previousExpiresOn = "2027-05-22T00:00:00Z";
        const ran = await run(platform, "nightly", names.nightly);
        assert.equal(ran.failed, false, ran.log.join("\n"));
        const alarm = platform === "gitlab" ? await run(platform, "nightly", "alarm-dev") : undefined;
        const all = [ran, ...(alarm ? [alarm] : [])].flatMap(steps);
        assert.deepEqual(all, ["check-out-deployed", "up", "verify", "drift", "status"]);
        assert.equal(engine.head, released);
        assert.ok(
          engine.lines.includes("pulumi preview --refresh --expect-no-changes --diff --suppress-outputs --stack dev"),
        );
        assert.ok(engine.lines.includes("icertis-access secret status --stack dev"));
        assert.ok(ran.log.some((line) => line.includes("enter the new one in UiPath before 2027-05-22T00:00:00Z")));
        assert.deepEqual(ran.kept, [platform === "azure" ? "handoff" : "handoff/"]);
      });

      it("revokes from the released commit, records it on a branch before anything happens, then updates", async () => {
        engine.releases.push(engine.head);
        engine.keyId = "key-1";
        engine.nextKeyId = "key-2";
        const ran = await run(platform, "revoke", names.revoke);
        assert.equal(ran.failed, false, ran.log.join("\n"));
        assert.deepEqual(steps(ran), ["check-out-deployed", "revoke", "up", "verify"]);
        const order = engine.lines.filter((line) => /secret revoke|git .*(commit|push)|pulumi up/.test(line));
        assert.deepEqual(order, [
          "icertis-access secret revoke --stack dev --file Pulumi.dev.yaml",
          "git -c user.name=icertis-access -c user.email=icertis-access@users.noreply.invalid commit --all --message Revoke the client secrets of dev",
          "git push origin HEAD:refs/heads/revoke/dev-2026-11-23T08-00-00Z",
          "pulumi up --yes --stack dev",
        ]);
        assert.ok(ran.log.some((line) => line.includes("merge it, or the next release refuses to run")));
      });

      it("never runs the code of a fork", () => {
        assert.deepEqual(jobsOf(platform, "fork"), []);
      });

      it("holds one lock per stack in every pipeline that updates it, and is neither cancelled nor displaced", () => {
        const started = (["deploy", "nightly", "refresh", "revoke"] as const).flatMap((occasion) =>
          ["dev", "prod"].flatMap((stack) => jobsOf(platform, occasion, stack)),
        );
        const locks = started.filter(({ steps: own }) => own.some(({ text }) => /-- up /.test(text)));
        assert.ok(locks.length >= 8);
        for (const job of locks) {
          const stack = job.environment?.replace("icertis-", "") ?? "";
          assert.match(job.lock ?? "", new RegExp(`^icertis-(access-)?${stack}( sequential)?$`), job.name);
          assert.equal(job.cancelled, false, job.name);
          assert.equal(job.displaced, false, job.name);
        }
      });
    });
  }

  it("puts the reports of all stacks into one comment on GitHub, and rewrites it", async () => {
    await run("github", "preview", "preview dev");
    await run("github", "preview", "preview prod");
    for (let round = 0; round < 2; round++) {
      const ran = await run("github", "preview", "comment");
      assert.equal(ran.failed, false, ran.log.join("\n"));
    }
    assert.equal(world.comments.length, 1);
    const body = world.comments[0]?.body ?? "";
    assert.match(body, /### Preview of dev: 8 unchanged[^]*### Preview of prod: 8 unchanged/);
  });

  it("gives a job the same token for the provider and the backend, and no stored secret", async () => {
    await run("github", "deploy", "dev");
    const { environment = {} } = engine.calls.find(({ command }) => command.startsWith("pulumi up")) ?? {};
    const { ARM_OIDC_TOKEN: token, AZURE_FEDERATED_TOKEN_FILE: file, ...rest } = environment;
    assert.match(token ?? "", /^ey/);
    assert.match(file ?? "", /token$/);
    assert.deepEqual(rest, {
      PULUMI_BACKEND_URL: "azblob://state-dev?storage_account=acme",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ARM_TENANT_ID: sandbox.tenantId,
      ARM_CLIENT_ID: sandbox.identities[0]?.clientId,
      ARM_USE_OIDC: "true",
      ARM_USE_CLI: "false",
      ARM_USE_MSI: "false",
      AZURE_TENANT_ID: sandbox.tenantId,
      AZURE_CLIENT_ID: sandbox.identities[0]?.clientId,
      ARM_CLIENT_SECRET: undefined,
      AZURE_CLIENT_SECRET: undefined,
    });
  });
});
