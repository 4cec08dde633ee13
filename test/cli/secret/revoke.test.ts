import assert from "node:assert/strict";
import { maskedOutputs } from "../sampleOutputs";
import { projectFolder } from "./stackFiles";
import type { ToolFolder } from "../runTool";

describe("secret revoke", () => {
  let folder: ToolFolder;
  const revoke = (now: string, ...words: string[]) =>
    folder.run(["secret", "revoke", "--stack", "dev", ...words], { now });

  it("starts anew, keeps nothing, and allows the deletion for an hour", async () => {
    folder = projectFolder(`config:
  icertis-access:rotation:
    firstIssued: "2026-11-23"
    # earlier ones
    keep:
      - { issued: "2026-01-01", expires: "2027-01-01" }
    description: x
`);
    const run = await revoke("2026-12-24T08:09:10Z");
    assert.equal(run.code, 0);
    assert.equal(
      folder.read("Pulumi.dev.yaml"),
      `config:
  icertis-access:rotation:
    firstIssued: "2026-12-24T08:09:10Z"
    description: x
    allowRevocationUntil: "2026-12-24T09:09:10Z"
`,
    );
    assert.match(run.notes, /# before 2026-12-24T09:09:10Z: .*\(issued 2026-01-01 and 2026-11-23\)$/m);
  });

  it("works twice in one day, and for as long as it is told", async () => {
    folder = projectFolder('config:\n  icertis-access:rotation:\n    firstIssued: "2026-12-24"');
    assert.equal((await revoke("2026-12-24T08:09:10Z")).code, 0);
    const run = await revoke("2026-12-24T08:30:00Z", "--hours", "3");
    assert.equal(run.code, 0);
    assert.equal(
      folder.read("Pulumi.dev.yaml"),
      'config:\n  icertis-access:rotation:\n    firstIssued: "2026-12-24T08:30:00Z"\n    allowRevocationUntil: "2026-12-24T11:30:00Z"',
    );
  });

  it("prints the diff as JSON and writes nothing with --dry-run", async () => {
    const before = 'config:\n  icertis-access:rotation:\n    firstIssued: "2026-11-23"\n';
    folder = projectFolder(before);
    const run = await revoke("2026-12-24T08:09:10Z", "--dry-run", "--json");
    const result = JSON.parse(run.out) as { file: string; written: boolean; diff: string };
    assert.deepEqual([run.code, result.file, result.written], [0, "Pulumi.dev.yaml", false]);
    assert.match(result.diff, /^\+ {4}allowRevocationUntil: "2026-12-24T09:09:10Z"$/m);
    assert.equal(folder.read("Pulumi.dev.yaml"), before);
  });

  for (const [title, firstIssued, now, written] of [
    [
      "in the very second a secret is due starts after it",
      "2026-11-23",
      "2027-09-24T00:00:00Z",
      "2027-09-24T00:00:01Z",
    ],
    ["at midnight is told from an ordinary issue", "2026-11-23", "2026-12-24T00:00:00Z", "2026-12-24T00:00:01Z"],
  ] as const) {
    it(title, async () => {
      folder = projectFolder(`config:\n  icertis-access:rotation:\n    firstIssued: "${firstIssued}"\n`);
      assert.equal((await revoke(now)).code, 0);
      assert.ok(folder.read("Pulumi.dev.yaml").includes(`firstIssued: "${written}"`));
      folder.write("dev.json", maskedOutputs({ issued: written }));
      const status = await folder.run(["secret", "status", "--outputs", "dev.json", "--json"], { now });
      assert.match(status.out, /every earlier secret was revoked/);
    });
  }

  it("is not lost to a rotation that read the file before it", async () => {
    folder = projectFolder('config:\n  icertis-access:rotation:\n    firstIssued: "2026-11-23"\n');
    const before = folder.read("Pulumi.dev.yaml");
    assert.equal((await revoke("2026-12-24T08:09:10Z")).code, 0);
    const revoked = folder.read("Pulumi.dev.yaml");
    folder.write("Pulumi.dev.yaml", before);
    // While the rotation waits for the outputs, the revocation is written.
    const run = () => {
      folder.write("Pulumi.dev.yaml", revoked);
      return { out: JSON.stringify(maskedOutputs({ issued: "2026-11-23" })) };
    };
    assert.equal(await folder.errorOf(["secret", "rotate", "--stack", "dev"], { run }), "file-changed");
    assert.equal(folder.read("Pulumi.dev.yaml"), revoked);
  });

  it("refuses a lasting permission where it is typed", async () => {
    folder = projectFolder('config:\n  icertis-access:rotation:\n    firstIssued: "2026-11-23"\n');
    assert.equal((await revoke("2026-12-24T08:09:10Z", "--hours", "25")).code, 2);
    assert.equal((await revoke("2026-12-24T08:09:10Z", "--hours", "24")).code, 0);
  });
});
