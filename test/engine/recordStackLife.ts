import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createEngineStack } from "../../workbench/engine/engineStack";
import { findEngine } from "../../workbench/engine/findEngine";
import { Recorder, startSandbox, type RecordedOperation } from "../../packages/entra-sandbox";

/**
 * Records what the real azuread provider asks for in the life of the dev stack: `npx ts-node
 * test/engine/recordStackLife.ts`, with a Pulumi CLI and its plugins installed. Takes about two minutes.
 */
async function record(): Promise<void> {
  const engine = findEngine();
  if ("missing" in engine) throw new Error(engine.missing);
  const sandbox = await startSandbox({ now: new Date("2026-11-23T08:00:00Z") });
  const project = join(__dirname, "..", "..");
  const dev = await createEngineStack(engine, { name: "dev", environment: sandbox.environment, project });
  const recorder = new Recorder(sandbox);
  const operations: RecordedOperation[] = [];
  const at = (instant: string) => {
    sandbox.clock.set(new Date(instant));
    dev.setNow(instant);
  };
  const operation = async (name: string, run: () => Promise<unknown>) => {
    await run();
    operations.push(recorder.operation(name));
  };
  try {
    at("2026-11-23T08:00:00Z");
    await operation("create", () => dev.up());
    await operation("refresh", () => dev.stack.refresh());
    dev.configure({ scopes: [{ value: "user_impersonation" }, { value: "Agreements.Read" }] });
    await operation("add a scope", () => dev.up());
    dev.configure({ scopes: [{ value: "Agreements.Read" }] });
    await operation("remove a scope", () => dev.up());
    // dev: 180 days of life, 30 of overlap.
    at("2027-04-22T08:00:00Z");
    await operation("rotate the secret", () => dev.up());
    at("2027-05-22T08:00:00Z");
    await operation("remove the expired secret", () => dev.up());
    const rotation = { firstIssued: "2026-11-23", lifetimeDays: 180, overlapDays: 30 };
    dev.configure({ rotation: { ...rotation, allowRevocationUntil: "2027-05-22T09:00:00Z" } });
    await operation("destroy", () => dev.destroy());
  } finally {
    dev.remove();
    await sandbox.close();
  }
  const manifest = readFileSync(require.resolve("@pulumi/azuread/package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const file = join(project, "packages", "entra-sandbox", "test", "recordings", "stackLife.json");
  writeFileSync(file, `${JSON.stringify({ provider: `azuread ${version}`, operations }, null, 2)}\n`);
}

void record();
