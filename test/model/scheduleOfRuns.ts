import assert from "node:assert/strict";
import { dayMs, formatInstant } from "../../model/instant";
import { formatProblems, type Problem } from "../../model/problem";
import { readRotation, type Rotation, type RotationSettings } from "../../model/rotationSettings";
import { EngineModel, type Outcome, type RunOptions } from "./engineModel";
import { pastedRotation } from "./pastedRotation";

/** One thing that happens to a stack, some time after the one before. */
export interface Happening {
  readonly after:
    { readonly days: number; readonly seconds: number } | { readonly upTo: "due" | "expiry"; readonly seconds: number };
  readonly refresh: boolean;
  readonly what:
    | { readonly kind: "run" }
    | { readonly kind: "cut"; readonly writes: number }
    | { readonly kind: "clockBack"; readonly seconds: number }
    | { readonly kind: "newDays"; readonly days: Days; readonly paste: boolean }
    | { readonly kind: "newSchedule"; readonly days: Days; readonly keep: Keep; readonly clockAhead: number }
    | { readonly kind: "revoke"; readonly writes: number | undefined };
}

/** What a person writes into `rotation.keep` of the secret in use: nothing, the truth, or another day of expiry. */
export type Keep = "nothing" | "itself" | "a day longer" | "a day shorter";

export interface Days {
  readonly lifetimeDays: number;
  readonly overlapDays: number;
}

/** A stack, the people who run it, and the promises that must hold whatever they do. */
export class ScheduleOfRuns {
  public readonly engine = new EngineModel();
  /** The last run that was carried out in full. */
  private last: { readonly now: number; readonly rotation: Rotation } | undefined;
  /** Whether nothing was written since. */
  private untouched = false;
  /** Whether nothing has happened since but time passing, so that the next run must pass. */
  private undisturbed = false;

  constructor(
    public settings: RotationSettings,
    public now: number,
  ) {}

  public apply({ after, refresh, what }: Happening): void {
    this.wait(after);
    switch (what.kind) {
      case "run":
        return this.plainRun({ refresh });
      case "cut":
        return this.plainRun({ refresh, writes: what.writes });
      case "clockBack":
        return this.clockBack(what.seconds * 1000, refresh);
      case "newDays":
        return this.change({ ...this.settings, ...what.days }, what.paste, refresh);
      case "newSchedule":
        return this.change(this.newSchedule(what.days, what.keep, what.clockAhead), true, refresh);
      case "revoke":
        return this.revoke(refresh, what.writes);
    }
  }

  private wait(after: Happening["after"]): void {
    if ("days" in after) {
      this.now += after.days * dayMs + after.seconds * 1000;
      return;
    }
    const rotation = this.rotation();
    const period = (rotation.lifetimeDays - rotation.overlapDays) * dayMs;
    const due = rotation.firstIssued + (Math.floor((this.now - rotation.firstIssued) / period) + 1) * period;
    const ends = [...this.engine.state.values()].map(({ endsOn }) => endsOn).filter((end) => end > this.now);
    const next = after.upTo === "due" || ends.length === 0 ? due : Math.min(...ends);
    this.now = Math.max(this.now + 1000, next + after.seconds * 1000);
  }

  private plainRun(options: RunOptions): void {
    const outcome = this.run(this.settings, options);
    const held = [...this.engine.state.values()];
    const gone = held.some(({ keyId }) => !this.engine.credentials.has(keyId));
    if (this.undisturbed && !gone) assert.notEqual(outcome.kind, "denied", outcome.message);
    if (outcome.kind === "denied") this.carryOn(outcome);
  }

  /** A machine whose clock is behind runs the program: nothing that lives may go, and nobody be locked out. */
  private clockBack(ms: number, refresh: boolean): void {
    const before = this.engine.published;
    const outcome = this.run(this.settings, { refresh, realTime: this.now }, this.now - ms);
    this.undisturbed &&= outcome.kind !== "done" || this.engine.published === before;
  }

  /** Settings a person changes, and what they do when the run is refused: paste the lines it shows, or go back. */
  private change(settings: RotationSettings, paste: boolean, refresh: boolean): void {
    const outcome = this.run(settings, { refresh });
    if (outcome.kind !== "denied") {
      this.settings = settings;
    } else if (paste) {
      this.settings = settings;
      this.carryOn(outcome);
    }
  }

  /** Does what each error says: at most one for each secret, none after drift, and no secret is lost. */
  private carryOn(denied: Outcome): void {
    const { state, credentials } = this.engine;
    const live = [...state.values()].filter(({ keyId, endsOn }) => credentials.has(keyId) && endsOn > this.now);
    let outcome = denied;
    let drifted = false;
    for (let tries = 0; outcome.kind === "denied"; tries++) {
      assert.ok(tries <= state.size && !drifted, `no way on after ${tries} tries: ${outcome.message}`);
      const settings = pastedRotation(outcome.message, this.settings);
      drifted = outcome.message.includes("no longer describes");
      if (settings === this.settings) this.correctClock(outcome.message);
      this.settings = settings;
      outcome = this.run(this.settings, {});
    }
    for (const { name, endsOn } of live) assert.ok(state.has(name) || endsOn <= this.now, `${name} is lost`);
  }

  /** The clock that wrote `firstIssued` was up to five minutes ahead of this one; it catches up. */
  private correctClock(message: string): void {
    assert.match(message, /: correct the clock\.\n/);
    this.now += 300_000;
  }

