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

/** What the CLI says about policies: the verdict on the pack, then three lines for each violation. */
function verdictOf(output: string): string[] {
  const [section = ""] = output.split("\nPolicies:\n").slice(1);
  const [body = ""] = section.split(/\n\s*\n/);
  return body.split("\n").map((line) => line.trim().replace(/ \(local: .*\)$/, ""));
}

async function refusal(run: Promise<unknown>): Promise<string> {
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
    // The pack looks at the machine's clock, and knows nothing of a rehearsal.
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
    const message = await refusal(dev.stack.preview({ policyPacks, policyPackConfigs: [file] }));
    const owns = "Applications and service principals belong to every identity that deploys them.";
    const lacks = `owners does not hold ${pipeline}, which deploys and would be locked out; add it`;
    // The name and the days change with the day, and within it.
    const timeless = (line: string) => line.replace(/-secret-[-\d]+\)$/, "-secret-DAY)").replace(/ 1(79|80) /, " 180 ");
    assert.deepEqual(verdictOf(message).map(timeless), [
      "❌ icertis-access@v0.1.0",
      "- [mandatory]  deployer-owns  (azuread:index:Application: icm-api-app)",
      owns,
      lacks,
      "- [mandatory]  deployer-owns  (azuread:index:ServicePrincipal: icm-api-service-principal)",
      owns,
      lacks,
      "- [mandatory]  secret-ends  (azuread:index:ApplicationPassword: icm-api-secret-DAY)",
      "A client secret ends, within the configured number of days.",
      "endDate gives the secret 180 days; the most is 90",
    ]);
  });

  it("refuses what breaks its rules before any of it is made, by path and without a secret", async () => {
    const wrong = await on.newStack("prod");
    const packs = [await compiledBeside(wrong, "policy")];
    writeFileSync(join(wrong.folder, "index.ts"), wrongProgram);
    const preview = await refusal(wrong.stack.preview({ policyPacks: packs }));
    assert.deepEqual(verdictOf(preview), [
      "❌ icertis-access@v0.1.0",
      "- [mandatory]  deployer-owns  (azuread:index:Application: app)",
      "Applications and service principals belong to every identity that deploys them.",
      "owners is empty, so the provider removes the identity that deploys too; list it by object id",
      "- [mandatory]  no-implicit-id-tokens  (azuread:index:Application: app)",
      "The implicit grant issues no id tokens.",
      "web.implicitGrant.idTokenIssuanceEnabled is on; turn it off and sign in with the authorization code flow",
      "- [mandatory]  no-plain-text-secrets  (random:index:RandomUuid: key)",
      "A property that holds a secret is marked as one, so that the state holds it encrypted.",
      "keepers.password holds a secret in plain text; wrap it in pulumi.secret, or set it with --secret",
      "- [mandatory]  secret-ends  (azuread:index:ApplicationPassword: endless)",
      "A client secret ends, within the configured number of days.",
      "endDate is missing, so the secret gets two years; set it (endDateRelative has no effect)",
      "- [mandatory]  secret-ends  (azuread:index:ApplicationPassword: long)",
      "A client secret ends, within the configured number of days.",
      "endDate gives the secret 730 days; the most is 365",
      "- [mandatory]  secure-redirect-uris  (azuread:index:Application: app)",
      "Redirect URIs are exact https addresses, or the local machine.",
      "web.redirectUris[0] must be https, or http for localhost and 127.0.0.1 only",
      "- [mandatory]  single-tenant  (azuread:index:Application: app)",
      "An application is for accounts of its own tenant only.",
      "signInAudience lets accounts of other tenants sign in; set it to AzureADMyOrg, or leave it out, which means the same",
      "- [mandatory]  token-audience  (azuread:index:Application: app)",
      "The version of access tokens and the App ID URI of an API fit together.",
      "the API has no App ID URI, which its version 1 tokens carry as audience; add one",
    ]);
    const update = await refusal(wrong.stack.up({ policyPacks: packs }));
    assert.equal(verdictOf(update)[0], "❌ icertis-access@v0.1.0");
    const made = on.sandbox.directory.applications.allNewest().map(({ displayName }) => displayName);
    assert.deepEqual(made, ["ICM API (Dev)"]);
    assert.doesNotMatch(preview + update, /hush-/);
  });
});
