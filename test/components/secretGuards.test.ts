import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { secretGuards } from "../../components/secretGuards";
import { UserError } from "../../entra/userError";
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
  { name: "s-2026-11-23", issued: at("2026-11-23"), expires: at("2027-11-23"), kept: false },
];
/** What a guard says of a secret; `undefined` where it lets the engine go on. */
async function errorOf(
  guard: "beforeCreate" | "beforeDelete",
  name: string,
  { now = "2027-03-01T10:00:00Z", oldOutputs = {} }: { now?: string; oldOutputs?: object } = {},
): Promise<UserError | undefined> {
  const run = await recordedRun(async () => {
    const hook: pulumi.ResourceHook = secretGuards("s", rotation, at(now), declared)[guard];
    const args = { urn: "u", id: "i", type: "t", name, oldOutputs } as pulumi.ResourceHookArgs;
    return Promise.resolve()
      .then(() => hook.callback(args))
      .then(
        () => undefined,
        (error: unknown) => error,
      );
  });
  if (run.result === undefined) return undefined;
  assert.ok(run.result instanceof UserError);
  return run.result;
}

const live = { endDate: "2028-02-01T00:00:00Z", keyId: "k1", value: "held-secret" };

describe("the guard of live secrets", () => {
  it("refuses, and names every declared secret in the lines to paste, without a value", async () => {
    const error = await errorOf("beforeDelete", "s-2027-02-01", { oldOutputs: live });
    assert.equal(error?.code, "secret-alive");
    assert.match(error.message, /^client secret s-2027-02-01 \(key id k1\) is valid until 2028-02-01T00:00:00Z/);
    assert.deepEqual(error.message.match(/(?<=issued: ")\S+(?=")/g), [
      "2026-06-01T00:00:00Z",
      "2026-11-23T00:00:00Z",
      "2027-02-01T00:00:00Z",
    ]);
    assert.doesNotMatch(error.message, /held-secret/);
  });

  it("lets a secret go from the instant it expires, and takes one whose end it cannot read for a live one", async () => {
    const expired = { now: "2028-02-01T00:00:00Z", oldOutputs: live };
    assert.equal(await errorOf("beforeDelete", "s-2027-02-01", expired), undefined);
    const unreadable = { now: "2030-01-01", oldOutputs: { endDate: "soon" } };
    assert.equal((await errorOf("beforeDelete", "s-2027-02-01", unreadable))?.code, "secret-alive");
  });
});

describe("the guard of kept secrets", () => {
  it("refuses to create one, and no other", async () => {
    assert.equal((await errorOf("beforeCreate", "s-2026-06-01"))?.code, "secret-not-held");
    assert.equal(await errorOf("beforeCreate", "s-2026-11-23"), undefined);
  });
});
