import assert from "node:assert/strict";
import type { EngineStack } from "../../workbench/engine/engineStack";
import { formatInstant, parseInstant } from "../../model/instant";
import type { RotationSettings } from "../../model/rotationSettings";
import { pastedRotation } from "../model/pastedRotation";
import { Stack } from "../model/stackModel";
import { describeOnEngine } from "./onEngine";

/** One run of a schedule: when, and with which settings from then on; `pasted` takes over the lines of the last error. */
interface Run {
  readonly at: string;
  readonly settings?: Partial<RotationSettings>;
  readonly pasted?: true;
  readonly outcome: "done" | "denied";
}

const halfYear: RotationSettings = { firstIssued: "2026-11-23", lifetimeDays: 180, overlapDays: 30, description: "s" };

/** The schedules on which the property test's model of the engine is held against the engine. */
const schedules: Record<string, readonly Run[]> = {
  "late, and later than a period": [
    { at: "2026-11-23T08:00:00Z", outcome: "done" },
    { at: "2027-06-30T08:00:00Z", outcome: "done" },
    { at: "2028-03-01T08:00:00Z", outcome: "done" },
    { at: "2028-03-01T08:00:00Z", outcome: "done" },
  ],
  "changed days after a rotation, and pasted lines that keep the secret in use too": [
    { at: "2026-11-23T08:00:00Z", outcome: "done" },
    { at: "2027-04-23T08:00:00Z", outcome: "done" },
    { at: "2027-05-01T08:00:00Z", settings: { lifetimeDays: 365, overlapDays: 60 }, outcome: "denied" },
    { at: "2027-05-01T08:00:00Z", pasted: true, outcome: "done" },
  ],
  "changed settings, pasted lines and a clock that steps back": [
    { at: "2026-11-23T08:00:00Z", outcome: "done" },
    { at: "2027-02-01T08:00:00Z", settings: { lifetimeDays: 365, overlapDays: 60 }, outcome: "denied" },
    { at: "2027-02-01T09:00:00Z", pasted: true, outcome: "done" },
    { at: "2027-12-03T10:00:00Z", outcome: "done" },
    { at: "2027-12-03T07:00:00Z", outcome: "denied" },
    { at: "2027-12-03T11:00:00Z", outcome: "done" },
  ],
};

describeOnEngine("the model of the engine", { now: new Date("2026-11-23T08:00:00Z") }, (on) => {
  for (const [title, runs] of Object.entries(schedules)) {
    it(`comes to what the engine comes to: ${title}`, async () => {
      const model = new Stack(halfYear);
      const real = await on.newStack("dev");
      let message = "";
      for (const { at, settings, pasted, outcome } of runs) {
        model.settings = pasted ? pastedRotation(message, model.settings) : { ...model.settings, ...settings };
        real.configure({ rotation: model.settings });
        on.setNow(real, at);
        const modelled = model.run(at);
        assert.equal(modelled.kind, outcome, `${at}: ${modelled.message}`);
        const failure = await real.up().then(
          () => undefined,
          (error: Error) => error.message,
        );
        assert.equal(failure === undefined ? "done" : "denied", outcome, `${at}: ${failure}`);
        message = modelled.message;
        assert.deepEqual(await secretsOf(real), model.secrets, at);
      }
    });
  }
});

const short = (text: unknown) => formatInstant(parseInstant(String(text)) ?? NaN).replace("T00:00:00Z", "");

/** The secrets of the real state, written as the model writes its own. */
async function secretsOf(real: EngineStack): Promise<string[]> {
  const outputs = await real.stack.outputs();
  const { resources } = (await real.stack.exportStack()).deployment as {
    resources: { type: string; urn: string; outputs: { endDate: string; keyId: string } }[];
  };
  return resources
    .filter(({ type }) => type.endsWith(":ApplicationPassword"))
    .map(({ urn, outputs: { endDate, keyId } }) => {
      const [, day = "", time] = /-secret-(\d{4}-\d\d-\d\d)(?:T([\d-]+Z))?$/.exec(urn) ?? [];
      const issued = time === undefined ? day : `${day}T${time.replaceAll("-", ":")}`;
      const published = keyId === outputs["clientSecretKeyId"]?.value ? ", published" : "";
      return `${short(issued)} to ${short(endDate)}${published}`;
    })
    .sort();
}
