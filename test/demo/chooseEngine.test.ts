import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseEngine } from "../../demo/chooseEngine";
import type { DemoEngine } from "../../demo/deployedStack";
import { startSandbox, type Sandbox } from "../../sandbox";
import { withEnvironment } from "../rehearsal";

describe("the choice of the demo's engine", () => {
  let sandbox: Sandbox;
  let folder: string;
  before(async () => {
    sandbox = await startSandbox();
    folder = mkdtempSync(join(tmpdir(), "icertis-access-no-engine-"));
  });
  after(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });

  const chosen = (choice: "real" | "rehearsal" | undefined) =>
    withEnvironment({ PATH: folder, PULUMI_HOME: join(folder, "home") }, () => {
      const engine: DemoEngine = chooseEngine(choice)(sandbox);
      engine.close();
      return Promise.resolve(engine);
    });

  it("is the rehearsal where there is no CLI, found out in less than a second", async () => {
    const started = performance.now();
    const engine = await chosen(undefined);
    assert.equal(performance.now() - started < 1000, true);
    assert.equal(engine.kind, "rehearsal");
    assert.equal(engine.description.includes(`no pulumi command on PATH or in ${join(folder, "home", "bin")}`), true);
  });

  it("is refused where the real engine is asked for and is not there", async () => {
    await assert.rejects(chosen("real"), /^Error: no pulumi command on PATH or in /);
  });

  it("is the rehearsal on demand, and the real engine where it has everything", async () => {
    assert.equal((await chosen("rehearsal")).kind, "rehearsal");
    for (const name of ["pulumi", "pulumi-language-nodejs"]) writeFileSync(join(folder, name), "");
    for (const name of ["azuread", "random"]) {
      mkdirSync(join(folder, "home", "plugins", `resource-${name}-v1.0.0`), { recursive: true });
    }
    assert.equal((await chosen("real")).kind, "real");
    assert.equal((await chosen(undefined)).kind, process.platform === "linux" ? "real" : "rehearsal");
    assert.equal((await chosen("rehearsal")).kind, "rehearsal");
  });
});
