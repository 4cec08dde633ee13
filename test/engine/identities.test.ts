import assert from "node:assert/strict";
import type { EngineStack } from "../../workbench/engine/engineStack";
import { describeOnEngine, type OnEngine } from "./onEngine";
import { graphCalls, registrationOf } from "./portal";
import { onlyApplication } from "./tenant";

const pipeline = { clientId: "a1100000-0000-4000-8000-000000000001", objectId: "0b100000-0000-4000-8000-000000000001" };
const engineer = {
  clientId: "a1100000-0000-4000-8000-000000000002",
  objectId: "0b100000-0000-4000-8000-000000000002",
  roles: ["Application.ReadWrite.All"],
};
const ada = "4e3a0000-0000-4000-8000-000000000001";
const start = {
  now: new Date("2026-11-23T08:00:00Z"),
  identities: [pipeline, engineer],
  users: [{ id: ada, userPrincipalName: "ada@contoso.example" }],
};

async function newDev(on: OnEngine) {
  const dev = await on.newStack("dev");
  on.setNow(dev, "2026-11-23T08:00:00Z");
  const deployAs = ({ clientId }: { readonly clientId: string }) => {
    const identity = on.sandbox.identities.find((one) => one.clientId === clientId);
    assert.ok(identity);
    dev.setEnvironment({ ARM_CLIENT_ID: identity.clientId, ARM_CLIENT_SECRET: identity.clientSecret });
  };
  return { dev, deployAs };
}

describeOnEngine("a second identity that deploys with owners: []", start, (on) => {
  let dev: EngineStack;
  let deployAs: (identity: { readonly clientId: string }) => void;
  const owners = () => {
    const { application, servicePrincipal } = registrationOf(on.sandbox, onlyApplication(on.sandbox).appId);
    return [application.owners, servicePrincipal.owners].map((ids) => [...ids].sort());
  };

  before(async () => {
    ({ dev, deployAs } = await newDev(on));
    deployAs(pipeline);
    await dev.up();
  });

  it("is refused before it evicts the first, with the list that holds both", async () => {
    deployAs(engineer);
    const list = new RegExp(`icertis-access:owners: \\["${pipeline.objectId}","${engineer.objectId}"\\]`);
    await assert.rejects(dev.stack.preview(), list);
    await assert.rejects(dev.stack.preview({ refresh: true }), list);
    await assert.rejects(dev.stack.up(), list);
    assert.deepEqual(owners(), [[pipeline.objectId], [pipeline.objectId]]);
  });

  it("deploys with that list, and so does the first", async () => {
    dev.configure({ owners: [pipeline.objectId, engineer.objectId] });
    await dev.up();
    const both = [pipeline.objectId, engineer.objectId];
    assert.deepEqual(owners(), [both, both]);
    deployAs(pipeline);
    dev.configure({ displayName: "ICM API by the pipeline" });
    await dev.up();
    assert.equal(onlyApplication(on.sandbox).displayName, "ICM API by the pipeline");
  });

  it("is removed by a list, and by nothing less", async () => {
    dev.configure({ owners: undefined });
    await assert.rejects(dev.stack.preview(), new RegExp(`would remove ${engineer.objectId}`));
    dev.configure({ owners: [pipeline.objectId] });
    await dev.up();
    assert.deepEqual(owners(), [[pipeline.objectId], [pipeline.objectId]]);
  });
});

describeOnEngine("an owner that Entra ID does not accept", start, (on) => {
  const nobody = "dead0000-0000-4000-8000-000000000001";
  let dev: EngineStack;

  before(async () => {
    const made = await newDev(on);
    dev = made.dev;
    made.deployAs(pipeline);
  });

  it("is named before a first run", async () => {
    dev.configure({ owners: [pipeline.objectId, nobody] });
    const named = new RegExp(`icertis-access:owners: got "${nobody}"; is no user or service principal of this tenant`);
    await assert.rejects(dev.stack.preview(), named);
    await assert.rejects(dev.stack.up(), named);
    assert.deepEqual(on.sandbox.directory.applications.allNewest(), []);
  });

  it("is named before an update, with what it is", async () => {
    dev.configure({ owners: [pipeline.objectId, ada] });
    await dev.up();
    const { id } = onlyApplication(on.sandbox);
    dev.configure({ owners: [pipeline.objectId, ada, nobody, id] });
    await assert.rejects(dev.stack.preview(), new RegExp(`got "${nobody}"`));
    await assert.rejects(dev.stack.preview(), new RegExp(`got "${id}"; is the object id of a(?:n)? application`, "i"));
  });

  it("is not looked for where no owner changes", async () => {
    dev.configure({ owners: [pipeline.objectId, ada] });
    on.sandbox.requestLog.clear();
    await dev.stack.preview({ expectNoChanges: true });
    assert.equal(graphCalls(on.sandbox), 0);
  });
});
