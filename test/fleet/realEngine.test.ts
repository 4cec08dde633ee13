import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { findEngine, type Engine } from "../../engine/findEngine";
import { describeOnEngine } from "../engine/onEngine";
import { fleetFolder, type FleetFolder } from "./fleetFolder";

const fleetMain = join(__dirname, "..", "..", "pipelines", "fleet", "main.ts");
const instant = "2026-11-23T08:00:00Z";

describeOnEngine("a fleet on a throttled Graph", { now: new Date(instant) }, (on) => {
  let fleet: FleetFolder;
  before(async () => {
    fleet = await fleetFolder(findEngine() as Engine, 3, instant.slice(0, 10));
    writeFileSync(join(fleet.folder, "stacks.yaml"), stringify({ stacks: fleet.names.map((name) => ({ name })) }));
  });
  after(() => fleet.remove());

  const run = (...words: string[]) =>
    new Promise<{ code: number; lines: string[] }>((resolve) => {
      const args = ["--require", "ts-node/register/transpile-only", fleetMain, ...words, "--stacks", "stacks.yaml"];
      const env = { ...process.env, ...fleet.environment, ...on.sandbox.environment, ICERTIS_ACCESS_NOW: instant };
      const child = spawn(process.execPath, args, { cwd: fleet.folder, env, stdio: ["ignore", "pipe", "pipe"] });
      let text = "";
      child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
      child.on("close", (code) => resolve({ code: code ?? 1, lines: text.trim().split("\n") }));
    });

  it("deploys the stacks that can be, waits when Graph says so, and names what to do for the one that cannot", async () => {
    const bad = join(fleet.folder, "Pulumi.customer-2.yaml");
    const good = readFileSync(bad, "utf8");
    writeFileSync(bad, good.replace("displayName: ICM API customer-2", 'displayName: ""'));
    for (let skip = 5; skip < 60; skip += 12) {
      on.sandbox.faults.add({
        path: "/v1.0/**",
        skip,
        times: 1,
        effect: { kind: "status", status: 429, retryAfterSeconds: 1 },
      });
    }
    const first = await run("up");
    assert.equal(first.code, 1);
    assert.equal(
      first.lines.at(-1),
      "what to do: customer-2: correct the stack's Pulumi file as the message says; nothing was changed",
    );
    const throttled = on.sandbox.requestLog.exchanges.filter(({ status }) => status === 429).length;
    assert.ok(throttled >= 3, String(throttled));
    const pages = () => fleet.names.filter((name) => existsSync(join(fleet.folder, "handoff", `${name}.html`)));
    assert.deepEqual(pages(), ["customer-1", "customer-3"]);
    writeFileSync(bad, good);
    assert.equal((await run("up", "--only", "customer-2")).code, 0);
    assert.deepEqual(pages(), fleet.names);
    const { applications } = on.sandbox.snapshot();
    assert.deepEqual(
      applications.map(({ displayName, passwordCredentials }) => [displayName, passwordCredentials.length]).sort(),
      fleet.names.map((name) => [`ICM API ${name}`, 1]),
    );
  });

  it("finds nothing to change and no drift afterwards", async () => {
    for (const verb of ["preview", "drift"]) {
      const { code, lines } = await run(verb);
      assert.equal(code, 0, lines.join("\n"));
      const report = readFileSync(join(fleet.folder, "reports", `fleet-${verb}.md`), "utf8");
      assert.equal([...report.matchAll(/\| nothing to change \|/g)].length, 3, report);
    }
  });
});
