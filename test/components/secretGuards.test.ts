import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { secretGuards } from "../../components/secretGuards";
import { parseInstant } from "../../model/instant";
import type { NamedSecret } from "../../model/rotation";
import type { Rotation } from "../../model/rotationSettings";
import { recordedRun } from "../recordedRun";

const at = (text: string) => parseInstant(text) ?? NaN;
const rotation: Rotation = {
  firstIssued: at("2026-11-23"),
  lifetimeDays: 365,
  overlapDays: 60,
  description: "API secret",
  keep: [],
  allowRevocationUntil: 0,
};

const declared: NamedSecret[] = [
  { name: "s-2026-06-01", issued: at("2026-06-01"), expires: at("2027-06-01"), kept: true },
  {
    name: "s-2027-03-01T10-00-00Z",
    issued: at("2027-03-01T10:00:00Z"),
    expires: at("2028-02-29T10:00:00Z"),
    kept: false,
  },
];

async function guardsAt(now: string, settings: Partial<Rotation> = {}, preview = true) {
  const program = () => secretGuards("s", { ...rotation, ...settings }, at(now), declared);
  return (await recordedRun(program, { preview })).result;
}

async function messageOf(hook: pulumi.ResourceHook, args: Partial<pulumi.ResourceHookArgs>) {
  try {
    await hook.callback({ urn: "u", id: "i", type: "t", ...args } as pulumi.ResourceHookArgs);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** What the guard says of a secret the engine is about to delete; `undefined` where it lets it go. */
async function refusal(now: string, oldOutputs: Record<string, unknown>, settings: Partial<Rotation> = {}) {
  const guards = await guardsAt(now, settings);
  await messageOf(guards.beforeCreate, { name: "s-2027-03-01T10-00-00Z" });
  return messageOf(guards.beforeDelete, { name: "s-2026-11-23", oldOutputs });
}

const live = { endDate: "2027-11-23T00:00:00Z", keyId: "k1", value: "held-secret" };

describe("the guard of live secrets", () => {
  it("refuses, with both ways on, naming what exists and not what the preview plans, without the secret", async () => {
    const message = await refusal("2027-03-01T10:00:00Z", live);
    assert.equal(
      message,
      [
        "client secret s-2026-11-23 (key id k1) is valid until 2027-11-23T00:00:00Z and is not deleted: whoever uses it would be locked out.",
        "to keep it, start a new schedule; in the stack's file:",
        "  icertis-access:rotation:",
        '    firstIssued: "2027-03-01T10:00:00Z"',
        "    lifetimeDays: 365",
        "    overlapDays: 60",
        '    description: "API secret"',
        "    keep:",
        '      - { issued: "2026-06-01T00:00:00Z", expires: "2027-06-01T00:00:00Z" }',
        '      - { issued: "2026-11-23T00:00:00Z", expires: "2027-11-23T00:00:00Z" }',
        'to revoke it all the same (a leak, or the end of the stack), set rotation.allowRevocationUntil: "2027-03-01T11:00:00Z" and run again.',
      ].join("\n"),
    );
  });

  it("lets a secret go from the instant it expires", async () => {
    assert.match((await refusal("2027-11-22T23:59:59Z", live)) ?? "", /^client secret s-2026-11-23/);
    assert.equal(await refusal("2027-11-23T00:00:00Z", live), undefined);
  });

  it("lets a live secret go until the allowed instant, and not from it on", async () => {
    const until = { allowRevocationUntil: at("2027-03-01T11:00:00Z") };
    assert.equal(await refusal("2027-03-01T10:59:59Z", live, until), undefined);
    assert.match((await refusal("2027-03-01T11:00:00Z", live, until)) ?? "", /is not deleted/);
  });

  it("takes a secret whose end it cannot read for a live one", async () => {
    assert.match((await refusal("2030-01-01", { keyId: "k1" })) ?? "", /is valid until an unknown instant/);
    assert.match((await refusal("2030-01-01", { endDate: "soon" })) ?? "", /key id unknown/);
  });
});

describe("the guard of kept secrets", () => {
  it("refuses to create one, and no other", async () => {
    const { beforeCreate } = await guardsAt("2027-03-01T10:00:00Z");
    assert.equal(
      await messageOf(beforeCreate, { name: "s-2026-06-01" }),
      [
        "rotation.keep names a client secret issued 2026-06-01T00:00:00Z, but the stack has none of that instant, and a kept secret is never created.",
        "copy clientSecretIssuedOn and clientSecretExpiresOn from `pulumi stack output`, or remove the entry if that secret is gone.",
      ].join("\n"),
    );
    assert.equal(await messageOf(beforeCreate, { name: "s-2027-03-01T10-00-00Z" }), undefined);
  });

  it("knows after an update what a preview only plans", async () => {
    for (const [preview, exists] of [
      [true, false],
      [false, true],
    ] as const) {
      const guards = await guardsAt("2027-03-01T10:00:00Z", {}, preview);
      await messageOf(guards.beforeCreate, { name: "s-2027-03-01T10-00-00Z" });
      assert.deepEqual(declared.map(guards.exists), [true, exists]);
    }
  });
});
