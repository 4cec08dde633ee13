import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const root = join(__dirname, "..");

describe("loading the program", () => {
  it("loads nothing of azure-native, the tools or the sandbox", async () => {
    const script = `
      require("ts-node/register");
      require("./index.ts");
      const own = process.cwd() + "/";
      const files = Object.keys(require.cache).filter((file) => file.startsWith(own)).map((file) => file.slice(own.length));
      console.log(JSON.stringify(files));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], { cwd: root });
    const files = JSON.parse(stdout) as string[];
    assert.ok(files.includes("index.ts") && files.some((file) => file.includes("@pulumi/azuread/")));
    const unwanted = /^node_modules\/@pulumi\/azure-native|^(?:cli|component|packages|pipelines|policy|workbench)\//;
    assert.deepEqual(
      files.filter((file) => unwanted.test(file)),
      [],
    );
    // Azuread has some 60 resources; only those the program declares are to be loaded.
    const resources = files.filter((file) => /^node_modules\/@pulumi\/(azuread|random)\//.test(file));
    assert.ok(resources.length < 20, `loads ${resources.length} files of the providers:\n${resources.join("\n")}`);
  });
});
