import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../workbench/engine/findEngine";
import { findEngine } from "../../workbench/engine/findEngine";
import { describeOnEngine } from "./onEngine";
import { newFaultyStack, type FaultyStack } from "./faultyStack";

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[]>;
  deletedWith?: string;
}

interface State {
  resources: StateResource[];
  pending_operations?: object[];
}

describeOnEngine("icertis-access doctor --fix", {}, () => {
  const engine = findEngine() as Engine;
  let faulty: FaultyStack;
  before(async () => {
    faulty = await newFaultyStack(engine, "2026-12-01T12:00:00Z");
    await faulty.dev.stack.up();
  });
  after(() => faulty.remove());

  const file = () => join(faulty.dev.stateFolder, ".pulumi", "stacks", "icertis-access", "dev.json");
  /** Edits the state where it lies: an import would drop the pending operations. */
  const change = (edit: (state: State) => void) => {
    const whole = JSON.parse(readFileSync(file(), "utf8")) as { checkpoint: { latest: State } };
    edit(whole.checkpoint.latest);
    writeFileSync(file(), JSON.stringify(whole));
  };
  const found = async () => (await faulty.doctor()).map(({ code }) => code).sort();

  it("writes nothing where there is nothing to do", async () => {
    const before = readFileSync(file());
    assert.deepEqual(await faulty.doctor(true), []);
    assert.deepEqual(readFileSync(file()), before);
  });

  it("takes what a run made and did not note into the state, clears what it noted, and removes what nobody has", async () => {
    const { sandbox, dev } = faulty;
    const lost = /ServicePrincipal$|ApplicationIdentifierUri$/;
    let secret: StateResource | undefined;
    let uri: StateResource | undefined;
    let tags: unknown;
    change((state) => {
      secret = state.resources.find(({ type }) => type.endsWith(":ApplicationPassword"));
      uri = state.resources.find(({ type }) => type.endsWith(":ApplicationIdentifierUri"));
      tags = state.resources.find(({ type }) => type.endsWith(":Application"))?.inputs["tags"];
      forget(state, ({ type }) => lost.test(type));
      state.pending_operations = [
        { type: "creating", resource: { ...secret, outputs: {} } },
        // Left by the doctor itself, where that was killed.
        {
          type: "importing",
          resource: { ...uri, inputs: {}, outputs: {}, dependencies: [], propertyDependencies: {} },
        },
      ];
    });
    const graph = sandbox.graph();
    await graph("POST", "/applications", { displayName: "TERRAFORM_UPDATE_1", tags });
    const { applicationId, displayName, endDate } = secret?.outputs ?? {};
    const credential = { passwordCredential: { displayName, endDateTime: endDate } };
    await graph("POST", `${String(applicationId)}/addPassword`, credential);
    lock(faulty, "dev");

    assert.deepEqual(await found(), [
      "application-orphaned",
      "identifier-uri-not-in-state",
      "run-interrupted",
      "run-interrupted",
      "secret-double",
      "service-principal-not-in-state",
    ]);
    assert.deepEqual(await faulty.doctor(true), []);
    await dev.stack.preview({ expectNoChanges: true });
    await dev.stack.up();
    await faulty.assertWhole();
  });

  it("takes the provider's temporary description off a service principal, in Entra ID and in the state", async () => {
    const { sandbox, dev } = faulty;
    const path = `/servicePrincipals/${(await dev.stack.outputs())["servicePrincipalObjectId"]?.value as string}`;
    await sandbox.graph()("PATCH", path, { description: "TERRAFORM_UPDATE_5e121ce0-0000-4000-8000-000000000001" });
    await dev.stack.refresh();
    assert.deepEqual(await found(), ["service-principal-unfinished"]);
    assert.deepEqual(await faulty.doctor(true), []);
    await dev.stack.preview({ expectNoChanges: true, refresh: true });
    await faulty.assertWhole();
  });

  it("restores what was deleted, with its client id, and the next run goes on", async () => {
    const { sandbox, dev } = faulty;
    const before = (await dev.stack.outputs())["clientId"]?.value as string;
    const objectId = (await dev.stack.outputs())["objectId"]?.value as string;
    await sandbox.graph()("DELETE", `/applications/${objectId}`);
    assert.deepEqual(await found(), ["application-gone"]);
    await faulty.doctor("restore");
    await dev.stack.up({ refresh: true });
    assert.equal((await dev.stack.outputs())["clientId"]?.value, before);
    await faulty.assertWhole();
  });
});

describeOnEngine("icertis-access doctor --fix after an adoption", {}, () => {
  const instant = "2026-11-23T08:00:00Z";

  it("leaves a secret that was made by hand with the description and the end of the stack's own", async () => {
    const faulty = await newFaultyStack(findEngine() as Engine, instant);
    try {
      const { sandbox, dev } = faulty;
      await faulty.adoptFromPortal();
      const [application] = sandbox.directory.applications.allNewest();
      const displayName = "ICM API secret which will be used for Access Tokens";
      const made = await sandbox.graph()("POST", `/applications/${application?.id}/addPassword`, {
        passwordCredential: { displayName, endDateTime: "2027-05-22T00:00:00Z" },
      });
      const { keyId } = made.body as { readonly keyId: string };
      await dev.stack.up();
      const own = (await dev.stack.exportStack()).deployment as State;
      const secret = own.resources.find(({ type }) => type.endsWith(":ApplicationPassword"));
      assert.deepEqual(
        [secret?.outputs["displayName"], secret?.outputs["endDate"]],
        [displayName, "2027-05-22T00:00:00Z"],
      );
      // The key is dropped from the configuration, and with it all that the state had of the adoption.
      dev.configure({ adopt: undefined });
      await dev.stack.up();
      for (const findings of [await faulty.doctor(), await faulty.doctor(true)]) {
        assert.ok(findings.every(({ code }) => code === "secret-foreign"));
        assert.ok(findings.some(({ what }) => what.includes(keyId)));
      }
      const [left] = sandbox.directory.applications.allNewest();
      assert.ok(left?.passwordCredentials.some((credential) => credential.keyId === keyId));
      await dev.stack.preview({ expectNoChanges: true });
    } finally {
      await faulty.remove();
    }
  });
});

/** Takes resources out of a state, and every word of them. */
function forget(state: State, isLost: (resource: StateResource) => boolean): void {
  const gone = new Set(state.resources.filter(isLost).map(({ urn }) => urn));
  const left = (urns: readonly string[] = []) => urns.filter((urn) => !gone.has(urn));
  state.resources = state.resources.filter(({ urn }) => !gone.has(urn));
  for (const resource of state.resources) {
    resource.dependencies = left(resource.dependencies);
    for (const [property, urns] of Object.entries(resource.propertyDependencies ?? {})) {
      (resource.propertyDependencies ??= {})[property] = left(urns);
    }
    if (gone.has(resource.deletedWith ?? "")) delete resource.deletedWith;
  }
}

/** The lock a killed run leaves behind. */
function lock({ dev }: FaultyStack, stack: string): void {
  const folder = join(dev.stateFolder, ".pulumi", "locks", "organization", "icertis-access", stack);
  mkdirSync(folder, { recursive: true });
  const holder = { pid: 2 ** 30, username: "somebody", hostname: hostname(), timestamp: "2026-12-01T12:00:00Z" };
  writeFileSync(join(folder, "8b3e0000-0000-4000-8000-000000000000.json"), JSON.stringify(holder));
}
