import assert from "node:assert/strict";
import type { EngineStack } from "../../workbench/engine/engineStack";
import { describeOnEngine } from "./onEngine";
import { credentialsOf } from "./tenant";

describeOnEngine("a new secret", { now: new Date("2026-11-23T08:00:00Z"), secretLagMs: 6000 }, (on) => {
  let dev: EngineStack;

  it("is published after the token endpoint has honoured it, however long that takes within reason", async () => {
    dev = await on.newStack("dev");
    on.setNow(dev, "2026-11-23T08:00:00Z");
    const { outputs } = await dev.up();
    const answers = on.sandbox.requestLog.exchanges.filter(
      ({ path, requestBody }) =>
        path.endsWith("/token") && (requestBody as { client_id?: string }).client_id === outputs["clientId"]?.value,
    );
    assert.equal(answers.at(-1)?.status, 200);
    assert.ok(answers.length > 1, "asked before it was honoured");
    assert.deepEqual([...new Set(answers.slice(0, -1).map(({ status }) => status))], [401]);
  });

  it("is not published while it is not honoured; the old one stays, and the next up asks again", async () => {
    const before = (await dev.stack.outputs())["clientSecretKeyId"]?.value as string;
    on.sandbox.delays.secretLagMs = 3_600_000;
    on.setNow(dev, "2027-04-22T00:00:00Z");
    await assert.rejects(dev.up(), (error: Error) => {
      assert.match(
        error.message,
        /the new client secret icm-api-secret-2027-04-22 was not accepted for 60 seconds \(last answer: AADSTS7000215\), so it was not published; the one before stays in use/,
      );
      return true;
    });
    assert.equal(credentialsOf(on.sandbox).length, 2);
    assert.equal((await dev.stack.outputs())["clientSecretKeyId"]?.value, before);

    on.sandbox.clock.advance(3_600_000);
    on.sandbox.delays.secretLagMs = 0;
    dev.setNow("2027-04-22T01:00:00Z");
    const { summary, outputs } = await dev.up();
    assert.deepEqual(summary.resourceChanges, { create: 1, delete: 1, same: 9 });
    assert.notEqual(outputs["clientSecretKeyId"]?.value, before);
    assert.equal(credentialsOf(on.sandbox).length, 2);
  });
});
