import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { demoCommand } from "../../workbench/demo/command";
import { chooseEngine, realEngine, type DemoEngine, type EngineKind } from "../../workbench/demo/engines";
import { startSandbox, type Sandbox } from "../../packages/entra-sandbox";
import { withEnvironment } from "../../workbench/engine/environment";
import { temporaryFolder } from "../temporaryFolder";

const project = join(__dirname, "..", "..");
const { dependencies } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
  dependencies: Record<string, string>;
};
const [azuread, random] = [dependencies["@pulumi/azuread"], dependencies["@pulumi/random"]];

describe("the choice of the demo's engine", () => {
  let sandbox: Sandbox;
  const folder = temporaryFolder();
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.close());

  const chosen = (choice: EngineKind | undefined) =>
    withEnvironment({ PATH: folder, PULUMI_HOME: join(folder, "home") }, async () => {
      const engine: DemoEngine = (await chooseEngine(choice))(sandbox);
      engine.close();
      return engine;
    });
  const installCli = (script: string) => {
    for (const name of ["pulumi", "pulumi-language-nodejs"]) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
  };
  const plugin = (name: string) => join(folder, "home", "plugins", `resource-${name}`);

  it("is the fake where there is no CLI, found out in less than a second", async () => {
    const started = performance.now();
    const engine = await chosen(undefined);
    assert.equal(performance.now() - started < 1000, true);
    assert.equal(engine.kind, "fake");
    assert.equal(engine.description.includes(`no pulumi command on PATH or in ${join(folder, "home", "bin")}`), true);
  });

  it("is refused where the real engine is asked for and is not there", async () => {
    await assert.rejects(chosen("real"), { code: "engine-missing" });
  });

  it("takes plugins of the very versions the SDKs ask for, and says how to get them", async () => {
    installCli("echo v3.259.0");
    for (const name of ["azuread-v6.0.0", `random-v${random}`]) mkdirSync(plugin(name), { recursive: true });
    const missing = `no plugin azuread ${azuread} in ${join(folder, "home", "plugins")}; install with: pulumi plugin install resource azuread ${azuread}`;
    await assert.rejects(chosen("real"), { message: missing });
    assert.equal((await chosen(undefined)).description.includes(`(${missing})`), true);
    renameSync(plugin("azuread-v6.0.0"), plugin(`azuread-v${azuread}`));
    assert.equal((await chosen("real")).kind, "real");
  });

  for (const [script, found] of [
    ["echo v2.25.0", "is version 2.25.0"],
    ["echo v3.243.0", "is version 3.243.0"],
    ["echo v4.0.0", "is version 4.0.0"],
    ["echo built from source", "reports no version"],
    ["exit 1", "does not run"],
  ] as const) {
    it(`is the fake where the CLI ${found}, and names that CLI`, async () => {
      installCli(script);
      const reason = `the Pulumi CLI ${join(folder, "pulumi")} ${found}; version 3 from 3.244.0 on is needed, see https://www.pulumi.com/docs/install/`;
      assert.equal((await chosen(undefined)).description.includes(`(${reason})`), true);
      await assert.rejects(chosen("real"), { message: reason });
    });
  }

  it("is the fake on demand, and the real engine where it has everything", async () => {
    assert.equal((await chosen("fake")).kind, "fake");
    installCli("echo v3.259.0");
    assert.equal((await chosen("real")).kind, "real");
    assert.equal((await chosen(undefined)).kind, process.platform === "linux" ? "real" : "fake");
    assert.equal((await chosen("fake")).kind, "fake");
  });

  it("leaves nothing behind where the CLI fails for one stack, once the other is made too", async () => {
    const temporary = join(folder, "tmp");
    mkdirSync(temporary);
    // Makes prod, after a while, but not dev.
    installCli(`case "$*" in
  version) echo v3.259.0 ;;
  stack*dev*) echo 'error: the disk is full' >&2; exit 1 ;;
  *) sleep 0.1 ;;
esac`);
    const errors: string[] = [];
    const code = await withEnvironment({ PATH: [folder, process.env["PATH"]].join(":"), TMPDIR: temporary }, () =>
      demoCommand([], {
        out: { write: () => undefined, isTerminal: false },
        errors: { write: (text) => void errors.push(text), isTerminal: false },
        engineFor: () => Promise.resolve((local) => realEngine({ folder, plugins: join(folder, "plugins") }, local)),
      }),
    );
    assert.deepEqual(
      [code, errors.join("")],
      [2, `demo: ${join(folder, "pulumi")} makes no stack dev: error: the disk is full\n`],
    );
    assert.deepEqual(
      readdirSync(temporary).filter((name) => name.startsWith("icertis-access-")),
      [],
    );
  }).timeout(20_000);
});
