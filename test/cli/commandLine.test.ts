import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { ToolFolder } from "./runTool";
import { maskedOutputs } from "./sampleOutputs";

const root = join(__dirname, "..", "..");
const hint = "(icertis-access --help lists the verbs, icertis-access VERB --help its options)";

describe("icertis-access", () => {
  const folder = new ToolFolder();
  after(() => folder.remove());

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
      assert.ok(out.startsWith(`Usage: icertis-access ${verb.join(" ")} [options]`));
      assert.match(out, /^ {2}--json /m);
    });
  }

  for (const [words, message] of [
    [["handof"], "icertis-access: unknown command 'handof'\n(Did you mean handoff?)"],
    [["verify", "--stak", "dev"], "icertis-access: unknown option '--stak'\n(Did you mean --stack?)"],
    [["tenant-json", "merge"], "icertis-access: missing required argument 'file'"],
    [["secret", "rotate"], "icertis-access: required option '--stack <name>' not specified"],
    [
      ["handoff", "--format", "pdf"],
      "icertis-access: option '--format <format>' argument 'pdf' is invalid. Allowed choices are markdown, json, html.",
    ],
  ] as const) {
    it(`refuses ${words.join(" ")}`, async () => {
      const { code, out, notes } = await folder.run(words);
      assert.deepEqual([code, out, notes], [2, "", `${message}\n${hint}`]);
    });
  }

  it("tells a failure as JSON too, where JSON is asked for", async () => {
    const { code, out, notes } = await folder.run(["verify", "--outputs", "nowhere.json", "--json"]);
    const error = "cannot read nowhere.json: there is no such file or folder";
    const result = JSON.parse(out) as { readonly error: string; readonly code: string };
    assert.deepEqual([code, result.error, typeof result.code, notes], [2, error, "string", `icertis-access: ${error}`]);
  });

  it("asks for a stack where none is given, and for one where there are two", async () => {
    const none = await folder.run(["verify"]);
    assert.equal(
      none.notes,
      "icertis-access: which stack? give its name with --stack NAME, or its outputs with --outputs FILE (- for standard input)",
    );
    folder.write("dev.json", maskedOutputs());
    const two = await folder.run(["tenant-json", "render", "--outputs", "dev.json", "--stack", "prod"]);
    assert.equal(two.notes, "icertis-access: this works on one stack at a time; give --stack or --outputs once");
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
    assert.match(stdout, /^Usage: icertis-access/);
    const files = JSON.parse(stderr) as string[];
    const packages = new Set(files.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []));
    assert.deepEqual([...packages], ["commander"]);
  });
});
