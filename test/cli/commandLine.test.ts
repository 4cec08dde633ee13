import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { processFiles } from "../../entra/files";
import { ToolFolder } from "./runTool";
import { maskedOutputs } from "./sampleOutputs";

const root = join(__dirname, "..", "..");
const hint = "(npx icertis-access --help lists the verbs, npx icertis-access VERB --help its options)";

describe("icertis-access", () => {
  const folder = new ToolFolder();

  it("shows every verb to a newcomer who types nothing", async () => {
    const { code, out, notes } = await folder.run([]);
    assert.deepEqual([code, notes], [0, ""]);
    for (const verb of ["handoff", "tenant-json", "verify", "secret", "doctor", "adopt"]) {
      assert.match(out, new RegExp(`^  ${verb} `, "m"));
    }
    assert.match(out, /icertis-access handoff --stack dev --stack prod/);
  });

  for (const verb of [
    ["handoff"],
    ["tenant-json", "render"],
    ["tenant-json", "merge"],
    ["tenant-json", "check"],
    ["verify"],
    ["secret", "status"],
    ["secret", "rotate"],
    ["secret", "revoke"],
    ["doctor"],
    ["adopt"],
  ]) {
    it(`explains ${verb.join(" ")}, and offers --json there`, async () => {
      const { code, out } = await folder.run([...verb, "--help"]);
      assert.equal(code, 0);
      assert.ok(out.startsWith(`Usage: npx icertis-access ${verb.join(" ")} [options]`));
      assert.match(out, /^ {2}--json /m);
    });
  }

  for (const words of [
    ["handof"],
    ["verify", "--stak", "dev"],
    ["tenant-json", "merge"],
    ["secret", "rotate"],
    ["handoff", "--format", "pdf"],
    ["verify", "--stack", ""],
    ["verify", "--stack", "-v"],
    ["secret", "rotate", "--stack", " "],
    ["doctor", "--stack", "a/b/c/d"],
    ["handoff", "--outputs", ""],
  ]) {
    it(`does not take ${JSON.stringify(words.join(" "))}`, async () => {
      const { code, out, notes, commands } = await folder.run(words);
      assert.deepEqual([code, out, commands], [2, "", []]);
      assert.ok(notes.startsWith("icertis-access: ") && notes.endsWith(hint), notes);
      assert.equal(await folder.errorOf(words), "usage-invalid");
    });
  }

  it("reports a failure as JSON too, where JSON is asked for", async () => {
    const { code, out, notes } = await folder.run(["verify", "--outputs", "nowhere.json", "--json"]);
    const { code: kind, error } = JSON.parse(out) as { code: string; error: string };
    assert.deepEqual([code, kind, notes], [2, "file-unreadable", `icertis-access: ${error}`]);
    const none = await folder.run(["verify", "--json"]);
    assert.match((JSON.parse(none.out) as { hint: string }).hint, /--stack NAME/);
  });

  it("shows nothing of a runtime's own message, and no character that acts on a terminal", async () => {
    folder.write("dev.json", maskedOutputs());
    const words = ["tenant-json", "render", "--outputs", "dev.json", "--out", "x.json"];
    const broken = { ...processFiles, read: () => assert.fail("held~secret") };
    const failed = await folder.run(words, { files: broken });
    assert.equal(failed.code, 2);
    assert.match(
      failed.notes,
      /^icertis-access: an error of the tool itself \(AssertionError in [\w.]+:\d+\); report it$/,
    );
    const named = await folder.run(["verify", "--outputs", "a\u001b[2J\u202e.json"]);
    assert.ok(named.notes.includes("a\\u001b[2J\\u202e.json"), named.notes);
  });

  it("asks for a stack where none is given, and for one where there are two", async () => {
    assert.equal(await folder.errorOf(["verify"]), "stack-missing");
    folder.write("dev.json", maskedOutputs());
    const two = ["tenant-json", "render", "--outputs", "dev.json", "--stack", "prod"];
    assert.equal(await folder.errorOf(two), "stack-ambiguous");
  });

  it("loads nothing heavy for --help", async () => {
    const script = `
      require("ts-node/register");
      require("sucrase/ts-node-plugin");
      const before = new Set(Object.keys(require.cache));
      process.argv = ["node", "icertis-access", "--help"];
      require("./cli/main.ts");
      const loaded = Object.keys(require.cache).filter((file) => !before.has(file));
      console.error(JSON.stringify(loaded.map((file) => file.replace(process.cwd() + "/", ""))));
    `;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ["-e", script], { cwd: root });
    assert.match(stdout, /^Usage: npx icertis-access/);
    const files = JSON.parse(stderr) as string[];
    const packages = new Set(files.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []));
    assert.deepEqual([...packages], ["commander"]);
  });
});