  /** What README tells a person to write: now as `firstIssued`, the secret in use into `keep`. */
  private newSchedule(days: Partial<Days>, keep: Keep, clockAhead: number): RotationSettings {
    const { published } = this.engine;
    const firstIssued = Math.max(this.now + clockAhead * 1000, (published?.issued ?? 0) + 1000);
    const shifts: Partial<Record<Keep, number>> = { "a day longer": dayMs, "a day shorter": -dayMs };
    const shift = shifts[keep] ?? 0;
    const kept = published && keep !== "nothing" ? [{ ...published, endsOn: published.endsOn + shift }] : [];
    return {
      ...this.settings,
      ...days,
      firstIssued: formatInstant(firstIssued),
      allowRevocationUntil: undefined,
      keep: kept.map(({ issued, endsOn }) => ({ issued: formatInstant(issued), expires: formatInstant(endsOn) })),
    };
  }

  private revoke(refresh: boolean, writes: number | undefined): void {
    const older = [...this.engine.state.keys()];
    const allowRevocationUntil = formatInstant(this.now + 3_600_000);
    this.settings = { ...this.newSchedule({}, "nothing", 0), allowRevocationUntil };
    const outcome = this.run(this.settings, writes === undefined ? { refresh } : { refresh, writes });
    assert.notEqual(outcome.kind, "denied", outcome.message);
    this.undisturbed = false;
    if (outcome.kind !== "done") return;
    for (const name of older) assert.ok(!this.engine.state.has(name), `${name} survived its revocation`);
    assert.equal(this.engine.published?.issued, this.rotation().firstIssued);
    this.undisturbed = true;
  }

  /** One run, and every promise about it. */
  private run(settings: RotationSettings, options: RunOptions, clock = this.now): Outcome {
    const { engine, now } = this;
    this.checkPublished();
    const before = this.holdings();
    const rotation = readRotation(settings, clock);
    if (Array.isArray(rotation)) return deniedSettings(rotation);
    const outcome = engine.run(rotation, clock, options);
    if (outcome.kind === "denied") {
      assert.deepEqual(this.holdings(), before, "a denied run changes nothing");
      return outcome;
    }
    // A clock that is behind may ask Entra ID for what has expired; nothing else may pass the preview and fail.
    if (clock === now) assert.notEqual(outcome.kind, "failed", outcome.message);
    for (const { name, issued, endsOn } of outcome.deleted) {
      const allowed = clock < rotation.allowRevocationUntil && issued < rotation.firstIssued;
      assert.ok(endsOn <= clock || allowed, `${name} was alive`);
    }
    for (const { name, endsOn } of outcome.created) assert.ok(endsOn > now, `${name} was issued expired`);
    if (engine.published) assert.ok(engine.credentials.has(engine.published.keyId), "published, but gone");
    if (outcome.kind === "done") {
      if (clock === now) this.checkSteady(rotation, outcome);
      const again = engine.preview(rotation, clock, options);
      assert.equal(again.kind, "done");
      assert.deepEqual([...again.created, ...again.deleted], [], "a second run changes nothing");
      if (clock === now) {
        this.last = { now, rotation };
        this.undisturbed = true;
        this.untouched = true;
      }
    }
    if (outcome.kind !== "done" || clock !== now) this.untouched = false;
    return outcome;
  }

  /** The published secret is valid, if a run happened in the overlap before its end. */
  private checkPublished(): void {
    const { engine, last, now } = this;
    if (!last || !engine.published || engine.published.endsOn > now) return;
    const { endsOn } = engine.published;
    assert.ok(last.now < endsOn - last.rotation.overlapDays * dayMs, `${engine.published.name} expired unnoticed`);
  }

  /** What a stack holds after a run: one secret, the one before it in the overlap, and those kept. */
  private checkSteady(rotation: Rotation, { created }: Outcome): void {
    const { engine, now, last } = this;
    const { firstIssued, lifetimeDays, overlapDays } = rotation;
    const { published } = engine;
    assert.ok(published);
    assert.ok(published.endsOn - now > overlapDays * dayMs, "the published secret outlives the overlap");
    const inOverlap = now < published.issued + overlapDays * dayMs && published.issued > firstIssued;
    const kept = rotation.keep.filter(({ expires }) => expires > now);
    assert.equal(engine.state.size, (inOverlap ? 2 : 1) + kept.length);
    if (!last || !sameSchedule(last.rotation, rotation) || !this.untouched) return;
    const period = (lifetimeDays - overlapDays) * dayMs;
    const generation = (instant: number) => Math.max(0, Math.floor((instant - firstIssued) / period));
    const passed = generation(now) - generation(last.now);
    assert.equal(created.length, Math.min(passed, inOverlap ? 2 : 1), "a period rotates once");
  }

  private holdings() {
    const { state, credentials, published } = this.engine;
    return { state: [...state.values()], credentials: [...credentials], published };
  }

  private rotation(): Rotation {
    const rotation = readRotation(this.settings, this.now);
    assert.ok(!Array.isArray(rotation), JSON.stringify(rotation));
    return rotation;
  }
}

function deniedSettings(problems: readonly Problem[]): Outcome {
  return { kind: "denied", message: formatProblems(problems), created: [], deleted: [] };
}

function sameSchedule(a: Rotation, b: Rotation): boolean {
  return a.firstIssued === b.firstIssued && a.lifetimeDays === b.lifetimeDays && a.overlapDays === b.overlapDays;
}
