import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleText } from "../../bundle.mjs";
import { deploySample, type DeployedSample, frozenSandbox } from "./deployedSample";
import { ToolFolder } from "./runTool";

describe("the tools as one file", function () {
  this.timeout(60_000);
  const folder = new ToolFolder();
  let sample: DeployedSample;
  let text: string;
  before(async () => {
    text = bundleText("dist/icertis-tools.mjs");
    writeFileSync(join(folder.path, "icertis-tools.mjs"), text);
    sample = await deploySample(await frozenSandbox());
    mkdirSync(join(folder.path, "work"));
    folder.write("work/dev.json", sample.outputs);
    folder.write("work/tenant.json", "{}");
  });
  after(() => sample.sandbox.close());

  /** Runs the file in a folder that holds the outputs and a tenant.json, with nothing of this repository in reach. */
  const run = (words: readonly string[], input = "") =>
    new Promise<{ code: number | null; out: string; notes: string }>((resolve) => {
      const child = spawn(process.execPath, ["../icertis-tools.mjs", ...words], {
        cwd: join(folder.path, "work"),
        env: { ...sample.sandbox.environment, NODE_EXTRA_CA_CERTS: sample.sandbox.caFile, PATH: "" },
      });
      const texts = { out: "", notes: "" };
      child.stdout.on("data", (chunk: Buffer) => (texts.out += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (texts.notes += chunk.toString()));
      child.stdin.end(input);
      child.on("close", (code) => resolve({ code, ...texts }));
    });
  const outputs = ["--outputs", "dev.json"];

  it("is small, and holds nothing of Pulumi", () => {
    assert.ok(text.length < 5_000_000, `${text.length} bytes`);
    assert.ok(!text.includes("@pulumi/"));
  });

  it("shows how it is called", async () => {
    const { out } = await run(["--help"]);
    assert.match(out, /^Usage: node icertis-tools\.mjs /);
    assert.ok(!out.includes("npx"));
  });

  it("merges and checks a tenant.json", async () => {
    const merged = await run(["tenant-json", "merge", "tenant.json", ...outputs]);
    assert.equal(merged.code, 0, merged.notes);
    assert.equal(folder.read("work/tenant.json"), sample.outputs.tenantJson.trimEnd());
    const checked = await run(["tenant-json", "check", "tenant.json", ...outputs]);
    assert.deepEqual([checked.code, checked.notes], [0, ""]);
  });

  it("gets a token and checks it, or checks one that is given", async () => {
    const { clientId, tenantId, clientSecret } = sample.outputs;
    const own = await run(["verify", "--app-only", ...outputs]);
    assert.match(own.out, /^ok +signature /m, own.notes);
    const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret };
    const body = new URLSearchParams({ ...form, scope: `${clientId}/.default` }).toString();
    const answer = await sample.sandbox.fetch(`/${tenantId}/oauth2/v2.0/token`, { method: "POST", body });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const given = await run(["verify", "--token", "-", "--tenant-json", "tenant.json", ...outputs], token);
    assert.match(given.out, /^wrong +audience /m, given.notes);
    // The sandbox itself listens there; by then the sign-in is prepared.
    const taken = await run([
      "verify",
      "--redirect-uri",
      `http://localhost:${new URL(sample.sandbox.url).port}/`,
      "--json",
      ...outputs,
    ]);
    assert.equal((JSON.parse(taken.out) as { code: string }).code, "redirect-uri-taken", taken.out);
  });

  it("says how the secret stands, and knows no other verb", async () => {
    const status = await run(["secret", "status", "--json", ...outputs]);
    assert.match(status.out, /"level": "ok"/);
    for (const words of [["secret", "rotate"], ["doctor"], ["handoff"]]) assert.equal((await run(words)).code, 2);
  });
});
