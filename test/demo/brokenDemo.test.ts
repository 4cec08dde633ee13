import assert from "node:assert/strict";
import { checkNames } from "../../demo/checks";
import type { Outputs } from "../../demo/deployedStack";
import type { Sandbox } from "../../sandbox";
import { demoRun, failedChecks, finding, type DemoRun } from "./demoRun";

/** Changes one value of the rendered tenant.json. */
function withSetting(outputs: Outputs, key: string, change: (value: string) => string): Outputs {
  const tenantJson = JSON.parse(outputs.tenantJson) as Record<string, { Value: string }>;
  const setting = tenantJson[`Core.API.OAuth.${key}`];
  assert.ok(setting);
  setting.Value = change(setting.Value);
  return { ...outputs, tenantJson: JSON.stringify(tenantJson) };
}

function application(sandbox: Sandbox, { clientId }: Outputs) {
  const found = sandbox.directory.applicationByAppId(clientId);
  assert.ok(found);
  return found;
}

describe("a demo in which something is wrong", () => {
  const seen = new Set<string>();
  const failed = (run: DemoRun) => {
    const failures = failedChecks(run);
    for (const failure of failures) seen.add(failure.split(" ")[0] ?? "");
    assert.equal(run.code, 1);
    assert.equal(run.result.ok, false);
    return failures;
  };

  it("fails for a registration too many, a second up that writes, a blind preview, a tenant.json of the source document", async () => {
    const run = await demoRun({
      blindPreviews: ["prod"],
      async atStart(sandbox) {
        const tags = ["icertis-access", "icertis-access:organization/icertis-access/dev"];
        await sandbox.graph()("POST", "/applications", { displayName: "TERRAFORM_UPDATE_0", tags });
      },
      async afterUp({ stack, count, outputs, sandbox }) {
        if (stack === "dev" && count === 2) {
          await sandbox.graph()("PATCH", `/applications/${outputs.objectId}`, { notes: "by hand" });
        }
        // The leading space the source document has.
        return stack === "prod" ? withSetting(outputs, "ValidAudiences", (value) => ` ${value}`) : outputs;
      },
    });
    assert.deepEqual(failed(run), [
      "deployed dev",
      "repeated dev",
      "repeated prod",
      "guarded prod",
      "accepted prod",
      "overlapped prod",
      "stopped prod",
    ]);
    const clientId = run.result.parties["prod"]?.uipath.clientId;
    assert.equal(finding(run, "deployed", "dev"), "2 application, 1 service principal, 1 client secret");
    assert.equal(finding(run, "repeated", "dev"), "1 writes");
    assert.equal(finding(run, "guarded", "prod"), "not refused; 0 writes");
    assert.equal(
      finding(run, "accepted", "prod"),
      `ICI refuses at audience: got api://${clientId}, expected  api://${clientId}`,
    );
  });

  it("fails for people who do not consent, and for a rotation that does not take place", async () => {
    let published: Outputs | undefined;
    const run = await demoRun({
      atStart: async (sandbox) => sandbox.answerConsent("decline"),
      async afterUp({ stack, count, outputs }) {
        if (stack !== "dev") return outputs;
        if (count <= 2) published = outputs;
        return published ?? outputs;
      },
    });
    assert.deepEqual(failed(run), [
      "signedIn dev",
      "signedIn prod",
      "accepted dev",
      "accepted prod",
      "refreshed dev",
      "refreshed prod",
      "rotated dev",
      "overlapped dev",
      "overlapped prod",
      "stopped dev",
      "stopped prod",
      "bounded dev",
      "stable dev",
    ]);
    assert.match(finding(run, "signedIn", "dev") ?? "", /^AADSTS65004: User declined to consent to access the app\.$/);
    assert.equal(finding(run, "accepted", "dev"), "not reached");
    assert.match(finding(run, "rotated", "dev") ?? "", /^the same secret, valid until 2027-05-22T00:00:00Z/);
  });

  it("fails for a way out that leads nowhere, an app-only token ICI takes, secrets that live too short and too long", async () => {
    const run = await demoRun({
      async afterUp({ stack, count, outputs, sandbox }) {
        const { passwordCredentials: secrets, ...rest } = application(sandbox, outputs);
        const put = (passwordCredentials: typeof secrets) =>
          sandbox.directory.applications.put({ ...rest, passwordCredentials });
        if (stack === "dev") {
          // As if the setting had no effect.
          if (count === 3) return withSetting(outputs, "ValidAudiences", (value) => value.split(",")[0] ?? "");
          // The old secret goes in the run that makes the new one.
          if (count === 4) put(secrets.slice(-1));
          // Nobody may change what Icertis holds.
          if (count > 4) return withSetting(outputs, "ValidIssuer", () => "https://sts.windows.net/other/");
          return outputs;
        }
        // The old secret is prolonged by hand.
        if (count > 3) put(secrets.map((secret) => ({ ...secret, endDateTime: "2030-01-01T00:00:00Z" })));
        return withSetting(outputs, "ValidAudiences", (value) => `${value},${outputs.clientId}`);
      },
    });
    assert.deepEqual(failed(run), [
      "refreshed dev",
      "appOnly prod",
      "overlapped dev",
      "stopped dev",
      "stopped prod",
      "bounded dev",
      "bounded prod",
      "stable dev",
    ]);
    assert.match(finding(run, "refreshed", "dev") ?? "", /^ICI refuses at audience: got [0-9a-f-]{36}, expected api:/);
    assert.match(finding(run, "appOnly", "prod") ?? "", /ICI refuses at registeredUser$/);
    assert.match(finding(run, "overlapped", "dev") ?? "", /^AADSTS7000215: Invalid client secret provided/);
    assert.match(finding(run, "stopped", "prod") ?? "", /^still accepted at 2027-11-23T00:00:00Z/);
    assert.equal(finding(run, "bounded", "dev"), "1 held, 2 declared");
    assert.equal(finding(run, "stable", "dev"), "changed: tenantJson");
  });

  it("has every check fail somewhere above", () => {
    assert.deepEqual([...seen].sort(), [...checkNames].sort());
  });
});
