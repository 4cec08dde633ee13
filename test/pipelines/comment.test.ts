import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { report } from "../../pipelines/steps/report";
import { describeSteps } from "./describeSteps";

const step = "comment --reports reports";

describeSteps("the comment of a pull request", (on) => {
  const { run, failsWith } = on;
  const write = (stack: string, text: string) => {
    mkdirSync(join(on.world.folder, "reports"), { recursive: true });
    writeFileSync(join(on.world.folder, "reports", `${stack}.md`), report(`Preview of ${stack}`, text));
  };
  const mine = () => on.world.comments.find(({ body }) => body.startsWith("<!-- icertis-access"))?.body ?? "";

  it("says so where no preview wrote a report", async () => {
    assert.equal(await run(step), 0);
    assert.match(mine(), /No report: every preview failed before it had one; the jobs' logs say why/);
  });

  it("leaves out the diffs that do not fit, and every stack keeps its outcome", async () => {
    for (const stack of ["a", "b", "c"]) write(stack, "y".repeat(40_000));
    write("d", "Resources:\n    8 unchanged\n");
    assert.equal(await run(step), 0);
    assert.ok(mine().length < 65_536, String(mine().length));
    for (const stack of ["a", "b", "c", "d"]) assert.match(mine(), new RegExp(`^### Preview of ${stack}: `, "m"));
    assert.match(mine(), /### Preview of c: nothing to change\n\nIts diff is too long for a comment: /);
    assert.match(mine(), /### Preview of d: 8 unchanged\n\n<details>/);
    assert.equal(mine().match(/<details>/g)?.length, mine().match(/<\/details>/g)?.length);
  });

  it("is cut off where even the outcomes do not fit", async () => {
    for (let stack = 0; stack < 900; stack++) write(`stack-${stack}`, `error: ${"e".repeat(200)}`);
    assert.equal(await run(step), 0);
    assert.ok(mine().length < 65_536, String(mine().length));
  });

  it("is found behind a hundred others, and rewritten", async () => {
    for (let id = 1; id <= 150; id++) on.world.comments.push({ id, body: "a person's" });
    write("dev", "error: one");
    assert.equal(await run(step), 0);
    write("dev", "error: two");
    assert.equal(await run(step), 0);
    assert.equal(on.world.comments.length, 151);
    assert.match(mine(), /failed, two/);
  });

  it("tells a missing permission from other trouble", async () => {
    on.world.refuseComment = { status: 403, message: "Resource not accessible by integration" };
    await failsWith(step, {}, /give the job `permissions: pull-requests: write`/);
    assert.match(on.log[0] ?? "", /GitHub answered 403 .*: Resource not accessible by integration/);
    on.world.refuseComment = { status: 403, message: "You have exceeded a secondary rate limit" };
    await failsWith(step, {}, /run the job again in some minutes/);
    on.world.refuseComment = { status: 502, message: "" };
    await failsWith(step, {}, /run the job again in some minutes; .*githubstatus/);
    assert.equal(await run(step), 0);
  });
});
