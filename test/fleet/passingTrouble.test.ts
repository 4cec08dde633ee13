import assert from "node:assert/strict";
import { passes } from "../../pipelines/fleet/passingTrouble";

describe("trouble that passes by itself", () => {
  const passing = [
    "error: sdk-v2/provider2.go:572: ApplicationsClient.BaseClient.Get(): unexpected status 429 (429 Too Many Requests)",
    "    error: 1 error occurred:\n    \t* creating urn:pulumi:dev: unexpected status 503 with OData error",
    'error: Get "https://graph.microsoft.com/v1.0/applications": EOF',
    "error: read tcp 10.0.0.4:5000->20.1.1.1:443: read: connection reset by peer",
    "error: could not configure: AADSTS700024: Client assertion is not within its valid time range.",
    'error: failed to load checkpoint: blob (key ".pulumi/stacks/dev.json")\nRESPONSE 503: 503 The server is busy.\nERROR CODE: ServerBusy',
  ];
  for (const text of passing)
    it(`is ${text.split("\n").at(-1)?.slice(0, 70) ?? ""}`, () => assert.equal(passes(text), true));

  const staying = [
    "error: the display name or a part thereof is taken",
    "error: update failed\nResources:\n    500 unchanged",
    "error: Pulumi.customer-500.yaml: rotation.firstIssued is missing",
    "error: application customer-429 has no owner",
    "error: the file ends with an eof marker",
    "    504 unchanged\n    + 502 to create\nEOF\n* unexpected status 503",
    "warning: unexpected status 503, the provider waits\nerror: the client secret is valid until 2027-01-01 and is not deleted",
    "",
  ];
  for (const text of staying) it(`is not ${JSON.stringify(text)}`, () => assert.equal(passes(text), false));
});
