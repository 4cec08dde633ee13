import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineStack } from "../../workbench/engine/engineStack";
import { compiledBeside } from "./compiledBeside";
import { describeOnEngine } from "./onEngine";

const pipeline = "0b100000-0000-4000-8000-00000000000a";

/** Breaks every rule that the azuread and random providers have resources for. */
const wrongProgram = `
import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
const scope = { value: "all", type: "Admin", adminConsentDisplayName: "All", adminConsentDescription: "All" };
const application = new azuread.Application("app", {
  displayName: "Wrong",
  signInAudience: "AzureADMultipleOrgs",
  web: { redirectUris: ["http://wrong.example/"], implicitGrant: { idTokenIssuanceEnabled: true } },
  api: { oauth2PermissionScopes: [{ ...scope, id: new random.RandomUuid("scope").result }] },
});
new azuread.ApplicationPassword("endless", { applicationId: application.id });
const twoYears = { startDate: "2026-01-01T00:00:00Z", endDate: "2028-01-01T00:00:00Z" };
new azuread.ApplicationPassword("long", { applicationId: application.id, ...twoYears });
new random.RandomUuid("key", { keepers: { apiKey: pulumi.secret("hush-marked"), password: "hush-plain" } });
`;

/** What the CLI says about policies: the verdict on the pack, then a line for each violation, which rule and resource. */
function verdictOf(output: string): string[] {
  const [section = ""] = output.split("\nPolicies:\n").slice(1);
  const [pack = "", ...lines] = (section.split(/\n\s*\n/)[0] ?? "").split("\n").map((line) => line.trim());
  // CLIs differ in how they print the type of the resource.
  const violations = lines.flatMap((line) => {
    const [, level = "", rule = "", name = ""] = /^- \[(\w+)\]\s+(\S+)\s+\(.*: (\S+)\)$/.exec(line) ?? [];
    return rule === "" ? [] : [`${level} ${rule} ${name}`];
  });
  return [pack.replace(/ \(local: .*\)$/, ""), ...violations];
}

async function messageOf(run: Promise<unknown>): Promise<string> {
  const error: unknown = await run.then(
    () => assert.fail("was not refused"),
    (reason: unknown) => reason,
  );
  return (error as Error).message;
}

describeOnEngine("the policy pack", {}, (on) => {
  let dev: EngineStack;
  let policyPacks: string[];

  before(async () => {
    dev = await on.newStack("dev");
    // The pack looks at the machine's clock, not at the program's.
    const firstIssued = new Date().toISOString().slice(0, 10);
    dev.configure({ rotation: { firstIssued, lifetimeDays: 180, overlapDays: 30 } });
    policyPacks = [await compiledBeside(dev, "policy")];
  });

  it("passes our own stack in a first preview, whose unknown values it waits for without a warning", async () => {
    const { stdout } = await dev.stack.preview({ policyPacks });
    assert.deepEqual(verdictOf(stdout), ["✅ icertis-access@v0.1.0"]);
  });

  it("passes its update and the preview after, with everything known, and shows no secret", async () => {
    const { stdout, stderr, outputs } = await dev.stack.up({ policyPacks });
    assert.deepEqual(verdictOf(stdout), ["✅ icertis-access@v0.1.0"]);
    const after = await dev.stack.preview({ policyPacks, expectNoChanges: true });
    assert.deepEqual(verdictOf(after.stdout), ["✅ icertis-access@v0.1.0"]);
    const secret = outputs["clientSecret"]?.value as string;
    assert.ok(secret.length > 20);
    assert.ok(![stdout, stderr, after.stdout, after.stderr].some((text) => text.includes(secret)));
  });

  it("takes the settings of its rules from a file", async () => {
    const file = join(dev.folder, "strict.json");
    const strict = { "secret-ends": { mostDays: 90 }, "deployer-owns": { deployers: [pipeline] } };
    writeFileSync(file, JSON.stringify(strict));
    const message = await messageOf(dev.stack.preview({ policyPacks, policyPackConfigs: [file] }));
    // The name changes with the day.
    const timeless = (line: string) => line.replace(/-secret-[-\d]+$/, "-secret-DAY");
    assert.deepEqual(verdictOf(message).map(timeless), [
      "❌ icertis-access@v0.1.0",
      "mandatory deployer-owns icm-api-app",
      "mandatory deployer-owns icm-api-service-principal",
      "mandatory secret-ends icm-api-secret-DAY",
    ]);
  });

  it("refuses what breaks its rules before any of it is made, by path and without a secret", async () => {
    const wrong = await on.newStack("prod");
    const packs = [await compiledBeside(wrong, "policy")];
    writeFileSync(join(wrong.folder, "index.ts"), wrongProgram);
    const preview = await messageOf(wrong.stack.preview({ policyPacks: packs }));
    assert.deepEqual(verdictOf(preview), [
      "❌ icertis-access@v0.1.0",
      "mandatory deployer-owns app",
      "mandatory no-implicit-id-tokens app",
      "mandatory no-plain-text-secrets key",
      "mandatory secret-ends endless",
      "mandatory secret-ends long",
      "mandatory secure-redirect-uris app",
      "mandatory single-tenant app",
      "mandatory token-audience app",
    ]);
    const update = await messageOf(wrong.stack.up({ policyPacks: packs }));
    assert.equal(verdictOf(update)[0], "❌ icertis-access@v0.1.0");
    const made = on.sandbox.directory.applications.allNewest().map(({ displayName }) => displayName);
    assert.deepEqual(made, ["ICM API (Dev)"]);
    assert.doesNotMatch(preview + update, /hush-/);
  });
});
