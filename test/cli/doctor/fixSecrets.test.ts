import assert from "node:assert/strict";
import { secretDescription } from "../deployedSample";
import { DoctorRun } from "./doctorRun";
import type { FakePulumi } from "./fakePulumi";

const identities = [{ roles: ["Application.ReadWrite.OwnedBy", "AuditLog.Read.All"] }];

describe("doctor --fix, of a secret that looks like one of the stack's,", () => {
  let on: DoctorRun;
  /** Key id of the secret that was there first, and its twin's in the state. */
  let double: string;
  let current: string;
  /** The published secret is made again ten minutes later, so that the first one can be that of the run before. */
  beforeEach(async () => {
    on = await DoctorRun.start({ identities });
    on.sandbox.clock.set(new Date("2026-12-01T12:10:00Z"));
    double = on.sample.outputs.clientSecretKeyId;
    await madeAgain();
  });
  afterEach(() => on.close());

  /** Has the run that is in the state make the published secret at this instant. */
  async function madeAgain(): Promise<void> {
    current = await on.addSecret(secretDescription, on.sample.outputs.clientSecretExpiresOn);
    on.pulumi.change = (all) =>
      all.map((one) =>
        one.outputs["keyId"] === double ? { ...one, outputs: { ...one.outputs, keyId: current } } : one,
      );
    on.pulumi.outputs = { ...on.sample.outputs, clientSecretKeyId: current };
  }

  const run = (endTime: string, more: object = {}) => ({ kind: "update", result: "succeeded", endTime, ...more });

  it("removes the one of a run that was cut short", async () => {
    on.pulumi.history = [run("2026-12-01T12:11:00Z"), run("2026-12-01T12:05:00Z", { result: "failed" })];
    assert.equal((await on.fix()).code, 0);
    assert.deepEqual(on.secrets(), [current]);
  });

  /** What speaks against it, one thing each. */
  const arrangements: readonly (readonly [string, () => void | Promise<void>])[] = [
    [
      "the stack was adopted once",
      () => void (on.pulumi.history = [{ config: { "icertis-access:adopt": { value: "{}" } } }]),
    ],
    ["something was imported", () => void (on.pulumi.change = withImport(on.pulumi.change))],
    ["the history cannot be read", () => void (on.pulumi.history = undefined)],
    ["a run succeeded between the two", () => void (on.pulumi.history = [run("2026-12-01T12:05:00Z")])],
    [
      "it was made weeks earlier",
      async () => {
        const { objectId } = on.sample.outputs;
        await on.graph("POST", `/applications/${objectId}/removePassword`, { keyId: current });
        on.sandbox.clock.set(new Date("2026-12-22T12:10:00Z"));
        await madeAgain();
      },
    ],
    ["it has been used to sign in", () => signIn(on)],
  ];
  for (const [what, arrange] of arrangements) {
    it(`only shows it where ${what}`, async () => {
      await arrange();
      const ran = await on.fix();
      assert.deepEqual([ran.code, ran.findings], [1, ["secret-foreign"]]);
      assert.ok(on.secrets().includes(double));
    });
  }

  it("only shows one that was made later, or with another description or end", async () => {
    await on.fix();
    on.sandbox.clock.set(new Date("2026-12-01T12:30:00Z"));
    const later = await on.addSecret(secretDescription, on.sample.outputs.clientSecretExpiresOn);
    on.sandbox.clock.set(new Date("2026-12-01T12:09:00Z"));
    const otherText = await on.addSecret("made by hand", on.sample.outputs.clientSecretExpiresOn);
    const otherEnd = await on.addSecret(secretDescription, "2027-12-01T00:00:00Z");
    const ran = await on.fix();
    assert.deepEqual(ran.findings, ["secret-foreign", "secret-foreign", "secret-foreign"]);
    assert.deepEqual(on.secrets().sort(), [current, later, otherText, otherEnd].sort());
  });
});

function withImport(before: FakePulumi["change"]): FakePulumi["change"] {
  return (all) => before(all).map((one) => ({ ...one, importID: "x" }));
}

/** Has the one that holds the first secret sign in with it. */
async function signIn({ sandbox, sample: { outputs } }: DoctorRun): Promise<void> {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: outputs.clientId,
    client_secret: outputs.clientSecret,
    scope: `${outputs.clientId}/.default`,
  });
  const path = `/${sandbox.tenantId}/oauth2/v2.0/token`;
  assert.equal((await sandbox.fetch(path, { method: "POST", body: form.toString() })).status, 200);
}
