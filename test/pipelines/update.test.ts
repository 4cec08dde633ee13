import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describeSteps } from "./describeSteps";

const up = "up --stack dev";

describeSteps("an update", (on) => {
  const { run, failsWith } = on;
  const page = () => ["dev.html", "dev.ics"].every((name) => existsSync(join(on.platform.folder, "handoff", name)));
  const notices = () => on.log.filter((line) => line.startsWith("::warning::"));

  it("writes the page and gives a notice where the secret changed, and neither where it did not", async () => {
    assert.equal(await run(up), 0, on.log.join("\n"));
    assert.equal(page(), true);
    assert.equal(notices().length, 1);
    assert.equal(await run(up), 0);
    assert.deepEqual(notices(), []);
  });

  it("acts on no stack without a name: the Pulumi CLI would take the one that is selected", async () => {
    for (const name of ["", "dev/", "--yes"]) {
      assert.equal(await run(`up --stack ${name}`), 1);
      assert.match(on.log.at(-1) ?? "", /^what to do: \S/);
    }
    assert.deepEqual(on.engine.lines, []);
  });

  it("fails where nobody can tell whether the secret changed, and `hand-off` hands it off", async () => {
    on.engine.failures.push({ on: "pulumi stack output", text: "error: connection reset", skip: 1 });
    await failsWith(up, "hand-off-failed");
    assert.equal(page(), false);
    assert.equal(await run("hand-off --stack dev"), 0);
    assert.equal(page(), true);
  });

  it("does nothing where nobody can tell what was published before", async () => {
    on.engine.failures.push({ on: "pulumi stack output", text: "error: connection reset" });
    await failsWith(up, "connection-broken");
    assert.deepEqual(on.engine.lines, ["pulumi stack output --json --stack dev"]);
  });

  it("hands off a key that a failed update published, and still ends with that failure", async () => {
    on.engine.keyId = "key-1";
    const text = "error: unexpected status 429 (429 Too Many Requests)";
    on.engine.failures.push({ on: "pulumi up", text, does: () => (on.engine.keyId = "key-2") });
    await failsWith(up, "throttled");
    assert.equal(page(), true);
    on.engine.failures.push({ on: "pulumi up", text: "error: panic" });
    await failsWith(up, "engine-failed");
    assert.deepEqual(notices(), []);
  });

  it("reports both where the update failed and the hand-off too", async () => {
    on.engine.failures.push({ on: "pulumi up", text: "429 Too Many Requests" });
    on.engine.failures.push({ on: "pulumi stack output", text: "error: connection reset", skip: 1 });
    await failsWith(up, "throttled");
    assert.match(on.log.at(-1) ?? "", /too many requests .*; then, .* hand-off --stack dev/);
  });

  it("signs in once more for what comes after it, which may outlive the platform's token", async () => {
    assert.equal(await run(up, { platform: "gitlab" }), 0);
    const [before, during, after, handOff] = on.engine.calls.map(
      ({ environment }) => environment["AZURE_FEDERATED_TOKEN_FILE"],
    );
    assert.equal(before, during);
    assert.notEqual(during, after);
    assert.equal(after, handOff);
  });

  const command = "`npx icertis-access doctor --fix --stack dev`";
  for (const [code, printed] of [
    ["left-behind", `error: icm-api-identifier-uri: an earlier run was cut short: run ${command}, which takes it in`],
    ["left-behind", `error: icm-api-app: the connection broke: run \`pulumi up\` again, then ${command}`],
    ["stack-locked", "error: the stack is currently locked by 1 lock(s)."],
    ["engine-failed", "error: panic"],
  ] as const) {
    it(`names the one command in its last line, and does not run it: ${printed.slice(0, 40)}`, async () => {
      on.engine.failures.push({ on: "pulumi up", text: printed });
      await failsWith(up, code);
      assert.ok(on.log.at(-1)?.includes(command), on.log.at(-1));
      assert.ok(on.engine.lines.every((line) => !line.includes("doctor")));
    });
  }

  it("overwrites drift when asked to", async () => {
    assert.equal(await run(`${up} --refresh`), 0);
    assert.ok(on.engine.lines.includes("pulumi up --yes --refresh --stack dev"));
  });

  it("says what to do where a stack has no secret to hand off", async () => {
    await failsWith("hand-off --stack dev", "secret-missing");
  });
});
