import assert from "node:assert/strict";
import type { EngineStack } from "../../workbench/engine/engineStack";
import { describeOnEngine } from "./onEngine";
import { onlyApplication } from "./tenant";

const pipeline = { clientId: "a1100000-0000-4000-8000-000000000001", objectId: "0b100000-0000-4000-8000-000000000001" };
const engineer = { clientId: "a1100000-0000-4000-8000-000000000002", objectId: "0b100000-0000-4000-8000-000000000002" };

describeOnEngine(
  "two identities that deploy one stack",
  { now: new Date("2026-11-23T08:00:00Z"), identities: [pipeline, engineer] },
  (on) => {
    let dev: EngineStack;

    function deployAs(index: number): void {
      const identity = on.sandbox.identities[index];
      assert.ok(identity);
      dev.setEnvironment({ ARM_CLIENT_ID: identity.clientId, ARM_CLIENT_SECRET: identity.clientSecret });
    }

    before(async () => {
      dev = await on.newStack("dev");
      on.setNow(dev, "2026-11-23T08:00:00Z");
    });

    it("are refused, with the id to add, where one would evict the other", async () => {
      dev.configure({ owners: [pipeline.objectId] });
      deployAs(1);
      await assert.rejects(dev.up(), (error: Error) => {
        assert.match(error.message, new RegExp(`this run deploys as ${engineer.objectId}`));
        assert.match(error.message, new RegExp(`add ${engineer.objectId} to the list`));
        assert.doesNotMatch(error.message, /at .*\.ts:\d+/);
        return true;
      });
      assert.deepEqual(on.sandbox.directory.applications.allNewest(), []);
    });

    it("take turns where both are listed, each with the right to what it owns only", async () => {
      dev.configure({ owners: [pipeline.objectId, engineer.objectId] });
      deployAs(0);
      await dev.up();
      deployAs(1);
      assert.deepEqual((await dev.stack.preview({ expectNoChanges: true })).changeSummary, { same: 9 });
      dev.configure({ displayName: "ICM API by the engineer" });
      await dev.up();
      deployAs(0);
      dev.configure({ displayName: "ICM API by the pipeline" });
      await dev.up();
      const application = onlyApplication(on.sandbox);
      assert.equal(application.displayName, "ICM API by the pipeline");
      assert.deepEqual([...application.owners].sort(), [pipeline.objectId, engineer.objectId]);
    });
  },
);
