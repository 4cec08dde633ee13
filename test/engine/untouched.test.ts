import assert from "node:assert/strict";
import type { EngineStack } from "../../workbench/engine/engineStack";
import { describeOnEngine, type OnEngine } from "./onEngine";
import { graphCalls, patch, registrationOf, setInPortal, unordered } from "./portal";

const colleague = "4e3a0000-0000-4000-8000-000000000001";
const start = {
  now: new Date("2026-11-23T08:00:00Z"),
  users: [{ id: colleague, userPrincipalName: "ada@contoso.example", isAdmin: true }],
};

async function deployed(on: OnEngine, settings: Readonly<Record<string, unknown>> = {}) {
  const dev = await on.newStack("dev");
  on.setNow(dev, "2026-11-23T08:00:00Z");
  dev.configure(settings);
  const { outputs } = await dev.up();
  return { dev, outputs };
}

/** Fails where anything but `changed` differs. */
function assertKept<T extends object>(after: T, before: T, changed: Partial<T>): void {
  assert.deepEqual(unordered(after), unordered({ ...before, ...changed }));
}

describeOnEngine("what an administrator sets in the portal", start, (on) => {
  let dev: EngineStack;
  let appId: string;
  const deployer = () => on.sandbox.identities[0]?.objectId ?? "";

  before(async () => {
    const { dev: stack, outputs } = await deployed(on);
    dev = stack;
    appId = outputs["clientId"]?.value as string;
    await setInPortal(on.sandbox, appId);
  });

  it("costs a preview without changes no call", async () => {
    on.sandbox.requestLog.clear();
    await dev.stack.preview({ expectNoChanges: true });
    assert.equal(graphCalls(on.sandbox), 0);
  });

  it("is not written over unseen: the preview of an update names it", async () => {
    dev.configure({ displayName: "ICM API (Renamed)", owners: [deployer(), colleague] });
    const before = registrationOf(on.sandbox, appId);
    await assert.rejects(dev.stack.preview(), /notes: got "Ask Ada before you change it".*pulumi up --refresh/);
    await assert.rejects(dev.stack.up(), /web\.logoutUrl: got "https:\/\/contoso\.example\/logout"/);
    assert.deepEqual(registrationOf(on.sandbox, appId), before);
  });

  it("is kept by an update after a refresh", async () => {
    const before = registrationOf(on.sandbox, appId);
    await dev.stack.up({ refresh: true });
    const after = registrationOf(on.sandbox, appId);
    const owners = [deployer(), colleague];
    assertKept(after.application, before.application, { displayName: "ICM API (Renamed)", owners });
    assertKept(after.servicePrincipal, before.servicePrincipal, { owners });
    await dev.stack.preview({ expectNoChanges: true, refresh: true });
  });

  it("is not removed unseen from a list that the configuration states", async () => {
    const { application } = registrationOf(on.sandbox, appId);
    const added = "https://contoso.example/callback";
    const uris = [...application.web.redirectUris, added];
    await patch(on.sandbox, `/applications/${application.id}`, { web: { redirectUris: uris } });
    dev.configure({ displayName: "ICM API" });
    await assert.rejects(dev.stack.preview(), /web\.redirectUris: got \["https:\/\/contoso\.example\/callback"\]/);
    dev.configure({ redirectUris: uris });
    await dev.up();
    assert.deepEqual(unordered(registrationOf(on.sandbox, appId).application.web.redirectUris), unordered(uris));
  });
});

