import assert from "node:assert/strict";
import fc from "fast-check";
import { dayMs, formatInstant } from "../../../model/instant";
import { declaredSecrets, type SecretPeriod } from "../../../model/rotation";
import { rotationOf } from "../../../cli/secret/stackFile";
import { projectFolder } from "./stackFiles";
import { maskedOutputs } from "../sampleOutputs";
import { fuzz } from "../../fuzz";

const start = Date.parse("2026-01-01T00:00:00Z");
const defaults = { lifetimeDays: 365, overlapDays: 60, description: "x" };

interface Step {
  readonly days: number;
  readonly rotates: boolean;
}

const life = fc.record({
  lifetimeDays: fc.integer({ min: 4, max: 730 }),
  overlap: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
  steps: fc.array(fc.record({ days: fc.integer({ min: 0, max: 500 }), rotates: fc.boolean() }), {
    minLength: 1,
    maxLength: 5,
  }),
});

describe("secret rotate, for any life of a stack", () => {
  fuzz(
    "never loses a secret that lives, and never names one that does not exist",
    25,
    fc.asyncProperty(life, async ({ lifetimeDays, overlap, steps }) => {
      const overlapDays = Math.max(1, Math.floor(lifetimeDays * overlap));
      const folder = projectFolder(
        `config:\n  icertis-access:rotation:\n    firstIssued: "2026-01-01" # anchor\n    lifetimeDays: ${lifetimeDays}\n    overlapDays: ${overlapDays}\n`,
      );
      await live(folder, steps, start);
    }),
  );
});

/** Runs the stack, then lets time pass and rotates or not, and runs it again. */
async function live(folder: ReturnType<typeof projectFolder>, steps: readonly Step[], begin: number): Promise<void> {
  let now = begin;
  let existing = run(folder, now, []);
  for (const { days, rotates } of steps) {
    now += days * dayMs + 12_345_000;
    if (rotates) {
      const current = existing.at(-1) as SecretPeriod;
      const outputs = {
        ...maskedOutputs(),
        clientSecretIssuedOn: formatInstant(current.issued),
        clientSecretExpiresOn: formatInstant(current.expires),
      };
      folder.write("dev.json", outputs);
      const words = ["secret", "rotate", "--stack", "dev", "--outputs", "dev.json"];
      const { code, notes } = await folder.run(words, { now: formatInstant(now) });
      assert.equal(code, 0, notes);
      assert.match(folder.read("Pulumi.dev.yaml"), / # anchor$/m);
      now += 60_000;
    }
    existing = run(folder, now, existing);
  }
}

/** What `pulumi up` would do: the secrets there are afterwards, the published one last. */
function run(folder: ReturnType<typeof projectFolder>, now: number, existing: readonly SecretPeriod[]): SecretPeriod[] {
  const rotation = rotationOf(folder.read("Pulumi.dev.yaml"), defaults, "Pulumi.dev.yaml", now);
  const { current, older } = declaredSecrets(rotation, now);
  const after = [...older, current];
  for (const secret of existing.filter(({ expires }) => expires > now)) {
    const declared = after.find(({ issued }) => issued === secret.issued);
    assert.equal(declared?.expires, secret.expires, `lost the secret issued ${formatInstant(secret.issued)}`);
  }
  for (const { issued } of older.filter(({ kept }) => kept)) {
    assert.ok(
      existing.some((secret) => secret.issued === issued),
      `keeps one that never was: ${formatInstant(issued)}`,
    );
  }
  return after;
}
