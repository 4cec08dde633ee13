import assert from "node:assert/strict";
import { parse } from "yaml";
import { projectFolder } from "./stackFiles";
import { maskedOutputs, sampleApiKeyOutputs, type SampleOptions } from "../sampleOutputs";
import type { ToolFolder } from "../runTool";

const plain = `# dev
config:
  icertis-access:displayName: ICM API (Dev)   # shown at sign-in
  icertis-access:rotation:
    # the anchor
    firstIssued: "2026-11-23" # leave it alone
  # below
  azuread:tenantId: 72f988bf-86f1-41af-91ab-2d7cd011db47
encryptionsalt: v1:abc=
`;

describe("secret rotate", () => {
  let folder: ToolFolder;
  const rotate = (options: SampleOptions, now: string, ...words: string[]) => {
    folder.write("dev.json", maskedOutputs(options));
    return folder.run(["secret", "rotate", "--stack", "dev", "--outputs", "dev.json", ...words], { now });
  };
  const errorOf = (now: string) => {
    folder.write("dev.json", maskedOutputs(published));
    return folder.errorOf(["secret", "rotate", "--stack", "dev", "--outputs", "dev.json"], { now });
  };
  const published: SampleOptions = { issued: "2026-11-23" };

  it("starts a new schedule, keeps the secret in use, and leaves every other line alone", async () => {
    folder = projectFolder(plain);
    const run = await rotate(published, "2027-02-03T04:05:06.789Z");
    assert.equal(run.code, 0);
    assert.equal(
      folder.read("Pulumi.dev.yaml"),
      plain.replace(
        '"2026-11-23" # leave it alone\n',
        '"2027-02-03T04:05:06Z" # leave it alone\n    keep:\n      - { issued: "2026-11-23T00:00:00Z", expires: "2027-11-23T00:00:00Z" }\n',
      ),
    );
    assert.match(run.out, /^--- Pulumi\.dev\.yaml\n\+\+\+ Pulumi\.dev\.yaml\n@@ -3,7 \+3,9 @@\n/);
    assert.match(run.notes, /in UiPath before 2027-11-23, when the old one expires$/);
  });

  it("writes nothing with --dry-run", async () => {
    folder = projectFolder(plain);
    const run = await rotate(published, "2027-02-03T04:05:06Z", "--dry-run");
    assert.deepEqual([run.code, run.notes], [0, "nothing was written (--dry-run)"]);
    assert.match(run.out, /^\+ {4}firstIssued: "2027-02-03T04:05:06Z"/m);
    assert.equal(folder.read("Pulumi.dev.yaml"), plain);
  });

  it("changes lifetime and overlap from the new schedule on", async () => {
    folder = projectFolder(plain);
    const run = await rotate(published, "2027-02-03T04:05:06Z", "--lifetime-days", "180", "--overlap-days", "30");
    assert.equal(run.code, 0);
    assert.match(
      folder.read("Pulumi.dev.yaml"),
      /leave it alone\n {4}lifetimeDays: 180\n {4}overlapDays: 30\n {4}keep:\n/,
    );
    folder = projectFolder(plain);
    const wrong = await rotate(published, "2027-02-03T04:05:06Z", "--lifetime-days", "100");
    assert.equal(wrong.code, 2);
    assert.match(wrong.notes, /rotation\.overlapDays: got 60; .*; the largest for 100 days is 50$/);
    assert.equal(folder.read("Pulumi.dev.yaml"), plain);
  });

  it("keeps in the overlap both secrets, and drops those that have expired, item by item", async () => {
    folder = projectFolder(`config:
  icertis-access:rotation:
    allowRevocationUntil: 2026-11-24T00:00:00Z
    firstIssued: 2026-11-23
    keep:
      # made in the portal
      - issued: "2026-01-01"
        expires: "2027-01-01" # gone by then
      - { issued: 2026-10-01, expires: 2027-10-01 } # still there
    overlapDays: 60
`);
    const run = await rotate(published, "2027-02-03T04:05:06Z");
    assert.equal(run.code, 0, run.notes);
    assert.equal(
      folder.read("Pulumi.dev.yaml"),
      `config:
  icertis-access:rotation:
    firstIssued: "2027-02-03T04:05:06Z"
    keep:
      # made in the portal
      - { issued: 2026-10-01, expires: 2027-10-01 } # still there
      - { issued: "2026-11-23T00:00:00Z", expires: "2027-11-23T00:00:00Z" }
    overlapDays: 60
`,
    );
  });

  it("keeps what was published, not what would be due: that one was never issued", async () => {
    folder = projectFolder(plain);
    const run = await rotate(published, "2027-10-10T00:00:00Z");
    assert.equal(run.code, 0);
    assert.match(
      folder.read("Pulumi.dev.yaml"),
      /keep:\n {6}- \{ issued: "2026-11-23T00:00:00Z", expires: "2027-11-23T00:00:00Z" \}\n {2}# below/,
    );
  });

  it("keeps the previous secret too while it lives", async () => {
    folder = projectFolder(plain);
    const run = await rotate({ issued: "2027-09-24", previousExpires: "2027-11-23T00:00:00Z" }, "2027-10-10T00:00:00Z");
    assert.equal(run.code, 0);
    assert.match(
      folder.read("Pulumi.dev.yaml"),
      /keep:\n {6}- \{ issued: "2026-11-23T00:00:00Z", expires: "2027-11-23T00:00:00Z" \}\n {6}- \{ issued: "2027-09-24T00:00:00Z", expires: "2028-09-23T00:00:00Z" \}\n/,
    );
  });

  it("keeps CRLF line endings, and a rotation on one line on one line", async () => {
    folder = projectFolder(plain.replaceAll("\n", "\r\n"));
    await rotate(published, "2027-02-03T04:05:06Z");
    assert.equal(folder.read("Pulumi.dev.yaml").replaceAll("\r\n", "").includes("\n"), false);
    folder = projectFolder(
      'config:\n  icertis-access:rotation: {firstIssued: "2026-11-23", overlapDays: 60} # short\n',
    );
    const run = await rotate(published, "2027-02-03T04:05:06Z");
    assert.equal(run.code, 0, run.notes);
    assert.equal(
      folder.read("Pulumi.dev.yaml"),
      'config:\n  icertis-access:rotation: { firstIssued: "2027-02-03T04:05:06Z", overlapDays: 60, keep: [ { issued: "2026-11-23T00:00:00Z", expires: "2027-11-23T00:00:00Z" } ] } # short\n',
    );
  });

  it("refuses a second time before the first was carried out", async () => {
    folder = projectFolder(plain);
    await rotate(published, "2027-02-03T04:05:06Z");
    const before = folder.read("Pulumi.dev.yaml");
    assert.equal(await errorOf("2027-02-03T05:00:00Z"), "schedule-pending");
    assert.equal(folder.read("Pulumi.dev.yaml"), before);
  });

  it("names a file that does not describe the secret in use", async () => {
    folder = projectFolder(plain.replace("# the anchor", "lifetimeDays: 180"));
    assert.equal(await errorOf("2027-02-03T04:05:06Z"), "schedule-other");
  });

  it("names what it cannot read, and stacks without a secret of their own", async () => {
    for (const [text, code] of [
      ["config:\n  icertis-access:rotation:\n   - x: [\n", "stack-file-invalid"],
      ["config:\n  icertis-access:displayName: x\n", "rotation-missing"],
      ["config:\n  icertis-access:rotation:\n    firstIssued: 2026-11-23\n    overlapDays: many\n", "rotation-invalid"],
      ["config:\n  icertis-access:rotation:\n    firstIssued: 2026-11-23\n    overlapDays: 060\n", "number-form"],
      ["config:\n  icertis-access:rotation: 7\n", "rotation-invalid"],
      ["config:\n  icertis-access:rotation: *nowhere\n", "stack-file-invalid"],
      [
        `a: &a [${"x,".repeat(9)}]\nb: &b [${"*a,".repeat(9)}]\nc: &c [${"*b,".repeat(9)}]\nd: [${"*c,".repeat(9)}]\n`,
        "stack-file-invalid",
      ],
      [Buffer.from("\ufeffconfig: {}\n", "utf16le"), "stack-file-encoding"],
      [Buffer.from([0x61, 0xff]), "text-not-utf8"],
    ] as const) {
      folder = projectFolder(plain);
      folder.write("Pulumi.dev.yaml", text);
      assert.equal(await errorOf("2027-02-03T04:05:06Z"), code);
    }
    folder.write("Pulumi.dev.yaml", plain);
    folder.write("key.json", sampleApiKeyOutputs);
    const words = ["secret", "rotate", "--stack"];
    assert.equal(await folder.errorOf([...words, "dev", "--outputs", "key.json"]), "stack-uses-api-key");
    assert.equal(await folder.errorOf([...words, "acme/icertis-access/prod"]), "stack-file-missing");
  });

  for (const [what, text, commands] of [
    [
      "JSON text",
      `config:\n  icertis-access:rotation: '{"firstIssued": "2026-11-23", "overlapDays": 60}'\n`,
      undefined,
    ],
    [
      "an alias",
      'config:\n  other: &r { firstIssued: "2026-11-23", overlapDays: 60 }\n  icertis-access:rotation: *r\n',
      undefined,
    ],
    [
      "an anchored object",
      'config:\n  icertis-access:rotation: &r { firstIssued: "2026-11-23", overlapDays: 60 }\n',
      undefined,
    ],
    [
      "an ESC environment",
      "environment:\n  - icertis\n",
      { "pulumi config get": { out: '{"firstIssued":"2026-11-23","overlapDays":60}\n' } },
    ],
  ] as const) {
    it(`writes nothing where the rotation is ${what}, and prints the lines to put there`, async () => {
      folder = projectFolder(text);
      folder.write("dev.json", maskedOutputs(published));
      const words = ["secret", "rotate", "--stack", "dev", "--outputs", "dev.json", "--json"];
      const run = await folder.run(words, { now: "2027-02-03T04:05:06Z", ...(commands && { commands }) });
      const { code, hint } = JSON.parse(run.out) as { code: string; hint: string };
      assert.deepEqual([run.code, code, folder.read("Pulumi.dev.yaml")], [2, "stack-file-form", text]);
      assert.deepEqual(parse(hint.slice(hint.indexOf("\n"))), {
        "icertis-access:rotation": {
          firstIssued: "2027-02-03T04:05:06Z",
          overlapDays: 60,
          keep: [{ issued: "2026-11-23T00:00:00Z", expires: "2027-11-23T00:00:00Z" }],
        },
      });
    });
  }

  it("keeps comments where they are, each once", async () => {
    folder = projectFolder(`config:
  # of the rotation
  icertis-access:rotation: # all of it
    # the anchor
    firstIssued: "2026-11-23" # the day

    # so far
    keep:
      - { issued: "2026-10-01", expires: "2027-10-01" } # by hand
      # no more
    # that is all
  # of the next
  icertis-access:displayName: x   # wide
`);
    const comments = (text: string) => text.match(/#.*/g);
    const before = comments(folder.read("Pulumi.dev.yaml"));
    assert.equal((await rotate(published, "2027-02-03T04:05:06Z")).code, 0);
    assert.deepEqual(comments(folder.read("Pulumi.dev.yaml"))?.sort(), before?.sort());
  });

  it("keeps a byte-order mark", async () => {
    folder = projectFolder(`\ufeff${plain}`);
    assert.equal((await rotate(published, "2027-02-03T04:05:06Z")).code, 0);
    assert.ok(folder.read("Pulumi.dev.yaml").startsWith("\ufeff# dev\n"));
  });
});
