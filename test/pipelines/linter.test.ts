import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../temporaryFolder";

const root = join(__dirname, "..", "..");

describe("a linter that is not installed", () => {
  const folder = temporaryFolder();
  before(() => {
    const suite = `require(${JSON.stringify(join(__dirname, "linter.ts"))}).itWithLinter("no-such-linter", "lints", async () => {});`;
    writeFileSync(join(folder, "suite.test.js"), suite);
  });

  const run = (PIPELINE_LINTERS: string) => {
    const mocha = join(root, "node_modules", "mocha", "bin", "mocha.js");
    const args = [mocha, "--no-config", "--require", "ts-node/register", join(folder, "suite.test.js")];
    const { status, stdout } = spawnSync(process.execPath, args, {
      cwd: root,
      env: { ...process.env, PIPELINE_LINTERS },
      encoding: "utf8",
    });
    return { status, stdout };
  };

  it("fails where linters are required", () => {
    const { status, stdout } = run("required");
    assert.equal(status, 1);
    assert.match(stdout, /no no-such-linter; npm run pipelines:linters installs it/);
  });

  it("is skipped on a person's machine, with the command that installs it", () => {
    const { status, stdout } = run("");
    assert.equal(status, 0);
    assert.match(stdout, /lints: SKIPPED, no no-such-linter; npm run pipelines:linters installs it/);
  });

  it("stops .ci/run, which requires linters of the tests after it", () => {
    const script = readFileSync(join(root, ".ci", "run"), "utf8");
    assert.match(
      script,
      /^npm run pipelines:linters \|\| \{\n[^}]*PyPI[^}]*\n {2}exit 1\n\}\nexport PIPELINE_LINTERS=required$/m,
    );
    assert.ok(script.indexOf("PIPELINE_LINTERS") < script.indexOf("npm test"));
  });
});
