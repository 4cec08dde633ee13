import assert from "node:assert/strict";
import type { EngineStack } from "../../workbench/engine/engineStack";
import { describeOnEngine } from "./onEngine";
import { credentialsOf, onlyApplication } from "./tenant";

const halfYear = { firstIssued: "2026-11-23", lifetimeDays: 180, overlapDays: 30 };

describeOnEngine("client secrets over virtual time", { now: new Date("2026-11-23T08:00:00Z") }, (on) => {
  let dev: EngineStack;
  const ends = () => credentialsOf(on.sandbox).map(({ endDateTime }) => endDateTime);
  const at = (instant: string) => on.setNow(dev, instant);
  const secretNames = async () => {
    const { resources } = (await dev.stack.exportStack()).deployment as { resources: { urn: string }[] };
    return resources.flatMap(({ urn }) => (urn.includes(":ApplicationPassword::") ? [urn.split("::").at(-1)] : []));
  };
  const published = async () => {
    const outputs = await dev.stack.outputs();
    return {
      issued: outputs["clientSecretIssuedOn"]?.value as string,
      expires: outputs["clientSecretExpiresOn"]?.value as string,
      previous: outputs["previousClientSecretExpiresOn"]?.value as string | undefined,
      secret: outputs["clientSecret"]?.value as string,
    };
  };

  before(async function () {
    this.timeout(60_000);
    dev = await on.newStack("dev");
    at("2026-11-23T08:00:00Z");
    await dev.up();
  });

  it("keeps the one secret until the instant before it is issued", async () => {
    at("2027-04-21T23:50:00Z");
    assert.deepEqual((await dev.stack.preview({ expectNoChanges: true })).changeSummary, { same: 9 });
  });

  it("publishes a new secret on the due day and leaves the old one valid; a second run changes nothing", async () => {
    const old = await published();
    at("2027-04-22T00:00:00Z");
    const preview = await dev.stack.preview();
    assert.deepEqual(preview.changeSummary, { create: 2, delete: 1, same: 8 });
    await dev.up();
    assert.deepEqual(ends(), ["2027-05-22T00:00:00Z", "2027-10-19T00:00:00Z"]);
    const current = await published();
    assert.notEqual(current.secret, old.secret);
    assert.deepEqual(
      { ...current, secret: "" },
      { issued: "2027-04-22T00:00:00Z", expires: "2027-10-19T00:00:00Z", previous: "2027-05-22T00:00:00Z", secret: "" },
    );
    const again = await dev.stack.preview({ expectNoChanges: true, refresh: true });
    assert.deepEqual(again.changeSummary, { same: 10 });
  });

  it("removes the old secret once it has expired", async () => {
    at("2027-05-22T00:00:00Z");
    const preview = await dev.stack.preview();
    assert.deepEqual(preview.changeSummary, { delete: 1, same: 9 });
    await dev.up();
    assert.deepEqual(ends(), ["2027-10-19T00:00:00Z"]);
    assert.equal((await published()).previous, undefined);
  });

  it("refuses in preview, up and destroy what would take a live secret away, and changes nothing", async () => {
    const before = await published();
    dev.configure({ rotation: { ...halfYear, firstIssued: "2027-06-01T10:00:00Z" } });
    at("2027-06-01T10:00:00Z");
    const message = /icm-api-secret-2027-04-22 \(key id [0-9a-f-]{36}\) is valid until 2027-10-19T00:00:00Z and is not/;
    await assert.rejects(dev.stack.preview(), message);
    await assert.rejects(dev.up(), message);
    await assert.rejects(dev.destroy(), message);
    assert.deepEqual(ends(), ["2027-10-19T00:00:00Z"]);
    dev.configure({ rotation: halfYear });
    assert.deepEqual((await dev.stack.up()).summary.resourceChanges, { same: 9 });
    assert.deepEqual(await published(), before);
  });

  it("refuses a destroy without its program, and the stack is whole afterwards", async () => {
    await assert.rejects(dev.stack.destroy(), /You must run with the `--run-program` flag to use delete hooks/);
    assert.deepEqual((await dev.stack.up()).summary.resourceChanges, { same: 9 });
  });

  it("leaves a whole stack where a destroy without preview is refused half-way: the next up proves the secret again", async () => {
    const before = await published();
    await assert.rejects(dev.stack.destroy({ runProgram: true }), /and is not deleted/);
    assert.deepEqual((await dev.stack.up()).summary.resourceChanges, { create: 1, same: 8 });
    assert.deepEqual(await published(), before);
    assert.deepEqual(ends(), ["2027-10-19T00:00:00Z"]);
  });

  it("refuses a lifetime that the secret in use does not have, with the lines to paste", async () => {
    dev.configure({ rotation: { ...halfYear, lifetimeDays: 365 } });
    at("2027-04-30T12:00:00Z");
    await assert.rejects(dev.stack.preview(), (error: Error) => {
      // Day 158 of 365: the first generation is current again, which the state no longer holds.
      assert.match(error.message, /icm-api-secret-2027-04-22 \(key id [0-9a-f-]{36}\) is valid until 2027-10-19/);
      return true;
    });
    dev.configure({ rotation: { firstIssued: "2027-04-22", lifetimeDays: 365, overlapDays: 30 } });
    await assert.rejects(dev.stack.preview(), (error: Error) => {
      assert.match(error.message, /ends on 2027-10-19T00:00:00Z, by the configuration on 2028-04-21T00:00:00Z/);
      assert.match(error.message, /- \{ issued: "2027-04-22T00:00:00Z", expires: "2027-10-19T00:00:00Z" \}/);
      assert.doesNotMatch(error.message, /error serializing|at .*\.ts:\d+/);
      return true;
    });
    assert.deepEqual(ends(), ["2027-10-19T00:00:00Z"]);
  });

  it("rotates ahead of time and changes the lifetime in one operation, keeping the secret in use", async () => {
    const inUse = await published();
    at("2027-07-01T09:30:00Z");
    dev.configure({
      rotation: {
        firstIssued: "2027-07-01T09:30:00Z",
        lifetimeDays: 365,
        overlapDays: 60,
        keep: [{ issued: inUse.issued, expires: inUse.expires }],
      },
    });
    await dev.up();
    assert.deepEqual(ends(), ["2027-10-19T00:00:00Z", "2028-06-30T09:30:00Z"]);
    assert.deepEqual(await secretNames(), ["icm-api-secret-2027-04-22", "icm-api-secret-2027-07-01T09-30-00Z"]);
    const current = await published();
    assert.equal(current.previous, inUse.expires);
    assert.equal(current.expires, "2028-06-30T09:30:00Z");
  });

  it("never creates a kept secret", async () => {
    const keep = [{ issued: "2027-01-01", expires: "2028-01-01" }];
    const rotation = { firstIssued: "2027-07-01T09:30:00Z", lifetimeDays: 365, overlapDays: 60 };
    const both = [{ issued: "2027-04-22", expires: "2027-10-19" }, ...keep];
    dev.configure({ rotation: { ...rotation, keep: both } });
    await assert.rejects(dev.stack.preview(), /issued 2027-01-01T00:00:00Z, but the stack has none of that instant/);
    dev.configure({ rotation: { ...rotation, keep: both.slice(0, 1) } });
    assert.deepEqual((await dev.stack.preview({ expectNoChanges: true })).changeSummary, { same: 10 });
  });

  it("revokes everything older in one update while that is allowed, new before old, twice in a day", async () => {
    for (const [instant, until, revoked] of [
      ["2027-07-01T11:00:00Z", "2027-07-01T12:00:00Z", 2],
      ["2027-07-01T15:00:00Z", "2027-07-01T16:00:00Z", 1],
    ] as const) {
      at(instant);
      dev.configure({
        rotation: { firstIssued: instant, lifetimeDays: 365, overlapDays: 60, allowRevocationUntil: until },
      });
      on.sandbox.requestLog.clear();
      await dev.up();
      const end = new Date(Date.parse(instant) + 365 * 86_400_000).toISOString().replace(".000", "");
      assert.deepEqual(ends(), [end]);
      const calls = on.sandbox.requestLog.exchanges.map(({ path }) => path.split("/").at(-1));
      // Nothing is waited for between one removal and the next but a token.
      const removals = calls
        .slice(calls.indexOf("addPassword"))
        .filter((call) => call !== onlyApplication(on.sandbox).id);
      const removal = ["endpoints", "token", "removePassword"];
      const proof = ["endpoints", "token"];
      assert.deepEqual(removals, ["addPassword", ...proof, ...Array<string[]>(revoked).fill(removal).flat()]);
    }
  });

  it("lets the provider remove what was declared so, and moves to removing it itself without a change", async () => {
    const revocation = (firstIssued: string, allowRevocationUntil: string) => ({
      rotation: { firstIssued, lifetimeDays: 365, overlapDays: 60, allowRevocationUntil },
    });
    at("2027-07-01T17:00:00Z");
    dev.configure(revocation("2027-07-01T17:00:00Z", "2027-07-01T17:30:00Z"));
    await dev.stack.setConfig("azuread:useCli", { value: "false" });
    await dev.up();
    await dev.stack.removeConfig("azuread:useCli");
    assert.deepEqual((await dev.stack.preview({ expectNoChanges: true })).changeSummary, { same: 9 });
    at("2027-07-01T18:00:00Z");
    dev.configure(revocation("2027-07-01T18:00:00Z", "2027-07-01T18:30:00Z"));
    await dev.up();
    assert.deepEqual(ends(), ["2028-06-30T18:00:00Z"]);
    assert.deepEqual((await dev.stack.preview({ expectNoChanges: true, refresh: true })).changeSummary, { same: 9 });
  });

  it("arms the guard again by itself", async () => {
    at("2027-07-01T18:30:00Z");
    await assert.rejects(dev.destroy(), /and is not deleted: whoever uses it would be locked out/);
  });
});
