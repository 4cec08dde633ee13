import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describeSteps } from "./describeSteps";

const up = "up --stack dev";

describeSteps("an update whose secret a person has to hear of", (on) => {
  const { run, failsWith } = on;
  const page = () => existsSync(join(on.world.folder, "handoff", "dev.html"));
  const notices = () => on.log.filter((line) => line.includes("UiPath") && line.startsWith("::warning::"));

  it("fails loudly where it cannot be told whether the secret changed, and says how to hand it off", async () => {
    on.engine.failures.push({ on: "pulumi stack output", text: "error: connection reset", skip: 1 });
    await failsWith(
      up,
      {},
      /in case the secret changed, .* run `npm run -s pipeline -- hand-off --stack dev`: a second `up`/,
    );
    assert.match(on.log[0] ?? "", /after the update of dev the hand-off failed: .*connection reset/);
    assert.equal(await run("hand-off --stack dev"), 0);
    assert.equal(page(), true);
  });

  it("updates nothing where it cannot be told what was published before", async () => {
    on.engine.failures.push({ on: "pulumi stack output", text: "error: connection reset" });
    await failsWith(up, {}, /run the job again/);
    assert.deepEqual(on.engine.lines, ["pulumi stack output --json --stack dev"]);
    assert.equal(page(), false);
  });

  it("takes a stack that is not there yet for one that has published nothing", async () => {
    on.engine.failures.push({ on: "pulumi stack output", text: "error: no stack named 'dev' found" });
    assert.equal(await run(up), 0);
    assert.equal(notices().length, 1);
  });

  it("hands off the new key of an update that failed later, and still ends with that failure", async () => {
    on.engine.keyId = "key-1";
    const text = "error: unexpected status 429 (429 Too Many Requests)";
    on.engine.failures.push({ on: "pulumi up", text, does: () => (on.engine.keyId = "key-2") });
    await failsWith(up, {}, /Graph is throttling this tenant/);
    assert.equal(page(), true);
    assert.equal(notices().length, 1);
  });

  it("hands nothing off where a failed update changed no key", async () => {
    on.engine.keyId = "key-1";
    on.engine.failures.push({ on: "pulumi up", text: "error: panic" });
    await failsWith(up, {}, /mend what the error above names/);
    assert.equal(page(), false);
    assert.deepEqual(notices(), []);
  });

  it("names both where the update failed and the hand-off too", async () => {
    on.engine.failures.push({ on: "pulumi up", text: "429 Too Many Requests" });
    on.engine.failures.push({ on: "pulumi stack output", text: "error: connection reset", skip: 1 });
    await failsWith(up, {}, /Graph is throttling .*; then, in case the secret changed, .* hand-off --stack dev/);
    assert.match(on.log[0] ?? "", /`pulumi up --yes --stack dev` failed; after the update of dev the hand-off failed/);
  });

  it("signs in once more for what comes after the update, which may outlive the platform's token", async () => {
    assert.equal(await run(up), 0);
    const tokenFiles = on.engine.calls.map(({ environment }) => environment["AZURE_FEDERATED_TOKEN_FILE"]);
    const [before, during, after, handOff] = tokenFiles;
    assert.equal(before, during);
    assert.notEqual(during, after);
    assert.equal(after, handOff);
  });

  it("puts right what was changed by hand, when asked to", async () => {
    assert.equal(await run(`${up} --refresh`), 0);
    assert.ok(on.engine.lines.includes("pulumi up --yes --refresh --stack dev"));
  });
});

describeSteps("a hand-off by itself", (on) => {
  it("writes the page and the notice whoever updated the stack, and shows which secret it is", async () => {
    on.engine.keyId = "key-9";
    assert.equal(await on.run("hand-off --stack dev --handoff pages"), 0);
    assert.deepEqual(
      on.engine.lines.map((line) => line.replace(on.world.folder, "")),
      [
        "pulumi stack output --json --stack dev",
        "icertis-access handoff --stack dev --format html --out /pages/dev.html",
      ],
    );
    assert.match(on.log[0] ?? "", /^::warning::the client secret of dev has the key id key-9.* UiPath now/);
  });

  it("says what to do where nothing is published", async () => {
    await on.failsWith("hand-off --stack dev", {}, /release a commit to dev with the deployment pipeline/);
  });
});
