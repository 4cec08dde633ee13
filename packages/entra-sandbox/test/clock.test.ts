import assert from "node:assert/strict";
import { VirtualClock } from "../src";

const start = new Date("2026-11-23T08:00:00Z");
const day = 86_400_000;

describe("the sandbox's clock", () => {
  it("stands still when frozen, and moves when told to", () => {
    const clock = new VirtualClock();
    clock.freeze(start);
    assert.equal(clock.now().toISOString(), "2026-11-23T08:00:00.000Z");
    clock.advance(day);
    assert.equal(clock.now().toISOString(), "2026-11-24T08:00:00.000Z");
    clock.set(start);
    assert.equal(clock.now().toISOString(), "2026-11-23T08:00:00.000Z");
  });

  it("runs on from where it was set or thawed", () => {
    const clock = new VirtualClock(start);
    assert.ok(Math.abs(clock.now().getTime() - start.getTime()) < 1000);
    clock.freeze(new Date("2030-01-01T00:00:00Z"));
    clock.thaw();
    assert.ok(Math.abs(clock.now().getTime() - Date.parse("2030-01-01T00:00:00Z")) < 1000);
    clock.thaw();
    assert.equal(clock.now().getUTCFullYear(), 2030);
  });

  it("counts every advance as elapsed, but no jump of the date", () => {
    const clock = new VirtualClock();
    clock.freeze(start);
    const before = clock.elapsed();
    clock.set(new Date("2040-01-01T00:00:00Z"));
    assert.ok(clock.elapsed() - before < 1000);
    clock.advance(day);
    assert.ok(clock.elapsed() - before >= day);
  });

  it("refuses what is no instant and no way forward", () => {
    const clock = new VirtualClock();
    assert.throws(() => clock.set(new Date("soon")), /not a valid instant/);
    assert.throws(() => clock.advance(-1), /cannot advance by -1 ms/);
    assert.throws(() => clock.advance(Number.NaN), /cannot advance by NaN ms/);
    assert.throws(() => clock.freeze(new Date("+010000-01-01T00:00:00Z")), /not a valid instant/);
  });

  it("has moved nothing when it refuses to advance", () => {
    const clock = new VirtualClock();
    clock.freeze(start);
    const before = clock.elapsed();
    assert.throws(() => clock.advance(1e15), /^Error: cannot advance 2026-11-23T08:00:00\.000Z by 1000000000000000 ms/);
    assert.equal(clock.now().toISOString(), start.toISOString());
    assert.ok(clock.elapsed() - before < 1000);
  });
});
