import assert from "node:assert/strict";
import { ToolFolder } from "../runTool";
import { maskedOutputs, sampleApiKeyOutputs, type SampleOptions } from "../sampleOutputs";

describe("secret status", () => {
  const folder = new ToolFolder();
  const status = (options: SampleOptions, now: string, ...words: string[]) => {
    folder.write("dev.json", maskedOutputs(options));
    return folder.run(["secret", "status", "--outputs", "dev.json", ...words], { now });
  };
  /** 365 days from 2026-11-23, the next one due on 2027-09-24. */
  const yearly: SampleOptions = { issued: "2026-11-23", lifetimeDays: 365, overlapDays: 60 };

  it("shows all there is to know of a secret in the middle of its life", async () => {
    const run = await status(yearly, "2026-12-01T12:00:00Z");
    assert.equal(run.code, 0);
    assert.equal(
      run.out,
      [
        "OK - dev.json: the next secret is issued on 2027-09-24",
        "",
        "stack     status  generation  issued      expires     days left  next        in UiPath by",
        "dev.json  ok      2026-11-23  2026-11-23  2027-11-23  356        2027-09-24  -             the next secret is issued on 2027-09-24",
        "",
      ].join("\n"),
    );
  });

  for (const [now, code, message] of [
    ["2027-09-24T00:00:00Z", 0, /the next secret was to be issued on 2027-09-24/],
    ["2027-09-24T23:59:59Z", 0, /the next secret was to be issued on 2027-09-24/],
    ["2027-09-25T00:00:00Z", 1, /59 days left/],
    ["2027-10-23T23:59:59Z", 1, /30 days left/],
    ["2027-10-24T00:00:00Z", 2, /30 days left/],
    ["2027-11-21T12:00:00Z", 2, /1 day left/],
    ["2027-11-23T00:00:00Z", 2, /expired on 2027-11-23/],
  ] as const) {
    it(`is ${["ok", "warning", "critical"][code]} at ${now}`, async () => {
      const run = await status(yearly, now);
      assert.equal(run.code, code);
      assert.match(run.out, message);
    });
  }

  it("takes other thresholds, and refuses those that cannot be", async () => {
    const at = "2027-03-01T00:00:00Z"; // 267 days left
    assert.equal((await status(yearly, at, "--warn", "266")).code, 0);
    assert.equal((await status(yearly, at, "--warn", "267", "--critical", "10")).code, 1);
    assert.equal((await status(yearly, at, "--critical", "267")).code, 2);
    for (const wrong of [
      ["--warn", "5", "--critical", "10"],
      ["--warn", "soon"],
    ]) {
      assert.equal((await status(yearly, at, ...wrong)).code, 3);
    }
  });

  it("reminds of the new secret while the old one lives, more urgently in the second half", async () => {
    const overlapping = { ...yearly, issued: "2027-09-24", previousExpires: "2027-11-23T00:00:00Z", keyId: "new-key" };
    const first = await status(overlapping, "2027-10-01T00:00:00Z");
    assert.equal(first.code, 0);
    assert.match(first.out, /2028-09-23 {2}358 {8}2028-07-25 {2}2027-11-23 {4}UiPath/);
    assert.equal((await status(overlapping, "2027-10-24T00:00:00Z")).code, 1);
    assert.equal((await status(overlapping, "2027-11-22T00:00:00Z", "--entered", "new-key")).code, 0);
    assert.equal((await status(overlapping, "2027-11-16T00:00:00Z")).code, 2);
    assert.equal((await status(overlapping, "2027-11-23T00:00:00Z")).code, 2);
    assert.equal((await status(overlapping, "2027-11-23T00:00:00Z", "--entered", "new-key")).code, 0);
  });

  it("is critical after a revocation until the new secret is acknowledged", async () => {
    const revoked = { ...yearly, issued: "2026-12-24T08:09:10Z", keyId: "new-key" };
    const run = await status(revoked, "2026-12-25T00:00:00Z");
    assert.equal(run.code, 2);
    assert.equal((await status(revoked, "2026-12-25T00:00:00Z", "--entered", "new-key")).code, 0);
    assert.equal((await status(revoked, "2026-12-25T00:00:00Z", "--entered", "another")).code, 2);
  });

  it("keeps what is wrong with one stack to that stack", async () => {
    const broken = { ...maskedOutputs(yearly), nextRotationOn: "2026-02-30T00:00:00Z" };
    folder.write("broken.json", broken);
    folder.write("dev.json", maskedOutputs(yearly));
    const words = ["secret", "status", "--outputs", "broken.json", "--outputs", "dev.json", "--json"];
    const run = await folder.run(words, { now: "2026-12-01T12:00:00Z" });
    const { stacks } = JSON.parse(run.out) as { stacks: { level: string; message: string }[] };
    assert.match(stacks[0]?.message ?? "", /^broken\.json has an unusable value in nextRotationOn: /);
    assert.deepEqual([run.code, stacks.map(({ level }) => level)], [3, ["unknown", "ok"]]);
  });

  it("puts several stacks into one table and ends with the worst of them", async () => {
    folder.write("dev.json", maskedOutputs(yearly));
    folder.write("key.json", sampleApiKeyOutputs);
    const prod = JSON.stringify(maskedOutputs({ ...yearly, issued: "2025-12-20" }));
    const words = ["--outputs", "dev.json", "--stack", "prod", "--outputs", "key.json", "--outputs", "gone.json"];
    const commands = { "pulumi stack output": { out: prod } };
    const run = await folder.run(["secret", "status", ...words], { now: "2026-12-01T12:00:00Z", commands });
    assert.equal(run.code, 2);
    assert.equal(
      run.out,
      [
        "CRITICAL - prod: 18 days left, and the next secret was to be issued on 2026-10-21: run `pulumi up`",
        "",
        "stack      status    generation  issued      expires     days left  next        in UiPath by",
        "dev.json   ok        2026-11-23  2026-11-23  2027-11-23  356        2027-09-24  -             the next secret is issued on 2027-09-24",
        "prod       critical  2025-12-20  2025-12-20  2026-12-20  18         2026-10-21  -             18 days left, and the next secret was to be issued on 2026-10-21: run `pulumi up`",
        "key.json   ok        -           -           -           -          -           -             an API key of an ICI user: its expiry is known to ICI alone, unless apiKeyExpiresOn states it",
        "gone.json  unknown   -           -           -           -          -           -             cannot read gone.json: there is no such file or folder",
        "",
      ].join("\n"),
    );
    const unknown = await folder.run(["secret", "status", "--outputs", "dev.json", "--outputs", "gone.json"]);
    assert.equal(unknown.code, 3);
  });

  it("alarms before an API key expires, where the configuration says when", async () => {
    folder.write("ends.json", { ...sampleApiKeyOutputs, apiKeyExpiresOn: "2027-03-01T00:00:00Z" });
    const at = async (now: string, ...words: string[]) =>
      (await folder.run(["secret", "status", "--outputs", "ends.json", ...words], { now })).code;
    const days = ["2027-01-29T12:00:00Z", "2027-01-30T12:00:00Z", "2027-02-22T12:00:00Z", "2027-03-01T00:00:00Z"];
    assert.deepEqual(await Promise.all(days.map((now) => at(now))), [0, 1, 2, 2]);
    assert.equal(await at("2027-01-29T12:00:00Z", "--warn", "60"), 1);
  });

  it("tells it all as JSON", async () => {
    const run = await status(yearly, "2026-12-01T12:00:00Z", "--json");
    assert.deepEqual(JSON.parse(run.out), {
      level: "ok",
      stacks: [
        {
          stack: "dev.json",
          level: "ok",
          message: "the next secret is issued on 2027-09-24",
          secret: {
            level: "ok",
            message: "the next secret is issued on 2027-09-24",
            generation: "2026-11-23",
            keyId: "4e710000-0000-4000-8000-000000000001",
            issuedOn: "2026-11-23T00:00:00Z",
            expiresOn: "2027-11-23T00:00:00Z",
            daysLeft: 356,
            nextRotationOn: "2027-09-24T00:00:00Z",
          },
        },
      ],
    });
  });

  it("is unknown without a stack", async () => assert.equal((await folder.run(["secret", "status"])).code, 3));
});
