import assert from "node:assert/strict";
import type { EngineStack } from "../../workbench/engine/engineStack";
import { describeOnEngine, type OnEngine } from "./onEngine";
import { onlyApplication } from "./tenant";

const start = { now: new Date("2026-11-23T08:00:00Z") };

async function deletedByHand(on: OnEngine, settings: Readonly<Record<string, unknown>> = {}) {
  const dev = await on.newStack("dev");
  on.setNow(dev, "2026-11-23T08:00:00Z");
  dev.configure(settings);
  const { outputs } = await dev.up();
  const objectId = outputs["objectId"]?.value as string;
  const graph = on.sandbox.graph();
  assert.equal((await graph("DELETE", `/applications/${objectId}`)).status, 204);
  const restore = async () => {
    assert.equal((await graph("POST", `/directory/deletedItems/${objectId}/restore`)).status, 200);
  };
  return { dev, objectId, clientId: outputs["clientId"]?.value as string, restore };
}

describeOnEngine("a registration that was deleted by hand", start, (on) => {
  let dev: EngineStack;
  let lost: Awaited<ReturnType<typeof deletedByHand>>;

  before(async () => {
    lost = await deletedByHand(on);
    dev = lost.dev;
  });

  it("is not replaced by another one unasked: the preview names the old one and the doctor", async () => {
    const rejected = new RegExp(`application ${lost.objectId} with the client id ${lost.clientId}.*doctor --stack dev`);
    await assert.rejects(dev.stack.preview({ refresh: true }), rejected);
    assert.deepEqual(on.sandbox.directory.applications.allNewest(), []);
  });

  it("is whole again once it is restored", async () => {
    await lost.restore();
    await dev.stack.preview({ expectNoChanges: true, refresh: true });
    assert.equal(onlyApplication(on.sandbox).appId, lost.clientId);
  });

  it("is not replaced by an update without a preview either, and adopted once it is restored", async () => {
    assert.equal((await on.sandbox.graph()("DELETE", `/applications/${lost.objectId}`)).status, 204);
    await assert.rejects(dev.stack.up({ refresh: true }), new RegExp(`application ${lost.objectId}`));
    // The refresh took it out of the state, and that stays.
    await assert.rejects(dev.stack.preview(), new RegExp(`application ${lost.objectId}`));
    assert.deepEqual(on.sandbox.directory.applications.allNewest(), []);
    await lost.restore();
    dev.configure({ adopt: { applicationObjectId: lost.objectId } });
    await dev.up();
    dev.configure({ adopt: undefined });
    await dev.stack.preview({ expectNoChanges: true, refresh: true });
    assert.equal(onlyApplication(on.sandbox).appId, lost.clientId);
  });

  it("is told of by a rotation", async () => {
    assert.equal((await on.sandbox.graph()("DELETE", `/applications/${lost.objectId}`)).status, 204);
    on.setNow(dev, "2027-04-22T08:00:00Z");
    await assert.rejects(dev.up(), /icertis-access doctor/);
  });
});

describeOnEngine("a client registration that was deleted by hand", start, (on) => {
  it("is not replaced unasked, and a stack gets one of its own where it had none", async () => {
    const dev = await on.newStack("dev");
    on.setNow(dev, "2026-11-23T08:00:00Z");
    await dev.up();
    dev.configure({ clientApplication: "separate", rotation: revocable });
    const { outputs } = await dev.up();
    const objectId = outputs["objectId"]?.value as string;
    assert.notEqual(objectId, outputs["apiObjectId"]?.value);
    assert.equal((await on.sandbox.graph()("DELETE", `/applications/${objectId}`)).status, 204);
    await assert.rejects(dev.stack.preview({ refresh: true }), new RegExp(`application ${objectId}`));
  });
});

/** The rotation of the dev stack, its live secret free to be deleted. */
const revocable = {
  firstIssued: "2026-11-23",
  lifetimeDays: 180,
  overlapDays: 30,
  allowRevocationUntil: "2026-11-23T09:00:00Z",
};
