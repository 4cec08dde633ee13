import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** Runs a line of a pipeline in a real shell, as a runner does. */
function shell(line: string, environment: NodeJS.ProcessEnv): Promise<{ code: number; lines: string[] }> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-e", "-c", line], { cwd: root, env: { ...process.env, ...environment } });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, lines: text.trim().split("\n") }));
  });
}

describe("a line of a pipeline in a shell", function () {
  this.timeout(30_000);

  it("is a script of the package", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    assert.equal(scripts["pipeline"], "node --require ts-node/register/transpile-only pipelines/steps/main.ts");
  });

  it("fails the job, with what to do as the very last line", async () => {
    const none = { GITHUB_ACTIONS: "true", AZURE_TENANT_ID: "", AZURE_CLIENT_ID: "", PULUMI_BACKEND_URL: "" };
    const { code, lines } = await shell('npm run -s pipeline -- up --stack "dev"', none);
    assert.equal(code, 1);
    assert.match(lines.at(-1) ?? "", /^what to do: set AZURE_TENANT_ID, AZURE_CLIENT_ID, PULUMI_BACKEND_URL in /);
  });
});
