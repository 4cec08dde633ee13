import assert from "node:assert/strict";
import { attributionTags } from "../../../model/tags";
import { component, type StateResource, tags } from "../deployedSample";
import { DoctorRun } from "./doctorRun";

const unfinished = "TERRAFORM_UPDATE_5e121ce0-0000-4000-8000-000000000001";
const roles = ["Application.ReadWrite.OwnedBy", "DelegatedPermissionGrant.ReadWrite.All"];
const parent = `icm-api=${component}`;

describe("doctor --fix", () => {
  let on: DoctorRun;
  beforeEach(async () => {
    on = await DoctorRun.start({ identities: [{ roles }, {}] });
  });
  afterEach(() => on.close());
  const applications = () => on.sandbox.snapshot().applications.map(({ id }) => id);
  const principal = () => `/servicePrincipals/${on.sample.outputs.servicePrincipalObjectId}`;
  const description = () => on.sandbox.snapshot().servicePrincipals.find(({ id }) => principal().endsWith(id));
  const changed = (type: RegExp, change: (one: StateResource) => StateResource) => (all: StateResource[]) =>
    all.map((one) => (type.test(one.type) ? change(one) : one));

  it("has nothing to do for a stack as it was deployed", async () => {
    const { code, findings } = await on.fix();
    assert.deepEqual([code, findings, on.pulumi.changes], [0, [], []]);
  });

  it("removes orphans of this stack and nothing else, once a person agrees", async () => {
    const orphan = await on.orphan();
    const hand = await on.graph("POST", "/applications", { displayName: "TERRAFORM_UPDATE_5678" });
    const { code, findings } = await on.run(["--fix"], { answer: "yes" });
    assert.deepEqual([code, findings], [0, []]);
    assert.deepEqual([applications().includes(orphan.id), applications().includes(hand.id)], [false, true]);
  });

  it("only shows one that has a live secret or a service principal: another stack of this name may use it", async () => {
    const { id } = await on.orphan("ICM API (Dev)");
    await on.graph("POST", `/applications/${id}/addPassword`, { passwordCredential: { displayName: "x" } });
    const api = await on.orphan("ICM API (Dev)");
    await on.graph("POST", "/servicePrincipals", { appId: api.appId, tags });
    const { code, findings } = await on.fix();
    assert.deepEqual([code, findings], [1, ["application-foreign", "application-foreign"]]);
    assert.deepEqual([applications().includes(id), applications().includes(api.id)], [true, true]);
  });

  it("knows its own by the stack's name, whatever other tags they were given", async () => {
    const other = attributionTags("acme", "icertis-access", "a-colleague");
    const { id: foreign } = await on.graph("POST", "/applications", { displayName: "TERRAFORM_UPDATE_1", tags: other });
    const { id: orphan } = await on.orphan();
    const both = [...other, ...tags];
    on.pulumi.change = changed(/application:Application$/, (one) => ({
      ...one,
      inputs: { ...one.inputs, tags: both },
      outputs: { ...one.outputs, tags: both },
    }));
    assert.equal((await on.fix()).code, 0);
    assert.deepEqual([applications().includes(foreign), applications().includes(orphan)], [true, false]);
  });

  it("takes App ID URI and service principal into the state, under the URNs the program gives them", async () => {
    on.pulumi.change = (all) => all.filter(({ type }) => !/servicePrincipal:|IdentifierUri/.test(type));
    const { objectId, servicePrincipalObjectId, identifierUri } = on.sample.outputs;
    const ran = await on.fix();
    assert.deepEqual([ran.code, ran.findings], [0, []]);
    const uri = Buffer.from(identifierUri).toString("base64");
    assert.deepEqual(on.pulumi.changes.sort(), [
      `pulumi import ${parent} azuread:index/applicationIdentifierUri:ApplicationIdentifierUri icm-api-identifier-uri /applications/${objectId}/identifierUris/${uri}`,
      `pulumi import ${parent} azuread:index/servicePrincipal:ServicePrincipal icm-api-service-principal /servicePrincipals/${servicePrincipalObjectId}`,
    ]);
  });

  it("takes the pre-authorization of the stack's own client into the state, and no other", async () => {
    const { objectId, clientId } = on.sample.outputs;
    const client = await on.graph("POST", "/applications", { displayName: "ICM API (Dev) client", tags });
    await on.graph("POST", "/servicePrincipals", { appId: client.appId, tags });
    const [application] = on.sandbox.snapshot().applications;
    const delegatedPermissionIds = application?.api.oauth2PermissionScopes.map(({ id }) => id);
    const preAuthorizedApplications = [client.appId, "9e0e0000-0000-4000-8000-000000000001"].map((appId) => ({
      appId,
      delegatedPermissionIds,
    }));
    await on.graph("PATCH", `/applications/${objectId}`, { api: { ...application?.api, preAuthorizedApplications } });
    on.pulumi.outputs = { ...on.sample.outputs, apiClientId: clientId, clientId: client.appId };
    on.pulumi.change = (all) => [...all, ...all.filter(({ type }) => type.endsWith(":Application")).map(ofClient)];
    const ofClient = (one: StateResource): StateResource => ({
      ...one,
      urn: one.urn.replace("icm-api-app", "icm-api-client-app"),
      outputs: { ...one.outputs, objectId: client.id, clientId: client.appId, displayName: "ICM API (Dev) client" },
    });
    assert.ok((await on.run([])).findings?.includes("pre-authorization-not-in-state"));
    assert.ok(!(await on.fix()).findings?.includes("pre-authorization-not-in-state"));
    assert.deepEqual(
      on.pulumi.changes.filter((line) => line.includes("PreAuthorized")),
      [
        `pulumi import ${parent} azuread:index/applicationPreAuthorized:ApplicationPreAuthorized icm-api-pre-authorized ${objectId}/preAuthorizedApplication/${client.appId}`,
      ],
    );
  });

  describe("of an admin consent that the state does not have", () => {
    const grant = "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant";
    let id: string;
    beforeEach(async () => {
      const principalId = on.sample.outputs.servicePrincipalObjectId;
      const consent = { clientId: principalId, resourceId: principalId, consentType: "AllPrincipals" };
      ({ id } = await on.graph("POST", "/oauth2PermissionGrants", { ...consent, scope: "user_impersonation" }));
    });

    it("leaves it where the program does not grant any: an administrator did", async () => {
      on.pulumi.history = [{ config: { "icertis-access:adminConsent": { value: "false" } } }];
      assert.deepEqual([(await on.fix()).findings, on.pulumi.changes], [[], []]);
    });

    for (const [what, arrange] of [
      [
        "the last run was to grant it",
        () => (on.pulumi.history = [{ config: { "icertis-access:adminConsent": { value: "true" } } }]),
      ],
      [
        "a run was cut short that granted it",
        () => (on.pulumi.pending = [{ type: "creating", resource: { type: grant, urn: "urn:pulumi:dev::p::t::x" } }]),
      ],
    ] as const) {
      it(`takes it into the state where ${what}`, async () => {
        arrange();
        const { findings } = await on.fix();
        assert.deepEqual(findings, []);
        assert.ok(
          on.pulumi.changes.includes(
            `pulumi import ${parent} ${grant} icm-api-consent-api /oauth2PermissionGrants/${id}`,
          ),
        );
      });
    }
  });

  it("clears the provider's temporary description of a service principal, in Entra ID and in the state", async () => {
    await on.graph("PATCH", principal(), { description: unfinished });
    on.pulumi.change = changed(/:ServicePrincipal$/, (one) => ({
      ...one,
      outputs: { ...one.outputs, description: description()?.["description"] ?? unfinished },
    }));
    assert.deepEqual((await on.run([])).findings, ["service-principal-unfinished"]);
    const ran = await on.fix();
    assert.equal(description()?.["description"], null);
    assert.deepEqual(ran.done?.length, 2);
    assert.deepEqual(on.pulumi.changes, ["pulumi refresh"]);
  });

  it("leaves a description that a person wrote", async () => {
    await on.graph("PATCH", principal(), { description: "Ask Ada" });
    assert.deepEqual([(await on.fix()).findings, description()?.["description"]], [[], "Ask Ada"]);
  });

  it("drops a service principal that is gone, and leaves one that was never made to the next run", async () => {
    await on.graph("DELETE", principal());
    const lost = await on.fix();
    assert.deepEqual([lost.findings, on.pulumi.changes], [["service-principal-missing"], ["pulumi refresh"]]);
    const missing = await on.fix();
    assert.deepEqual([missing.findings, on.pulumi.changes], [["service-principal-missing"], ["pulumi refresh"]]);
  });

  it("clears pending operations and drops what is gone, with one refresh", async () => {
    const { objectId, clientSecretKeyId: keyId } = on.sample.outputs;
    on.pulumi.pending = [{ type: "creating", resource: { type: "t", urn: "urn:pulumi:dev::icertis-access::t::x" } }];
    await on.graph("POST", `/applications/${objectId}/removePassword`, { keyId });
    assert.deepEqual((await on.run([])).findings, ["secret-gone", "run-interrupted"]);
    assert.deepEqual((await on.fix()).findings, []);
    assert.deepEqual(on.pulumi.changes, ["pulumi refresh"]);
  });

  it("removes the lock of a process that is gone from this host", async () => {
    on.pulumi.lock = "root@host (pid 4711)";
    const asked: unknown[] = [];
    const { code } = await on.fix({ isRunning: (...process) => (asked.push(process), false) });
    assert.deepEqual([code, on.pulumi.lock, asked], [0, undefined, [["host", 4711]]]);
  });

  it("stops where a run takes the state's lock in between", async () => {
    on.pulumi.change = (all) => all.filter(({ type }) => !type.endsWith("IdentifierUri"));
    const run: typeof on.pulumi.run = (line, options) => {
      const answer = on.pulumi.run(line, options);
      if (line.startsWith("pulumi import")) on.pulumi.lock = "runner@host (pid 4711)";
      return answer;
    };
    const { error } = await on.fix({ run, isRunning: () => true });
    assert.deepEqual([error, on.pulumi.changes.length], ["stack-locked", 1]);
    on.pulumi.lock = undefined;
    assert.deepEqual((await on.fix()).findings, []);
  });

  it("can be run again where it was interrupted half-way", async () => {
    const orphans = [await on.orphan(), await on.orphan()].map(({ id }) => id);
    const left = () => orphans.filter((id) => applications().includes(id)).length;
    on.sandbox.faults.add({ method: "DELETE", path: "/v1.0/applications/*", skip: 1, effect: { kind: "drop" } });
    const cut = await on.fix();
    assert.deepEqual([cut.code, left()], [1, 1]);
    on.sandbox.faults.clear();
    const again = await on.fix();
    assert.deepEqual([again.code, again.findings, left()], [0, [], 0]);
  });

  it("prints the command for what this identity may not do, and does the rest", async () => {
    const { id } = await on.orphan();
    on.pulumi.pending = [{ type: "creating", resource: { type: "t", urn: "urn:pulumi:dev::icertis-access::t::x" } }];
    const ran = await on.fix({ environment: on.environmentOf(1) });
    assert.deepEqual([ran.code, on.pulumi.changes], [1, ["pulumi refresh"]]);
    assert.ok(applications().includes(id));
    const { findings } = JSON.parse(ran.out) as { findings: { code: string; hint: string }[] };
    assert.equal(findings.find(({ code }) => code === "application-orphaned")?.hint, `az ad app delete --id ${id}`);
  });

  it("never removes a registration the outputs name", async () => {
    on.pulumi.change = (all) => all.filter(({ type }) => !type.endsWith(":Application"));
    assert.ok((await on.fix()).findings?.includes("application-lost"));
    assert.equal(applications().length, 1);
  });

  it("restores a registration if asked to, and touches nothing otherwise", async () => {
    await on.graph("DELETE", `/applications/${on.sample.outputs.objectId}`);
    const shown = await on.fix();
    assert.deepEqual([shown.code, shown.findings, on.pulumi.changes], [1, ["application-gone"], []]);
    const ran = await on.run(["--fix", "--restore", "--yes"]);
    assert.deepEqual(applications(), [on.sample.outputs.objectId]);
    assert.ok(!ran.findings?.includes("application-gone"));
  });

  it("keeps one that cannot be restored in the state, also where it is asked to restore", async () => {
    const { objectId } = on.sample.outputs;
    await on.graph("DELETE", `/applications/${objectId}`);
    await on.graph("DELETE", `/directory/deletedItems/${objectId}`);
    on.pulumi.pending = [{ type: "creating", resource: { type: "t", urn: "urn:pulumi:dev::icertis-access::t::x" } }];
    await on.run(["--fix", "--restore", "--yes"]);
    assert.deepEqual(on.pulumi.changes, []);
  });

  it("lets a stack start anew whose registration is gone, and only then", async () => {
    const present = await on.run(["--forget", "--yes"]);
    assert.deepEqual([present.code, present.error], [2, "application-present"]);
    await on.graph("DELETE", `/applications/${on.sample.outputs.objectId}`);
    assert.equal((await on.forget({ answer: "yes" })).code, 0);
    assert.deepEqual([on.pulumi.changes, on.pulumi.outputs], [["pulumi refresh", "pulumi stack import"], {}]);
  });
});
