import assert from "node:assert/strict";
import { attributionTags } from "../../../model/tags";
import {
  deploySample,
  type DeployedSample,
  deployedOn,
  frozenSandbox,
  secretDescription,
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
  afterEach(async () => {
    folder.remove();
    await sample.sandbox.close();
  });
  const doctor = (words: readonly string[] = [], given: ToolContext = {}) => {
    const { fetch, environment } = sample.sandbox;
    return folder.run(["doctor", "--state", "state.json", ...words], { now: deployedOn, fetch, environment, ...given });
  };
  const found = async () => {
    const { code, out } = await doctor(["--json"]);
    const { findings } = JSON.parse(out) as { findings: { level: string; what: string; mend: string }[] };
    return { code, findings };
  };
  const graph = async (method: string, path: string, body?: object) => {
    const answer = await sample.sandbox.graph()(method, path, body);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return answer.body as { id: string; appId: string; keyId: string };
  };
  const changeState = (change: (resources: StateResource[]) => StateResource[]) =>
    folder.write("state.json", sample.state(change));
  const applications = () => sample.sandbox.snapshot().applications.map(({ id }) => id);

  it("has nothing to say of a stack as it was deployed", async () => {
    const run = await doctor();
    assert.deepEqual([run.code, run.out, run.notes], [0, "Entra ID has just what stack dev declares.\n", ""]);
  });

  it("reads the state through the CLI as well", async () => {
    const { fetch, environment } = sample.sandbox;
    const commands = { "pulumi stack export": { out: sample.state() } };
    const run = await folder.run(["doctor", "--stack", "dev"], { now: deployedOn, fetch, environment, commands });
    assert.equal(run.code, 0);
    assert.deepEqual(run.commands, ["pulumi stack export --stack dev --non-interactive"]);
  });

  it("finds what an interrupted run left, and removes just that once a person agrees", async () => {
    const orphan = await graph("POST", "/applications", { displayName: "TERRAFORM_UPDATE_1234", tags });
    const spare = await graph("POST", "/applications", { displayName: "ICM API (Dev)", tags });
    await graph("POST", "/servicePrincipals", { appId: spare.appId, tags });
    const other = await graph("POST", "/applications", {
      displayName: "ICM API (Dev)",
      tags: attributionTags("acme", "icertis-access", "prod"),
    });
    const report = [
      `warning  orphaned application "TERRAFORM_UPDATE_1234" (object id ${orphan.id}, client id ${orphan.appId}): an interrupted run did not finish it`,
      `         az ad app delete --id ${orphan.id}`,
      `warning  orphaned application "ICM API (Dev)" (object id ${spare.id}, client id ${spare.appId}): it has this stack's tags and is not in its state`,
      `         az ad app delete --id ${spare.id}`,
      `warning  twin: application "ICM API (Dev)" (object id ${other.id}, client id ${other.appId}) has the same name and belongs to acme/icertis-access/prod`,
      `         tell them apart by the client id, or change displayName; if nobody uses it: az ad app delete --id ${other.id}`,
      "",
    ].join("\n");
    const before = applications();
    const looked = await doctor();
    assert.deepEqual([looked.code, looked.out], [1, report]);

    const alone = await doctor(["--fix"]);
    assert.equal(alone.code, 2);
    assert.match(
      alone.notes,
      /icertis-access: nobody is there to confirm; give --yes to remove them unasked\. Nothing was removed$/,
    );
    const refused = await doctor(["--fix"], { answer: "no" });
    assert.equal(refused.code, 1);
    assert.match(refused.notes, /nothing was removed$/);
    assert.deepEqual(applications(), before);

    const fixed = await doctor(["--fix"], { answer: "yes" });
    assert.equal(fixed.code, 1);
    assert.equal(
      fixed.notes,
      [
        "--fix removes:",
        `  application "TERRAFORM_UPDATE_1234" (object id ${orphan.id}, client id ${orphan.appId})`,
        `  application "ICM API (Dev)" (object id ${spare.id}, client id ${spare.appId})`,
        `removed application "TERRAFORM_UPDATE_1234" (object id ${orphan.id}, client id ${orphan.appId})`,
        `removed application "ICM API (Dev)" (object id ${spare.id}, client id ${spare.appId})`,
      ].join("\n"),
    );
    assert.deepEqual(
      applications(),
      before.filter((id) => id !== orphan.id && id !== spare.id),
    );
  });

  it("finds a service principal left alone", async () => {
    changeState((all) => all.filter(({ type }) => !type.includes("servicePrincipal")));
    const id = sample.outputs.servicePrincipalObjectId;
    const run = await doctor(["--json"]);
    assert.deepEqual((JSON.parse(run.out) as { findings: unknown }).findings, [
      {
        level: "warning",
        what: `orphaned service principal ${id} of "ICM API (Dev)" (client id ${sample.outputs.clientId}): it has this stack's tags and is not in its state`,
        mend: `az ad sp delete --id ${id}`,
        fixable: true,
      },
    ]);
  });

  it("tells secrets apart: doubles, foreign ones, expired ones; and removes doubles alone", async () => {
    const { objectId, clientId, clientSecretExpiresOn, clientSecretKeyId } = sample.outputs;
    const add = (displayName: string, endDateTime: string) =>
      graph("POST", `/applications/${objectId}/addPassword`, { passwordCredential: { displayName, endDateTime } });
    const double = await add(secretDescription, clientSecretExpiresOn);
    const foreign = await add("made by hand", "2027-12-01T00:00:00Z");
    const old = await add("for a test", "2026-12-02T00:00:00Z");
    sample.sandbox.clock.set(new Date("2026-12-03T00:00:00Z"));
    const now = "2026-12-03T00:00:00Z";
    const remove = (keyId: string) => `az ad app credential delete --id ${clientId} --key-id ${keyId}`;
    const report = [
      `warning  secret ${double.keyId} ("${secretDescription}") is a double of ${clientSecretKeyId}: an interrupted run made it, and its value is known to nobody`,
      `         ${remove(double.keyId)}`,
      `warning  secret ${foreign.keyId} ("made by hand") is not of this stack and lives until 2027-12-01: whoever has it can sign in as the application`,
      `         find out who uses it, then: ${remove(foreign.keyId)}`,
      `note     secret ${old.keyId} ("for a test") is not of this stack and expired on 2026-12-02`,
      `         ${remove(old.keyId)}`,
      "",
    ].join("\n");
    const run = await doctor(["--fix", "--yes"], { now });
    assert.deepEqual([run.code, run.out], [1, report]);
    const left = sample.sandbox.snapshot().applications[0]?.passwordCredentials.map(({ keyId }) => keyId);
    assert.deepEqual(left, [clientSecretKeyId, foreign.keyId, old.keyId]);
  });

  it("calls it an error where the published secret is gone or has expired", async () => {
    const { objectId, clientSecretKeyId: keyId, clientSecretExpiresOn } = sample.outputs;
    const expired = await doctor([], { now: clientSecretExpiresOn });
    assert.deepEqual(expired.out.split("\n").slice(0, 2), [
      `error    secret ${keyId} ("${secretDescription}") expired on 2027-05-22, and it is the one UiPath signs in with`,
      "         pulumi up --stack dev",
    ]);
    await graph("POST", `/applications/${objectId}/removePassword`, { keyId });
    const gone = await doctor();
    assert.deepEqual(
      [gone.code, gone.out],
      [
        1,
        `error    secret ${keyId} (icm-api-secret-2026-11-23) was removed from the application, and it is the one UiPath signs in with\n         pulumi up --refresh --stack dev\n`,
      ],
    );
  });

  it("finds what makes tokens other than tenant.json expects", async () => {
    const { objectId, servicePrincipalObjectId, identifierUri, tenantId } = sample.outputs;
    await graph("PATCH", `/applications/${objectId}`, { identifierUris: [] });
    const [application] = sample.sandbox.snapshot().applications;
    const scopes = application?.api.oauth2PermissionScopes.map((scope) => ({ ...scope, isEnabled: false }));
    await graph("PATCH", `/applications/${objectId}`, { api: { ...application?.api, oauth2PermissionScopes: scopes } });
    await graph("PATCH", `/applications/${objectId}`, { api: { requestedAccessTokenVersion: 2 } });
    await graph("PATCH", `/servicePrincipals/${servicePrincipalObjectId}`, { accountEnabled: false });
    const run = await doctor();
    assert.equal(run.code, 1);
    assert.deepEqual(
      run.out.split("\n").filter((line) => line.startsWith("error")),
      [
        `error    "ICM API (Dev)": its tokens are of version 2, and tenant.json expects the issuer of version 1, https://sts.windows.net/${tenantId}/`,
        `error    "ICM API (Dev)": its App ID URI ${identifierUri} is missing, so no token has that audience`,
        'error    "ICM API (Dev)": its scope user_impersonation is disabled, so UiPath cannot ask for it',
        'error    "ICM API (Dev)": its service principal is disabled, so nobody can sign in',
      ],
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
    assert.ok(findings[0]?.mend.includes(`az ad app owner add --id ${clientId} --owner-object-id ${gone}`));
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
      findings.map(({ what }) => /does not own (.*):/.exec(what)?.[1]),
      ['"ICM API (Dev)"', 'the service principal of "ICM API (Dev)"'],
    );
    for (const { mend } of findings) {
      assert.ok(mend.startsWith(`write owners: ["${user?.id}","${me}"], and let Integration User run pulumi up`));
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

  it("knows how to bring back an application that was deleted", async () => {
    const { objectId, clientId } = sample.outputs;
    await graph("DELETE", `/applications/${objectId}`);
    const run = await doctor();
    assert.deepEqual(
      [run.code, run.out],
      [
        1,
        `error    application "ICM API (Dev)" (client id ${clientId}) is gone from Entra ID, and was deleted less than 30 days ago\n         az rest --method POST --url https://graph.microsoft.com/v1.0/directory/deletedItems/${objectId}/restore   # keeps the client id, which Icertis and UiPath hold\n`,
      ],
    );
  });

  it("looks for orphans of a first run that was cut short", async () => {
    const orphan = await graph("POST", "/applications", { displayName: "TERRAFORM_UPDATE_1", tags });
    await graph("DELETE", `/applications/${sample.outputs.objectId}`);
    const pending_operations = [
      { type: "creating", resource: { urn: "urn:pulumi:dev::icertis-access::t::icm-api-app" } },
    ];
    const [root] = (JSON.parse(sample.state()) as { deployment: { resources: StateResource[] } }).deployment.resources;
    const text = JSON.stringify({ deployment: { resources: [{ ...root, outputs: {} }], pending_operations } });
    const { fetch, environment } = sample.sandbox;
    const commands = { "pulumi stack export": { out: text } };
    const run = await folder.run(["doctor", "--stack", "acme/icertis-access/dev"], {
      now: deployedOn,
      fetch,
      environment,
      commands,
    });
    assert.equal(run.code, 1);
    assert.deepEqual(
      run.out.split("\n").filter((line) => !line.startsWith(" ")),
      [
        `warning  orphaned application "TERRAFORM_UPDATE_1" (object id ${orphan.id}, client id ${orphan.appId}): an interrupted run did not finish it`,
        "warning  an interrupted run is noted in the state: creating icm-api-app",
        "",
      ],
    );
  });

  it("refuses a state it cannot use", async () => {
    const refusal = async (text: string) => {
      folder.write("state.json", text);
      const run = await doctor();
      assert.deepEqual([run.code, run.out], [2, ""]);
      return run.notes.replace("icertis-access: ", "");
    };
    assert.equal(await refusal("{"), "state.json holds no stack state; write it with `pulumi stack export`");
    assert.equal(
      await refusal('{"version":3,"deployment":{}}'),
      "state.json has no state: nothing was deployed to it yet; run `pulumi up` for it first",
    );
    assert.equal(
      await refusal(
        sample.state(([root, ...rest]) => [
          { ...(root as StateResource), outputs: { authentication: "apiKey" } },
          ...rest,
        ]),
      ),
      "stack dev uses an API key: there is nothing of it in Entra ID to look at",
    );
    assert.equal(
      await refusal(
        sample.state(([root, ...rest]) => [
          { ...(root as StateResource), outputs: { tenantId: "x", contractVersion: 9 } },
          ...rest,
        ]),
      ),
      "stack dev has outputs of contract version 9, and this version of icertis-access reads version 1; upgrade icertis-access here",
    );
    const none = await folder.run(["doctor"]);
    assert.equal(
      none.notes,
      "icertis-access: which stack? give its name with --stack NAME, or its state with --state FILE (`pulumi stack export`)",
    );
  });
});
