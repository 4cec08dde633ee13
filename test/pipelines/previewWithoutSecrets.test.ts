import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeSteps } from "./describeSteps";

const reader = 1;

describeSteps("a preview without secrets of a stack in Pulumi Cloud", (on) => {
  const variables = { PULUMI_BACKEND_URL: "https://api.pulumi.com", PULUMI_ORGANIZATION: "acme" };
  const tag = (organization: string) => `icertis-access:${organization}/icertis-access/dev`;

  for (const stack of ["dev", "acme/dev", "acme/icertis-access/dev"]) {
    it(`compares ${stack} with tags of the throw-away backend, and shows the real ones`, async () => {
      const resources = ["application:Application", "servicePrincipal:ServicePrincipal"].map((type) => ({
        type: `azuread:index/${type}`,
        inputs: { tags: ["icertis-access", tag("acme")] },
      }));
      on.engine.state = { version: 3, deployment: { resources } };
      on.engine.previewed = `  - [1]: "${tag("organization")}"\n`;
      assert.equal(await on.run(`preview --read-only --stack ${stack}`, { identity: reader, variables }), 0);
      assert.equal(on.engine.imported.split(tag("organization")).length, 3, on.engine.imported);
      assert.equal(on.engine.imported.includes("acme"), false);
      assert.ok(on.engine.lines.includes("pulumi preview --diff --stack dev"));
      const report = readFileSync(join(on.world.folder, "reports", "preview.md"), "utf8");
      assert.ok(report.includes(tag("acme")), report);
    });
  }

  it("takes no other failure of the export for a stack that is not there yet", async () => {
    const how = { identity: reader, variables };
    on.engine.failures.push({ on: "pulumi stack export", text: "error: container not found" });
    await on.failsWith("preview --read-only --stack dev", how, /mend what the error above names/);
    on.engine.failures.push({ on: "pulumi stack export", text: "error: no stack named 'dev' found" });
    assert.equal(await on.run("preview --read-only --stack dev", how), 0);
    assert.equal(on.engine.imported, "");
  });
});
