import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { EngineRun } from "../../pipelines/fleet/engineRun";
import { fleetStep } from "../../pipelines/fleet/fleetStep";
import type { FleetStack } from "../../pipelines/fleet/stacksFile";
import type { Environment, Job } from "../../pipelines/steps/job";
import { endedWith } from "../../pipelines/steps/runStep";
import { startSandbox, type Sandbox } from "../../sandbox";
import { platformWorld, type World } from "../pipelines/platformWorld";
import { StandInEngine } from "../pipelines/standInEngine";

interface Seen {
  readonly stack: string;
  readonly environment: Environment;
  readonly tokenFile: boolean;
}

describe("the stacks of a fleet in a pipeline", () => {
  let sandbox: Sandbox;
  let world: World;
  let cli: StandInEngine;
  let seen: Seen[];
  let log: string[];
  before(async () => {
    sandbox = await startSandbox({ identities: [{}, {}, { roles: ["Application.Read.All"] }] });
  });
  beforeEach(() => {
    world = platformWorld(sandbox);
    cli = new StandInEngine();
    cli.keyId = "key-1";
    [seen, log] = [[], []];
    for (const name of ["dev", "prod"]) writeFileSync(join(world.folder, `Pulumi.${name}.yaml`), "config: {}\n");
  });
  afterEach(() => world.remove());
  after(() => sandbox.close());

  const clientId = (identity: number) => sandbox.identities[identity]?.clientId ?? "";

  /** An engine whose secret is what `keys` says, run after run; an Error fails that run. */
  const engineOf = (...keys: (string | Error)[]): EngineRun => {
    return (_, stack, environment) => {
      const tokenFile = existsSync(environment["AZURE_FEDERATED_TOKEN_FILE"] ?? "");
      seen.push({ stack, environment, tokenFile });
      const key = keys.shift() ?? "key-1";
      if (key instanceof Error) return Promise.reject(key);
      const published = { keyId: key, expiresOn: "2027-05-01", previousExpiresOn: "2027-02-21" };
      return Promise.resolve({ changes: { same: 8 }, text: "", published });
    };
  };

  const run = (stacks: readonly FleetStack[], engine: EngineRun, verb: "up" | "preview" = "up") => {
    writeFileSync(join(world.folder, "stacks.yaml"), stringify({ concurrency: 1, stacks }));
    const made = world.job("github", 0, (...call) => cli.run(...call));
    let tokens = 0;
    const fetch: Job["fetch"] = (url, init) => {
      if (url.startsWith("https://platform.test/")) world.claims["jti"] = String(++tokens);
      return made.fetch(url, init);
    };
    const job = { ...made, fetch, log: (line: string) => log.push(line) };
    const options = { stacks: "stacks.yaml", report: "reports/fleet.md", handoff: "handoff" };
    return endedWith(job, () => fleetStep(job, verb, options, engine));
  };
  const report = () => readFileSync(join(world.folder, "reports", "fleet.md"), "utf8");

  it("sign in for each stack and for each run of it, and leave no token behind", async () => {
    const throttled = new Error("error: unexpected status 429 (429 Too Many Requests)");
    assert.equal(await run([{ name: "dev" }, { name: "prod" }], engineOf(throttled)), 0);
    assert.deepEqual(
      seen.map(({ stack, tokenFile }) => [stack, tokenFile]),
      [
        ["dev", true],
        ["prod", true],
        ["dev", true],
      ],
    );
    for (const name of ["ARM_OIDC_TOKEN", "AZURE_FEDERATED_TOKEN_FILE"]) {
      assert.equal(new Set(seen.map(({ environment }) => environment[name])).size, 3, name);
    }
    for (const { environment } of seen)
      assert.equal(existsSync(environment["AZURE_FEDERATED_TOKEN_FILE"] ?? ""), false);
    assert.doesNotMatch(log.join("\n"), /eyJ/);
  });

  it("are each their line's identity, for state and key as for Graph", async () => {
    const backendUrl = "azblob://{stack}?storage_account=contoso";
    assert.equal(await run([{ name: "dev" }, { name: "prod", clientId: clientId(1), backendUrl }], engineOf()), 0);
    assert.deepEqual(
      seen.map(({ environment: { ARM_CLIENT_ID, AZURE_CLIENT_ID, PULUMI_BACKEND_URL } }) => [
        ARM_CLIENT_ID,
        AZURE_CLIENT_ID,
        PULUMI_BACKEND_URL,
      ]),
      [
        [clientId(0), clientId(0), "azblob://state-dev?storage_account=acme"],
        [clientId(1), clientId(1), "azblob://prod?storage_account=contoso"],
      ],
    );
    const [, call] = cli.calls;
    assert.equal(call?.command, "pulumi stack output --json --stack prod");
    assert.equal(call?.environment["AZURE_CLIENT_ID"], clientId(1));
  });

  it("fail alone where the line's identity may not write, with the remedy of the sign-in", async () => {
    assert.equal(await run([{ name: "dev", clientId: clientId(2) }, { name: "prod" }], engineOf()), 1);
    assert.deepEqual(
      seen.map(({ stack }) => stack),
      ["prod"],
    );
    assert.match(log.at(-1) ?? "", /^what to do: dev: grant it Microsoft Graph's application permission/);
  });

  it("leave a page and a notice for each secret that changed, made with a token of its own", async () => {
    assert.equal(await run([{ name: "dev" }, { name: "prod" }], engineOf("key-1", "key-2")), 0);
    assert.equal(existsSync(join(world.folder, "handoff", "dev.html")), false);
    assert.equal(existsSync(join(world.folder, "handoff", "prod.html")), true);
    assert.match(log.join("\n"), /::warning::the client secret of prod changed: .* before 2027-02-21/);
    assert.match(
      report(),
      /\| prod \| secret changed \| 1 \| [\d.]+ \| a person has to enter .* before 2027-02-21: handoff\/prod\.html \|/,
    );
    const handOff = cli.calls.find(({ command }) => command.startsWith("icertis-access handoff"));
    assert.notEqual(handOff?.environment["ARM_OIDC_TOKEN"], seen[1]?.environment["ARM_OIDC_TOKEN"]);
  });

  it("leave the page also where the secret changed in the run before, which failed on the way", async () => {
    const engine = engineOf(new Error("error: deleting the old one: unexpected status 503"), "key-2");
    const failing: EngineRun = (verb, stack, environment) => {
      const ended = engine(verb, stack, environment);
      cli.keyId = "key-2";
      return ended;
    };
    assert.equal(await run([{ name: "dev" }], failing), 0);
    assert.equal(existsSync(join(world.folder, "handoff", "dev.html")), true);
  });

  it("say so where the page could not be written", async () => {
    cli.failures.push({ on: "icertis-access handoff", text: "no" });
    assert.equal(await run([{ name: "dev" }], engineOf("key-2")), 1);
    assert.match(log.at(-1) ?? "", /^what to do: dev: .*UiPath/);
  });

  it("ask for no outputs where nothing is updated", async () => {
    assert.equal(await run([{ name: "dev" }], engineOf(), "preview"), 0);
    assert.deepEqual(cli.lines, []);
  });
});