describeOnEngine("whether users must be assigned", start, (on) => {
  let dev: EngineStack;
  let appId: string;
  const deployer = () => on.sandbox.identities[0]?.objectId ?? "";
  const required = () => registrationOf(on.sandbox, appId).servicePrincipal["appRoleAssignmentRequired"];
  const path = () => `/servicePrincipals/${registrationOf(on.sandbox, appId).servicePrincipal.id}`;

  before(async () => {
    const { dev: stack, outputs } = await deployed(on);
    dev = stack;
    appId = outputs["clientId"]?.value as string;
    assert.equal(required(), false);
    await patch(on.sandbox, path(), { appRoleAssignmentRequired: true });
  });

  it("is not switched off unseen, with and without a refresh", async () => {
    dev.configure({ owners: [deployer(), colleague] });
    await assert.rejects(dev.stack.preview(), /icertis-access:assignmentRequired: got false/);
    await assert.rejects(dev.stack.preview({ refresh: true }), /icertis-access:assignmentRequired: got false/);
    await dev.stack.refresh();
    await assert.rejects(dev.up(), /icertis-access:assignmentRequired: got false/);
    assert.equal(required(), true);
  });

  it("stays on where the configuration says so", async () => {
    dev.configure({ assignmentRequired: true });
    await dev.up();
    assert.equal(required(), true);
    await dev.stack.preview({ expectNoChanges: true, refresh: true });
  });

  it("is switched off by the configuration that has switched it on", async () => {
    dev.configure({ assignmentRequired: undefined });
    await dev.up();
    assert.equal(required(), false);
  });
});

describeOnEngine("whether users must be assigned, with two registrations", start, (on) => {
  it("is stated of the client and left alone on the API", async () => {
    const { dev, outputs } = await deployed(on, { clientApplication: "separate", assignmentRequired: true });
    const [client, api] = ["clientId", "apiClientId"].map((output) => outputs[output]?.value as string);
    const required = (appId = "") => registrationOf(on.sandbox, appId).servicePrincipal["appRoleAssignmentRequired"];
    assert.deepEqual([required(client), required(api)], [true, false]);

    await setInPortal(on.sandbox, api ?? "");
    await setInPortal(on.sandbox, client ?? "");
    await patch(on.sandbox, `/servicePrincipals/${registrationOf(on.sandbox, api ?? "").servicePrincipal.id}`, {
      appRoleAssignmentRequired: true,
    });
    const before = [client, api].map((appId = "") => registrationOf(on.sandbox, appId));
    const owners = [on.sandbox.identities[0]?.objectId ?? "", colleague];
    dev.configure({ owners });
    await assert.rejects(dev.stack.preview(), /after one `pulumi up --refresh`/);
    await dev.stack.up({ refresh: true });
    for (const [index, appId = ""] of [client, api].entries()) {
      const after = registrationOf(on.sandbox, appId);
      assertKept(after.application, before[index]?.application ?? after.application, { owners });
      assertKept(after.servicePrincipal, before[index]?.servicePrincipal ?? after.servicePrincipal, { owners });
    }
    await dev.stack.preview({ expectNoChanges: true, refresh: true });
  });
});

describeOnEngine("a service principal that the state has lost", start, (on) => {
  it("is not taken over where that would lose what it has", async () => {
    const { dev, outputs } = await deployed(on);
    const appId = outputs["clientId"]?.value as string;
    await forgetServicePrincipal(dev);
    await setInPortal(on.sandbox, appId);
    const before = registrationOf(on.sandbox, appId);
    await assert.rejects(dev.stack.preview(), /notes: got "Reviewed by Ada".*adopt: \{ applicationObjectId/);
    await dev.stack.refresh();
    dev.configure({ adopt: { applicationObjectId: before.application.id } });
    await dev.up();
    dev.configure({ adopt: undefined });
    await dev.stack.preview({ expectNoChanges: true, refresh: true });
    assertKept(registrationOf(on.sandbox, appId).servicePrincipal, before.servicePrincipal, {});
  });
});

interface StateResource {
  readonly urn: string;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[] | null>;
}

/** Takes the service principal out of the state, as a cut-off run or `pulumi state delete` leaves it. */
async function forgetServicePrincipal({ stack }: EngineStack): Promise<void> {
  const state = await stack.exportStack();
  const deployment = state.deployment as { resources: StateResource[] };
  const gone = (urn: string) => urn.endsWith("::icm-api-service-principal");
  deployment.resources = deployment.resources.filter(({ urn }) => !gone(urn));
  for (const resource of deployment.resources) {
    resource.dependencies = (resource.dependencies ?? []).filter((urn) => !gone(urn));
    for (const [property, urns] of Object.entries(resource.propertyDependencies ?? {})) {
      resource.propertyDependencies = {
        ...resource.propertyDependencies,
        [property]: (urns ?? []).filter((urn) => !gone(urn)),
      };
    }
  }
  await stack.importStack(state);
}
