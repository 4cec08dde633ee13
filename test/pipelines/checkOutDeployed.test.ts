import assert from "node:assert/strict";
import { describeSteps } from "./describeSteps";

const step = "check-out-deployed --stack dev";
const released = "abc123".padEnd(40, "0");

const fetches = (lines: readonly string[]) => lines.filter((line) => line.startsWith("git fetch"));

describeSteps("the commit that was released", (on) => {
  const { run, failsWith } = on;

  it("is asked for where there is none yet, or where it came from no commit", async () => {
    await failsWith(step, {}, /release a commit to dev with the deployment pipeline/);
    assert.match(on.log[0] ?? "", /dev has not been deployed yet/);
    assert.equal(on.engine.lines.length, 1);
  });

  it("is found behind many failed updates, and searched for to the end", async () => {
    on.engine.failedUpdates = 11;
    on.engine.releases.push(released);
    assert.equal(await run(step), 0);
    assert.equal(on.engine.head, released);
    on.engine.releases.length = 0;
    on.engine.failedUpdates = 60;
    await failsWith(step, {}, /release a commit to dev with the deployment pipeline/);
  });

  it("says with Git's own words why it is gone, what kept it, and shows no credential of the remote", async () => {
    on.engine.releases.push(released);
    const text = "fatal: unable to access 'https://gitlab-ci-token:glcbt-64@git.test/a.git/': not our ref abc123";
    on.engine.failures.push({ on: "git cat-file", text: "" });
    on.engine.failures.push({ on: "git fetch", text });
    on.engine.failures.push({ on: "git checkout", text: "fatal: unable to read tree" });
    await failsWith(
      step,
      {},
      /merge its revoke\/… branch without squashing and keep the branch until dev is released; otherwise release a commit of the main branch to dev/,
    );
    assert.match(on.log[0] ?? "", /not our ref abc123/);
    assert.match(on.log[0] ?? "", /unable to read tree/);
    assert.doesNotMatch(on.log[0] ?? "", /glcbt/);
    assert.equal(await run(step), 0);
  });

  it("is fetched only where the checkout does not have it: a fetch of one commit makes a whole clone shallow", async () => {
    on.engine.releases.push(released);
    assert.equal(await run(step), 0);
    assert.deepEqual(fetches(on.engine.lines), []);
    on.engine.head = "";
    on.engine.failures.push({ on: "git cat-file", text: "" });
    assert.equal(await run(step), 0);
    assert.deepEqual(fetches(on.engine.lines), [`git fetch --no-tags --depth 1 origin ${released}`]);
  });

  it("is not taken for what runs where more than the commit was deployed", async () => {
    on.engine.releases.push(released);
    on.engine.dirty.add(released);
    await failsWith(step, {}, /commit what was deployed, and release it to dev with the deployment pipeline/);
    assert.match(on.log[0] ?? "", /changes that are in no commit/);
    assert.notEqual(on.engine.head, released);
  });
});
