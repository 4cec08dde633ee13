import assert from "node:assert/strict";
import {
  deploySample,
  type DeployedSample,
  frozenSandbox,
  inSandbox,
  secretDescription,
  tags,
} from "../deployedSample";
import { type ToolContext, ToolFolder } from "../runTool";
import { FakePulumi } from "./fakePulumi";

describe("doctor --fix", () => {
  let sample: DeployedSample;
  let pulumi: FakePulumi;
  const folder = new ToolFolder();
  after(() => folder.remove());
  beforeEach(async () => {
    sample = await deploySample(await frozenSandbox({ identities: [{}, { roles: ["Application.Read.All"] }] }));
    pulumi = new FakePulumi(sample);
  });
  afterEach(() => sample.sandbox.close());

  const run = async (words: readonly string[], given: ToolContext = {}) => {
    const all = ["doctor", "--stack", "dev", "--json", ...words];
    const ran = await folder.run(all, { ...inSandbox(sample.sandbox), run: pulumi.run, ...given });
    const { findings, ...rest } = JSON.parse(ran.out) as { findings?: { code: string }[]; code?: string };
    return { ...ran, error: rest.code, findings: findings?.map(({ code }) => code) };
  };
  const fix = (given: ToolContext = {}) => run(["--fix", "--yes"], given);
  const graph = async (method: string, path: string, body?: object) => {
    const answer = await sample.sandbox.graph()(method, path, body);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return answer.body as { id: string; appId: string; keyId: string };
  };
  const secrets = () => sample.sandbox.snapshot().applications[0]?.passwordCredentials.map(({ keyId }) => keyId);
  const add = async (displayName: string, endDateTime: string) => {
    const path = `/applications/${sample.outputs.objectId}/addPassword`;
    return (await graph("POST", path, { passwordCredential: { displayName, endDateTime } })).keyId;
  };

  it("has nothing to do for a stack as it was deployed", async () => {
    const { code, findings } = await fix();
    assert.deepEqual([code, findings, pulumi.changes], [0, [], []]);
  });

  it("removes orphans of this stack and nothing else, once a person agrees", async () => {
    const orphan = await graph("POST", "/applications", { displayName: "TERRAFORM_UPDATE_1234", tags });
    const hand = await graph("POST", "/applications", { displayName: "TERRAFORM_UPDATE_5678" });
    const alone = await run(["--fix"]);
    assert.deepEqual([alone.code, alone.error], [2, "not-confirmed"]);
    const no = await run(["--fix"], { answer: "no" });
    assert.deepEqual([no.code, no.findings], [1, ["application-orphaned"]]);
    const yes = await run(["--fix"], { answer: "yes" });
    assert.deepEqual([yes.code, yes.findings], [0, []]);
    const left = sample.sandbox.snapshot().applications.map(({ id }) => id);
    assert.deepEqual([left.includes(orphan.id), left.includes(hand.id)], [false, true]);
  });

  it("takes App ID URI and service principal into the state, under the URNs the program gives them", async () => {
    pulumi.change = (all) => all.filter(({ type }) => !/servicePrincipal:|IdentifierUri/.test(type));
    const { objectId, servicePrincipalObjectId, identifierUri } = sample.outputs;
    const ran = await fix();
    assert.deepEqual([ran.code, ran.findings], [0, []]);
    const uri = Buffer.from(identifierUri).toString("base64");
    const parent = "icm-api=urn:pulumi:dev::icertis-access::icertis:index:ApiApplication::icm-api";
    assert.deepEqual(pulumi.changes.sort(), [
      `pulumi import ${parent} azuread:index/applicationIdentifierUri:ApplicationIdentifierUri icm-api-identifier-uri /applications/${objectId}/identifierUris/${uri}`,
      `pulumi import ${parent} azuread:index/servicePrincipal:ServicePrincipal icm-api-service-principal /servicePrincipals/${servicePrincipalObjectId}`,
    ]);
  });

  it("clears pending operations and drops what is gone, with one refresh", async () => {
    const { objectId, clientSecretKeyId: keyId } = sample.outputs;
    pulumi.pending = [{ type: "creating", resource: { type: "t", urn: "urn:pulumi:dev::icertis-access::t::x" } }];
    await graph("POST", `/applications/${objectId}/removePassword`, { keyId });
    assert.deepEqual((await run([])).findings, ["secret-gone", "run-interrupted"]);
    assert.deepEqual((await fix()).findings, []);
    assert.deepEqual(pulumi.changes, ["pulumi refresh"]);
  });

  it("removes the lock of a process that is gone, and of no other", async () => {
    pulumi.lock = "root@host (pid 4711)";
    for (const isRunning of [() => true, () => undefined]) {
      const alive = await fix({ isRunning });
      assert.deepEqual([alive.code, alive.error, pulumi.changes], [2, "stack-locked", []]);
      assert.match(alive.notes, /root@host \(process 4711.*pulumi cancel --yes --stack dev/);
    }
    const asked: unknown[] = [];
    const gone = await fix({ isRunning: (...process) => (asked.push(process), false) });
    assert.deepEqual([gone.code, pulumi.lock, asked], [0, undefined, [["host", 4711]]]);
  });

  describe("of secrets that look like one of the stack's", () => {
    let double: string;
    /** The published secret again, so that the one that was there first was made by the run before. */
    beforeEach(async () => {
      const { objectId, clientSecretExpiresOn: end } = sample.outputs;
      sample.sandbox.clock.set(new Date("2026-12-01T12:10:00Z"));
      double = sample.outputs.clientSecretKeyId;
      const { keyId } = await graph("POST", `/applications/${objectId}/addPassword`, {
        passwordCredential: { displayName: secretDescription, endDateTime: end },
      });
      pulumi.change = (all) =>
        all.map((one) => (one.outputs["keyId"] === double ? { ...one, outputs: { ...one.outputs, keyId } } : one));
      pulumi.outputs = { ...sample.outputs, clientSecretKeyId: keyId };
    });

    it("removes the one of a run that was cut short", async () => {
      assert.deepEqual([(await fix()).code, secrets()?.includes(double)], [0, false]);
    });

    for (const [what, arrange] of [
      [
        "the stack was adopted once",
        () => (pulumi.history = [{ config: { "icertis-access:adopt": { value: "{}" } } }]),
      ],
      ["something was imported", () => (pulumi.change = withImport(pulumi.change))],
      ["it was made weeks earlier", () => sample.sandbox.clock.set(new Date("2026-12-01T12:10:00Z"))],
    ] as const) {
      it(`only shows it where ${what}`, async () => {
        arrange();
        if (what.includes("weeks")) await age();
        const ran = await fix();
        assert.deepEqual([ran.code, ran.findings], [1, ["secret-foreign"]]);
        assert.ok(secrets()?.includes(double));
      });
    }

    it("only shows one that was made later, or with another description", async () => {
      await fix();
      const later = await add(secretDescription, sample.outputs.clientSecretExpiresOn);
      sample.sandbox.clock.set(new Date("2026-12-01T12:30:00Z"));
      const latest = await add(secretDescription, sample.outputs.clientSecretExpiresOn);
      const other = await add("made by hand", "2027-12-01T00:00:00Z");
      const ran = await fix();
      assert.equal(ran.code, 1);
      for (const keyId of [latest, other]) assert.ok(secrets()?.includes(keyId));
      assert.ok(later);
    });

    /** Makes the newer secret three weeks younger than the other one. */
    async function age(): Promise<void> {
      const { objectId, clientSecretExpiresOn: end } = sample.outputs;
      const current = String(pulumi.outputs?.["clientSecretKeyId"]);
      await graph("POST", `/applications/${objectId}/removePassword`, { keyId: current });
      sample.sandbox.clock.set(new Date("2026-12-22T12:10:00Z"));
      const keyId = await add(secretDescription, end);
      const before = pulumi.change;
      pulumi.change = (all) =>
        before(all).map((one) =>
          one.outputs["keyId"] === current ? { ...one, outputs: { ...one.outputs, keyId } } : one,
        );
      pulumi.outputs = { ...pulumi.outputs, clientSecretKeyId: keyId };
    }
  });

  it("never removes a registration the outputs name", async () => {
    pulumi.change = (all) => all.filter(({ type }) => !type.endsWith(":Application"));
    const ran = await fix();
    assert.ok(ran.findings?.includes("application-lost"));
    assert.equal(sample.sandbox.snapshot().applications.length, 1);
  });

  it("restores a registration if asked to, and touches nothing otherwise", async () => {
    await graph("DELETE", `/applications/${sample.outputs.objectId}`);
    const shown = await fix();
    assert.deepEqual([shown.code, shown.findings, pulumi.changes], [1, ["application-gone"], []]);
    const ran = await run(["--fix", "--restore", "--yes"]);
    assert.equal(sample.sandbox.snapshot().applications[0]?.id, sample.outputs.objectId);
    assert.ok(!ran.findings?.includes("application-gone"));
  });

  it("lets a stack start anew whose registration is gone, and only then", async () => {
    const present = await run(["--forget", "--yes"]);
    assert.deepEqual([present.code, present.error], [2, "application-present"]);
    await graph("DELETE", `/applications/${sample.outputs.objectId}`);
    const given = { ...inSandbox(sample.sandbox), run: pulumi.run, answer: "yes" };
    const ran = await folder.run(["doctor", "--stack", "dev", "--forget"], given);
    assert.equal(ran.code, 0, ran.notes);
    assert.deepEqual([pulumi.changes, pulumi.outputs], [["pulumi refresh", "pulumi stack import"], {}]);
  });

  it("changes nothing where the identity may only read, is of another tenant, or there is only a file", async () => {
    await graph("POST", "/applications", { displayName: "TERRAFORM_UPDATE_1", tags });
    const before = sample.sandbox.snapshot().applications.length;
    const [, reader] = sample.sandbox.identities;
    const readOnly = {
      ...sample.sandbox.environment,
      ARM_CLIENT_ID: reader?.clientId,
      ARM_CLIENT_SECRET: reader?.clientSecret,
    };
    assert.equal((await fix({ environment: readOnly })).error, "identity-read-only");
    const environment = { ...sample.sandbox.environment, ARM_TENANT_ID: "99999999-86f1-41af-91ab-2d7cd011db47" };
    assert.equal((await fix({ environment })).error, "tenant-other");
    folder.write("state.json", sample.state());
    const words = ["doctor", "--state", "state.json", "--fix"];
    assert.equal(await folder.errorOf(words, inSandbox(sample.sandbox)), "stack-missing");
    assert.deepEqual([sample.sandbox.snapshot().applications.length, pulumi.changes], [before, []]);
  });
});

function withImport(before: FakePulumi["change"]): FakePulumi["change"] {
  return (all) => before(all).map((one) => ({ ...one, importID: "x" }));
}
