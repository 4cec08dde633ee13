import assert from "node:assert/strict";
import { checkNames } from "../../workbench/demo/checks";
import type { Outputs } from "../../workbench/demo/engines";
import type { Sandbox } from "../../packages/entra-sandbox";
import { demoRun, failedChecks, finding, type DemoRun } from "./demoRun";

/** Changes one value of the rendered tenant.json. */
function withSetting(outputs: Outputs, key: string, change: (value: string) => string): Outputs {
  const tenantJson = JSON.parse(outputs.tenantJson) as Record<string, { Value: string }>;
  const setting = tenantJson[`Core.API.OAuth.${key}`];
  assert.ok(setting);
  setting.Value = change(setting.Value);
  return { ...outputs, tenantJson: JSON.stringify(tenantJson) };
}

/** Gives the oldest secret of an application another end, which no client of Graph could. */
function endOldest({ directory }: Sandbox, { clientId }: Outputs, endDateTime: string): void {
  const application = directory.applicationByAppId(clientId);
  const [oldest, ...others] = application?.passwordCredentials ?? [];
  assert.ok(application && oldest);
  directory.applications.put({ ...application, passwordCredentials: [{ ...oldest, endDateTime }, ...others] });
}

describe("a demo in which something is wrong", function () {
  this.timeout(60_000);
  const seen = new Set<string>();
  const failed = (run: DemoRun) => {
    const failures = failedChecks(run);
    for (const failure of failures) seen.add(failure.split(" ")[0] ?? "");
    assert.equal(run.code, 1);
    assert.equal(run.result.ok, false);
    return failures;
  };

  it("fails for what is wrong in Entra ID, in the outputs and in the engine", async () => {
    const run = await demoRun({
      blindPreviews: ["prod"],
      async atStart(sandbox) {
        const tags = ["icertis-access", "icertis-access:organization/icertis-access/dev"];
        await sandbox.graph()("POST", "/applications", { displayName: "TERRAFORM_UPDATE_0", tags });
      },
      async afterUp({ stack, count, outputs, sandbox }) {
        // The leading space the source document has, and an audience ICI should not take.
        if (stack === "prod") return withSetting(outputs, "ValidAudiences", (value) => ` ${value},${outputs.clientId}`);
        if (count === 2) await sandbox.graph()("PATCH", `/applications/${outputs.objectId}`, { notes: "by hand" });
        // As if acceptGuidAudience had no effect.
        if (count === 3) return withSetting(outputs, "ValidAudiences", (value) => value.split(",")[0] ?? "");
        // By hand the old secret is cut short in one rotation, and prolonged in the next.
        if (count === 4) endOldest(sandbox, outputs, "2027-05-01T00:00:00Z");
        if (count === 5) endOldest(sandbox, outputs, "2027-12-01T00:00:00Z");
        // Nobody may change what Icertis holds.
        return count > 6 ? withSetting(outputs, "ValidIssuer", () => "https://sts.windows.net/other/") : outputs;
      },
    });
    assert.deepEqual(failed(run), [
      "deployed dev",
      "repeated dev",
      "repeated prod",
      "guarded prod",
      "accepted prod",
      "refreshed prod",
      "refreshedBare dev",
      "refreshedBare prod",
      "appOnly prod",
      "overlapped dev",
      "overlapped prod",
      "stopped dev",
      "stopped prod",
      "bounded dev",
      "stable dev",
    ]);
    const [dev, prod] = ["dev", "prod"].map((name) => run.result.parties[name]?.uipath.clientId);
    const message = `ICI rejects at audience: got api://${prod}, expected  api://${prod}, ${prod}`;
    const found = (check: string, environment: string) => finding(run, check, environment);
    assert.equal(found("deployed", "dev"), "2 application, 1 service principal, 1 client secret");
    assert.equal(found("repeated", "dev"), "1 writes");
    assert.equal(found("guarded", "prod"), "not denied; 0 writes");
    assert.equal(found("accepted", "prod"), message);
    assert.equal(found("refreshed", "prod"), message);
    assert.equal(found("refreshedBare", "dev"), `ICI rejects at audience: got ${dev}, expected api://${dev}`);
    assert.match(found("appOnly", "prod") ?? "", /ICI rejects at registeredUser$/);
    assert.match(found("overlapped", "dev") ?? "", /^AADSTS7000222: /);
    assert.match(found("stopped", "dev") ?? "", /^still accepted at 2027-10-19T00:00:00Z/);
    assert.equal(
      found("bounded", "dev"),
      "held until 2027-05-01T00:00:00Z, 2027-10-19T00:00:00Z; declared until 2027-05-22T00:00:00Z, 2027-10-19T00:00:00Z",
    );
  });

  it("fails for people who do not consent, and for a rotation that does not take place", async () => {
    let published: Outputs | undefined;
    const run = await demoRun({
      atStart: (sandbox) => sandbox.answerConsent("decline"),
      afterUp({ stack, count, outputs }) {
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
      "refreshedBare dev",
      "refreshedBare prod",
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

  it("has every check fail somewhere above", () => {
    assert.deepEqual([...seen].sort(), [...checkNames].sort());
  });
});
