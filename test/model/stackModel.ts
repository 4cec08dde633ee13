import assert from "node:assert/strict";
import { formatInstant, parseInstant } from "../../model/instant";
import { readRotation, type RotationSettings } from "../../model/rotationSettings";
import { EngineModel, type Outcome, type RunOptions } from "./engineModel";
import { pastedRotation } from "./pastedRotation";

export const year: RotationSettings = {
  firstIssued: "2026-11-23",
  lifetimeDays: 365,
  overlapDays: 60,
  description: "s",
};
const short = (instant: number) => formatInstant(instant).replace("T00:00:00Z", "");

/** A stack whose runs are told by the instant of the clock; `settings` are what its file says. */
export class Stack {
  public readonly engine = new EngineModel();

  constructor(public settings: RotationSettings = year) {}

  public run(now: string, options: RunOptions = {}): Outcome {
    const instant = parseInstant(now) ?? NaN;
    const rotation = readRotation(this.settings, instant);
    assert.ok(!Array.isArray(rotation), JSON.stringify(rotation));
    return this.engine.run(rotation, instant, options);
  }

  /** Runs until a run is carried out, doing each time what the refusal says. */
  public runAsHinted(now: string): number {
    for (let denials = 0; ; denials++) {
      const outcome = this.run(now);
      if (outcome.kind === "done") return denials;
      assert.ok(denials < 5, outcome.message);
      const settings = pastedRotation(outcome.message, this.settings);
      assert.notEqual(settings, this.settings, outcome.message);
      this.settings = settings;
    }
  }

  /** The secrets of the state, the oldest first; the published one marked. */
  public get secrets(): string[] {
    const held = [...this.engine.state.values()].sort((a, b) => a.issued - b.issued);
    return held.map((secret) => {
      const published = secret.keyId === this.engine.published?.keyId ? ", published" : "";
      return `${short(secret.issued)} to ${short(secret.endsOn)}${published}`;
    });
  }
}

/** A stack that was deployed on its first day. */
export function deployed(settings: Partial<RotationSettings> = {}): Stack {
  const stack = new Stack({ ...year, ...settings });
  assert.equal(stack.run(stack.settings.firstIssued ?? "").kind, "done");
  return stack;
}
