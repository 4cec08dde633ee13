import assert from "node:assert/strict";
import { attributionTags } from "../../../model/tags";
import {
  deploySample,
  type DeployedSample,
  frozenSandbox,
  inSandbox,
  type StateResource,
  tags,
} from "../deployedSample";
import { ToolFolder, type ToolContext } from "../runTool";

describe("doctor", () => {
  let sample: DeployedSample;
  let folder: ToolFolder;
  beforeEach(async () => {
    sample = await deploySample(await frozenSandbox());
    folder = new ToolFolder();
    folder.write("state.json", sample.state());
  });
  afterEach(() => sample.sandbox.close());
  const doctor = (words: readonly string[] = [], given: ToolContext = {}) => {
    return folder.run(["doctor", "--state", "state.json", ...words], { ...inSandbox(sample.sandbox), ...given });
  };
  const found = async (given: ToolContext = {}) => {
    const { code, out } = await doctor(["--json"], given);
    const { findings } = JSON.parse(out) as {
      findings: { level: string; code: string; what: string; hint: string; fixable: boolean }[];
    };
    return { code, findings };
  };
  const graph = async (method: string, path: string, body?: object) => {
    const answer = await sample.sandbox.graph()(method, path, body);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return answer.body as { id: string; appId: string; keyId: string };
  };
  const changeState = (change: (resources: StateResource[]) => StateResource[]) =>
    folder.write("state.json", sample.state(change));

  it("has nothing to say of a stack as it was deployed", async () => {
    const run = await doctor();
    assert.deepEqual([run.code, run.out, run.notes], [0, "Entra ID has just what stack dev declares.\n", ""]);
  });

  it("reads the state through the CLI as well", async () => {
    const commands = { "pulumi stack export": { out: sample.state() } };
    const run = await folder.run(["doctor", "--stack", "dev"], { ...inSandbox(sample.sandbox), commands });
    assert.equal(run.code, 0);
    assert.deepEqual(run.commands, ["pulumi stack export --stack dev --non-interactive"]);
  });

  it("finds what an interrupted run left, and tells it from what belongs to others", async () => {
    await graph("POST", "/applications", { displayName: "TERRAFORM_UPDATE_1234", tags });
    const spare = await graph("POST", "/applications", { displayName: "ICM API (Dev)", tags });
    await graph("POST", "/servicePrincipals", { appId: spare.appId, tags });
    const other = attributionTags("acme", "icertis-access", "prod");
    await graph("POST", "/applications", { displayName: "ICM API (Dev)", tags: other });
    const { code, findings } = await found();
    assert.equal(code, 1);
    assert.deepEqual(
      findings.map((finding) => [finding.code, finding.fixable]),
      [
        ["application-orphaned", true],
        ["application-foreign", false],
        ["application-twin", false],
      ],
    );
  });

  it("calls it an error where the published secret is gone or has expired", async () => {
    const { objectId, clientSecretKeyId: keyId, clientSecretExpiresOn } = sample.outputs;
    const expired = await found({ now: clientSecretExpiresOn });
    assert.deepEqual(
      expired.findings.map(({ level, code }) => [level, code]),
      [["error", "secret-expired"]],
    );
    await graph("POST", `/applications/${objectId}/removePassword`, { keyId });
    const gone = await found();
    assert.deepEqual(
      gone.findings.map(({ level, code }) => [level, code]),
      [["error", "secret-gone"]],
    );
  });

  it("finds what makes tokens other than tenant.json expects", async () => {
    const { objectId, servicePrincipalObjectId } = sample.outputs;
    await graph("PATCH", `/applications/${objectId}`, { identifierUris: [] });
    const [application] = sample.sandbox.snapshot().applications;
    const scopes = application?.api.oauth2PermissionScopes.map((scope) => ({ ...scope, isEnabled: false }));
    await graph("PATCH", `/applications/${objectId}`, { api: { ...application?.api, oauth2PermissionScopes: scopes } });
    await graph("PATCH", `/applications/${objectId}`, { api: { requestedAccessTokenVersion: 2 } });
    await graph("PATCH", `/servicePrincipals/${servicePrincipalObjectId}`, { accountEnabled: false });
    const { code, findings } = await found();
    assert.equal(code, 1);
    assert.deepEqual(
      findings.map((finding) => finding.code),
      ["identifier-uri-missing", "token-version", "scope-disabled", "service-principal-disabled"],
    );
  });

  it("knows a scope by all of its name, and takes outputs that are no tenant.json for others", async () => {
    const { objectId, clientId } = sample.outputs;
    const scope = { id: "5c09e000-0000-4000-8000-000000000002", type: "User", isEnabled: true };
    const texts = { adminConsentDisplayName: "x", adminConsentDescription: "x" };
    await graph("PATCH", `/applications/${objectId}`, {
      api: {
        oauth2PermissionScopes: [{ ...scope, ...texts, value: "contracts/read" }],
        requestedAccessTokenVersion: 1,
      },
    }).catch(() => undefined);
    const withScopes = (scopes: string[], more = {}) =>
      changeState(([root, ...rest]) => [
        { ...(root as StateResource), outputs: { ...root?.outputs, scopes, ...more } },
        ...rest,
      ]);
    withScopes([`api://${clientId}/contracts/write`, `api://${clientId}/constructor`], { tenantJson: "null" });
    assert.deepEqual(
      (await found()).findings.map(({ code }) => code),
      ["audience-other", "scope-missing", "scope-missing"],
    );
  });

  it("finds owners that are missing or not declared, of application and service principal", async () => {
    const { objectId, clientId } = sample.outputs;
    const user = sample.sandbox.users[0];
    const owner = sample.sandbox.identities[0]?.objectId;
    const gone = "90e00000-0000-4000-8000-000000000001";
    await graph("POST", `/applications/${objectId}/owners/$ref`, {
      "@odata.id": `https://graph/v1.0/directoryObjects/${user?.id}`,
    });
    changeState(([root, application, ...rest]) => [
      root as StateResource,
      { ...(application as StateResource), outputs: { ...application?.outputs, owners: [owner, gone] } },
      ...rest,
    ]);
    const { code, findings } = await found();
    assert.equal(code, 1);
    assert.deepEqual(
      findings.map(({ level, what }) => [level, what]),
      [
        ["warning", `${gone} is no owner of "ICM API (Dev)" any more, and the stack declares it`],
        ["note", `Integration User (${user?.id}) owns "ICM API (Dev)", and the stack does not declare it`],
        [
          "warning",
          `${gone} is no owner of the service principal of "ICM API (Dev)" any more, and the stack declares it`,
        ],
      ],
    );
    assert.ok(findings[0]?.hint.includes(`az ad app owner add --id ${clientId} --owner-object-id ${gone}`));
  });

  it("finds that another identity's run has locked out the one that asks, and who can let it in again", async () => {
    const { objectId, servicePrincipalObjectId } = sample.outputs;
    const [user] = sample.sandbox.users;
    const me = sample.sandbox.identities[0]?.objectId;
    for (const path of [`/applications/${objectId}`, `/servicePrincipals/${servicePrincipalObjectId}`]) {
      const reference = { "@odata.id": `https://graph/v1.0/directoryObjects/${user?.id}` };
      await graph("POST", `${path}/owners/$ref`, reference);
      await graph("DELETE", `${path}/owners/${me}/$ref`);
    }
    changeState(([root, application, ...rest]) => [
      root as StateResource,
      { ...(application as StateResource), outputs: { ...application?.outputs, owners: [user?.id] } },
      ...rest,
    ]);
    const { code, findings } = await found();
    assert.equal(code, 1);
    assert.deepEqual(
      findings.map((finding) => [finding.code, finding.level, /does not own (.*):/.exec(finding.what)?.[1]]),
      [
        ["caller-not-owner", "warning", '"ICM API (Dev)"'],
        ["caller-not-owner", "warning", 'the service principal of "ICM API (Dev)"'],
      ],
    );
    for (const { hint } of findings) {
      assert.ok(hint.startsWith(`write owners: ["${user?.id}","${me}"], and let Integration User run pulumi up`));
    }
  });

  it("finds a sign-in page that was opened up for a dialog", async () => {
    const path = `/applications/${sample.outputs.objectId}/authenticationBehaviors`;
    await graph("PATCH", path, { coopEnforcement: false });
    const { code, findings } = await found();
    assert.equal(code, 1);
    assert.equal(findings.length, 1);
    assert.match(findings[0]?.what ?? "", /Cross-Origin-Opener-Policy/);
    await graph("PATCH", path, { coopEnforcement: null });
    assert.deepEqual((await found()).findings, []);
  });

  it("knows that an application was deleted, and whether it can be restored", async () => {
    await graph("DELETE", `/applications/${sample.outputs.objectId}`);
    const { findings } = await found();
    assert.deepEqual(
      findings.map(({ code, fixable }) => [code, fixable]),
      [["application-gone", true]],
    );
  });

  it("looks for orphans of a first run that was cut short", async () => {
    await graph("POST", "/applications", { displayName: "TERRAFORM_UPDATE_1", tags });
    await graph("DELETE", `/applications/${sample.outputs.objectId}`);
    const pending_operations = [
      { type: "creating", resource: { type: "t", urn: "urn:pulumi:dev::icertis-access::t::icm-api-app" } },
    ];
    const [root] = (JSON.parse(sample.state()) as { deployment: { resources: StateResource[] } }).deployment.resources;
    const text = JSON.stringify({ deployment: { resources: [{ ...root, outputs: {} }], pending_operations } });
    const commands = { "pulumi stack export": { out: text } };
    const words = ["doctor", "--json", "--stack", "acme/icertis-access/dev"];
    const run = await folder.run(words, { ...inSandbox(sample.sandbox), commands });
    const { findings } = JSON.parse(run.out) as { findings: { code: string }[] };
    assert.deepEqual(
      findings.map(({ code }) => code),
      ["application-orphaned", "run-interrupted"],
    );
  });

  it("reads a state whose objects could not be read after they were made", async () => {
    const { objectId, servicePrincipalObjectId } = sample.outputs;
    const halfMade = (one: StateResource, id: string, displayName?: string) => {
      const outputs =
        displayName === undefined ? { clientId: sample.outputs.clientId } : { displayName, clientId: null };
      return { ...one, id, outputs: { ...outputs, objectId: null }, initErrors: ["EOF"] };
    };
    changeState(([root, application, principal]) => [
      root as StateResource,
      halfMade(application as StateResource, `/applications/${objectId}`, "ICM API (Dev)"),
      halfMade(principal as StateResource, `/servicePrincipals/${servicePrincipalObjectId}`),
    ]);
    assert.deepEqual(
      (await found()).findings.map(({ code }) => code),
      [
        "identifier-uri-not-in-state",
        "owner-undeclared",
        "owner-undeclared",
        "secret-foreign",
        "resource-unfinished",
        "resource-unfinished",
      ],
    );
  });

  it("names a state it cannot use", async () => {
    const root = (outputs: object) =>
      sample.state(([one, ...rest]) => [{ ...(one as StateResource), outputs: { ...outputs } }, ...rest]);
    for (const [text, code] of [
      ["{", "state-invalid"],
      ['{"version":3,"deployment":{}}', "state-missing"],
      [root({ authentication: "apiKey" }), "stack-uses-api-key"],
      [root({ tenantId: "x", contractVersion: 9 }), "contract-version"],
      [
        '{"deployment":{"resources":[{"urn":"urn:pulumi:dev::web::pulumi:pulumi:Stack::web-dev","type":"pulumi:pulumi:Stack"}]}}',
        "stack-foreign",
      ],
    ] as const) {
      folder.write("state.json", text);
      assert.equal(await folder.errorOf(["doctor", "--state", "state.json"], inSandbox(sample.sandbox)), code);
    }
    assert.equal((await folder.run(["doctor"])).code, 2);
  });
});
