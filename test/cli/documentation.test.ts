import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TenantSetting, tenantSettings } from "../../model/tenantJson";
import { ToolFolder } from "./runTool";
import { maskedOutputs, sampleIds, sampleOutputs } from "./sampleOutputs";

const documentation = (name: string) => readFileSync(join(__dirname, "..", "..", "docs", name), "utf8");

describe("what the pages for Icertis administrators and RPA developers print", () => {
  const folder = new ToolFolder();
  before(() => folder.write("dev.json", maskedOutputs()));
  after(() => folder.remove());
  const { tenantJson, uipathConnection } = sampleOutputs();
  const settings = JSON.parse(tenantJson) as Record<string, TenantSetting>;
  const audiences = "Core.API.OAuth.ValidAudiences";
  const spaced = { ...settings, [audiences]: { ...settings[audiences], Value: ` api://${sampleIds.clientId}` } };
  const other = { ...settings[audiences], Value: "en-US", Name: "Core.UI.DefaultCulture" };
  const administrator = documentation("icertis-administrator.md");
  const developer = documentation("rpa-developer.md");

  it("is what merge prints", async () => {
    folder.write("tenant.json", `${JSON.stringify({ "Core.UI.DefaultCulture": other, ...spaced }, null, 2)}\n`);
    const run = await folder.run(["tenant-json", "merge", "tenant.json", "--outputs", "dev.json", "--dry-run"]);
    assert.ok(administrator.includes(`--dry-run\n${run.out}${run.notes}\n\`\`\``), run.out);
  });

  it("is what check prints", async () => {
    folder.write("tenant.json", tenantJson);
    const right = await folder.run(["tenant-json", "check", "tenant.json", "--outputs", "dev.json", "--offline"]);
    assert.ok(administrator.includes(`--outputs dev.json\n${right.out}\`\`\``), right.out);
    folder.write("tenant.json", spaced);
    const wrong = await folder.run(["tenant-json", "check", "tenant.json", "--outputs", "dev.json", "--offline"]);
    const lines = wrong.out.split("\n");
    const at = lines.findIndex((line) => line.startsWith("wrong"));
    assert.ok(administrator.includes(`\`\`\`\n${lines.slice(at, at + 3).join("\n")}\n\`\`\``));
  });

  it("is what secret status prints, and what UiPath takes", async () => {
    const prod = maskedOutputs({ issued: "2026-06-01", previousExpires: "2027-03-14T00:00:00Z" });
    const commands = {
      "pulumi stack output --json --stack dev": { out: JSON.stringify(maskedOutputs()) },
      "pulumi stack output --json --stack prod": { out: JSON.stringify(prod) },
    };
    const words = ["secret", "status", "--stack", "dev", "--stack", "prod"];
    const run = await folder.run(words, { now: "2027-03-01T12:00:00Z", commands });
    assert.ok(developer.includes(`$ npx icertis-access ${words.join(" ")}\n${run.out}\`\`\``), run.out);
    for (const value of [uipathConnection.clientId, uipathConnection.tenantId, uipathConnection.scope]) {
      assert.ok(developer.includes(`| \`${value}\``), value);
    }
  });

  it("names verbs and options that exist", async () => {
    const calls = [
      ...`${administrator}${developer}`.matchAll(
        /(?:npx icertis-access|^\| .*`|: `|^`)\s?((?:tenant-json|verify|handoff|secret) [^`\n]*)/gm,
      ),
    ];
    assert.ok(calls.length >= 8);
    for (const [, call = ""] of calls) {
      const verb = /^(?:tenant-json|secret) \w+|^\w+/.exec(call)?.[0] ?? "";
      const { out } = await folder.run([...verb.split(" "), "--help"]);
      for (const [option] of call.matchAll(/--[a-z-]+/g)) assert.ok(out.includes(option), `${verb} has no ${option}`);
    }
  });

  it("knows the four keys", () => {
    const known = Object.keys(tenantSettings({ issuer: "", audiences: [], metadataUrl: "", v1MetadataUrl: "" }));
    for (const key of known) assert.ok(administrator.includes(key), key);
  });
});
