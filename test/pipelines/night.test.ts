import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeSteps } from "./describeSteps";
import { platformNames } from "./fakePlatform";

const night = "night --stack dev";
const ended = "2027-01-22T00:00:00Z";

describeSteps("the night of a stack", (on) => {
  const { run, failsWith } = on;
  const tickets = () => on.platform.tickets.map(({ open, title }) => [open, title]);
  const title = "Enter the new client secret of dev in UiPath by 2027-01-22";
  /** The secret was rotated: the old one still works until `ended`. */
  const rotate = () => {
    on.engine.keyId = "key-1";
    on.engine.nextKeyId = "key-2";
    on.engine.previousExpiresOn = ended;
    on.engine.status = { level: "ok", message: "fine", secret: { enterInUipathBy: ended } };
  };

  it("updates, verifies, looks for drift and at the secret, in this order", async () => {
    on.engine.keyId = "key-1";
    assert.equal(await run(night), 0, on.log.join("\n"));
    assert.deepEqual(
      on.engine.lines.filter((line) => !line.startsWith("pulumi stack output")),
      [
        "pulumi up --yes --stack dev",
        "icertis-access verify --stack dev --app-only",
        "pulumi preview --refresh --expect-no-changes --diff --suppress-outputs --stack dev",
        "icertis-access secret status --json --stack dev",
      ],
    );
  });

  it("overwrites the drift of the stack that was named, and of no other", async () => {
    assert.equal(await run(`${night} --refresh dev`), 0);
    assert.ok(on.engine.lines.includes("pulumi up --yes --refresh --stack dev"));
    assert.equal(await run("night --stack prod --refresh dev"), 0);
    assert.ok(on.engine.lines.includes("pulumi up --yes --stack prod"));
  });

  for (const failing of ["pulumi up", "icertis-access verify", "pulumi preview"]) {
    it(`looks at the secret also where \`${failing}\` failed, and reports both`, async () => {
      on.engine.keyId = "key-1";
      on.engine.failures.push({ on: failing, text: "error: out of order" });
      on.engine.status = { level: "critical", message: "3 days left" };
      assert.equal(await run(night), 1);
      assert.match(on.log.join("\n"), /3 days left/);
      assert.match(on.log.at(-1) ?? "", /^what to do: first, .*; then, run the nightly job/);
    });
  }

  it("fails on a secret that runs out and on one of which nothing is known, and warns before", async () => {
    on.engine.keyId = "key-1";
    on.engine.status = { level: "warning", message: "20 days left" };
    assert.equal(await run("status --stack dev"), 0);
    assert.match(on.log[0] ?? "", /^::warning::dev: 20 days left/);
    on.engine.status = { level: "critical", message: "" };
    await failsWith("status --stack dev", "secret-critical");
    on.engine.status = { level: "unknown", message: "" };
    await failsWith("status --stack dev", "secret-unknown");
    on.engine.failures.push({ on: "icertis-access secret status", text: "no such file" });
    await failsWith("status --stack dev", "secret-unknown");
  });

  it("reports drift, and tells it from a check that could not be made", async () => {
    const drifted = "error: no changes were expected but changes were proposed\nResources:\n    ~ 1 to update\n";
    on.engine.failures.push({ on: "pulumi preview --refresh", text: drifted });
    await failsWith("drift --stack dev", "drift");
    assert.match(readFileSync(join(on.platform.folder, "reports", "drift.md"), "utf8"), /^### Drift of dev: /);
    on.engine.failures.push({ on: "pulumi preview --refresh", text: "error: connection refused" });
    await failsWith("drift --stack dev", "connection-broken");
  });

  for (const platform of platformNames) {
    describe(`with tickets on ${platform}`, () => {
      it("opens one for a new secret, once, with date, page and calendar file", async () => {
        rotate();
        assert.equal(await run(night, { platform }), 0, on.log.join("\n"));
        assert.deepEqual(tickets(), [[true, title]]);
        const { body = "" } = on.platform.tickets[0] ?? {};
        for (const part of ["dev.html", "dev.ics", ended, "key-2"]) assert.ok(body.includes(part), part);
        assert.match(body, /https:\/\/(github|platform|gitlab)\.test\/\S+9/);
        assert.equal(await run(night, { platform }), 0);
        assert.equal(on.platform.tickets.length, 1);
      });

      it("is red from two weeks before the old secret ends, and stays red, until a person closes it", async () => {
        rotate();
        assert.equal(await run(night, { platform }), 0);
        on.sandbox.clock.freeze(new Date("2027-01-07T23:00:00Z"));
        assert.equal(await run("status --stack dev", { platform }), 0);
        for (const instant of ["2027-01-08T01:00:00Z", "2027-01-21T01:00:00Z", "2027-03-01T00:00:00Z"]) {
          on.sandbox.clock.freeze(new Date(instant));
          if (instant > ended) on.engine.status = { level: "ok", message: "fine" };
          if (instant > ended) on.engine.previousExpiresOn = undefined;
          await failsWith("status --stack dev", "secret-not-entered", { platform });
        }
        const [one] = on.platform.tickets;
        assert.ok(one);
        one.open = false;
        assert.equal(await run("status --stack dev", { platform }), 0, on.log.join("\n"));
        assert.ok(on.engine.lines.includes("icertis-access secret status --json --stack dev --entered key-2"));
      });

      it("closes it where the new secret is seen in use, and where a newer one has taken its place", async () => {
        rotate();
        assert.equal(await run(night, { platform }), 0);
        on.engine.status = { level: "ok", message: "in use", secret: {} };
        assert.equal(await run("status --stack dev", { platform }), 0);
        assert.deepEqual(tickets(), [[false, title]]);
        assert.deepEqual(on.platform.tickets[0]?.comments, ["UiPath has the new secret."]);
        on.engine.status = { level: "ok", message: "fine", secret: { enterInUipathBy: ended } };
        on.engine.nextKeyId = "key-3";
        assert.equal(await run(night, { platform }), 0);
        on.engine.nextKeyId = "key-4";
        assert.equal(await run(night, { platform }), 0);
        assert.deepEqual(
          on.platform.tickets.map(({ open }) => open),
          [false, false, true],
        );
      });
    });
  }

  it("is red the same night after a revocation, which cuts UiPath off at once", async () => {
    on.engine.keyId = "key-1";
    on.engine.nextKeyId = "key-2";
    assert.equal(await run("up --stack dev"), 0);
    await failsWith("status --stack dev", "secret-not-entered");
  });

  it("opens one for a secret that something else rotated, such as the operator", async () => {
    rotate();
    on.engine.keyId = "key-2";
    assert.equal(await run("status --stack dev"), 0);
    assert.deepEqual(tickets(), [[true, title]]);
  });

  it("writes a page every night while the ticket is open, so that none is gone too early", async () => {
    rotate();
    on.engine.keyId = "key-2";
    for (let nights = 0; nights < 2; nights++) assert.equal(await run(night), 0);
    assert.equal(on.engine.lines.filter((line) => /^icertis-access handoff .*\.html$/.test(line)).length, 2);
  });

  it("says which permission is missing where the platform takes no ticket", async () => {
    rotate();
    on.engine.keyId = "key-2";
    on.platform.fails = { status: 403, message: "Resource not accessible by integration" };
    await failsWith("status --stack dev", "platform-denied", { platform: "gitlab" });
    on.platform.fails = { status: 410, message: "Issues are disabled for this repo" };
    await failsWith("status --stack dev", "platform-denied", { platform: "gitlab" });
    on.platform.fails = { status: 403, message: "You have exceeded a secondary rate limit" };
    await failsWith("status --stack dev", "platform-unavailable", { platform: "gitlab" });
  });

  it("shows nothing of an answer that is not what was asked for", async () => {
    rotate();
    on.engine.keyId = "key-2";
    for (const message of ["<html>eyJ</html>", "[null]", "null", '[{"number":"eyJ"}]']) {
      on.platform.fails = { status: 200, message };
      await failsWith("status --stack dev", "platform-unavailable");
    }
    for (const text of ["eyJ", "null", '{"clientSecretKeyId":7}', '{"clientSecretExpiresOn":"2026-02-30"}']) {
      on.engine.failures.push({ on: "pulumi stack output", text, code: 0 });
      await failsWith("status --stack dev", "output-unusable");
    }
  });

  it("goes without tickets where the job has no right to them", async () => {
    rotate();
    assert.equal(await run(night, { variables: { GITHUB_TOKEN: "" } }), 0);
    assert.ok(on.log.some((line) => line.startsWith("::warning::the client secret of dev changed")));
  });
});
