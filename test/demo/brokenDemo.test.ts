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

  it("fails for people who do not consent, and a rotation that does not take place", async () => {
    let before: Outputs | undefined;
    const run = await demoRun({
      atStart: async (sandbox) => sandbox.answerConsent("decline"),
      async afterUp({ stack, count, outputs }) {
        if (stack !== "dev" || count < 3) return outputs;
        return (before ??= outputs.previousClientSecretExpiresOn === undefined ? outputs : undefined) ?? outputs;
      },
    });
    assert.deepEqual(failed(run), []);
  });

  it("has every check fail somewhere above", () => {
    assert.deepEqual([...seen].sort(), [...checkNames].sort());
  });
});
