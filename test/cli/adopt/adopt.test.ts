import assert from "node:assert/strict";
import { parse } from "yaml";
import type { Sandbox } from "../../../packages/entra-sandbox";
import { frozenSandbox, inSandbox } from "../deployedSample";
import { ToolFolder } from "../runTool";

const scopeId = "5c09e000-0000-4000-8000-000000000009";

describe("adopt", () => {
  const folder = new ToolFolder();
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await frozenSandbox();
  });
  afterEach(() => sandbox.close());
  const adopt = (words: readonly string[]) => folder.run(["adopt", ...words], inSandbox(sandbox));
  const graph = async (method: string, path: string, body: object) =>
    (await sandbox.graph()(method, path, body)).body as { id: string; appId: string; keyId: string };
  const made = () =>
    graph("POST", "/applications", {
      displayName: "ICM API",
      signInAudience: "AzureADMyOrg",
      web: {
        redirectUris: ["https://cloud.uipath.com/provisioning_/callback"],
        implicitGrantSettings: { enableAccessTokenIssuance: true },
      },
      api: {
        requestedAccessTokenVersion: 1,
        oauth2PermissionScopes: [
          {
            id: scopeId,
            value: "user_impersonation",
            type: "Admin",
            isEnabled: true,
            adminConsentDisplayName: "Access ICM",
            adminConsentDescription: "Allows it.",
          },
        ],
      },
    });

  it("prints the configuration that takes a registration over as it is", async () => {
    const application = await made();
    const principal = await graph("POST", "/servicePrincipals", { appId: application.appId });
    const run = await adopt(["--client-id", application.appId]);
    assert.equal(run.code, 0, run.notes);
    assert.equal(
      run.out,
      `config:
  icertis-access:displayName: ICM API
  icertis-access:redirectUris:
    - https://cloud.uipath.com/provisioning_/callback
  icertis-access:implicitAccessTokens: true
  icertis-access:scopes:
    - value: user_impersonation
      type: Admin
      displayName: Access ICM
      description: Allows it.
  icertis-access:rotation:
    firstIssued: "2026-12-01"
  icertis-access:adopt:
    applicationObjectId: ${application.id}
    servicePrincipalObjectId: ${principal.id}
    scopeIds:
      user_impersonation: ${scopeId}
`,
    );
    assert.doesNotMatch(run.notes, /^note: /m);
  });

  it("writes it into the stack's file, beside what is there, or begins one", async () => {
    const { appId, id } = await made();
    const words = ["--client-id", appId, "--stack", "acme/icertis-access/prod"];
    const own = [
      "# production",
      "config:",
      "  icertis-access:protect: true # once",
      "  icertis-access:displayName: Other",
      "  icertis-access:rotation:",
      '    firstIssued: "2026-01-01"',
      "    lifetimeDays: 180",
      "encryptionsalt: v1:x",
      "",
    ].join("\n");
    folder.write("Pulumi.prod.yaml", own);
    const dry = await adopt([...words, "--dry-run"]);
    assert.deepEqual([dry.code, folder.read("Pulumi.prod.yaml")], [0, own]);
    const run = await adopt(words);
    assert.equal(run.code, 0, run.notes);
    const text = folder.read("Pulumi.prod.yaml");
    assert.ok(text.startsWith("# production\nconfig:\n  icertis-access:protect: true # once\n"));
    const read = parse(text) as { config: Record<string, unknown>; encryptionsalt: string };
    assert.equal(read.encryptionsalt, "v1:x");
    assert.equal(read.config["icertis-access:displayName"], "ICM API");
    assert.deepEqual(read.config["icertis-access:rotation"], { firstIssued: "2026-12-01", lifetimeDays: 180 });
    assert.ok(text.includes('firstIssued: "2026-12-01"'));

    const begun = await adopt(["--client-id", appId, "--stack", "new"]);
    assert.equal(begun.code, 0, begun.notes);
    const { config } = parse(folder.read("Pulumi.new.yaml")) as typeof read;
    assert.equal((config["icertis-access:adopt"] as { applicationObjectId: string }).applicationObjectId, id);
    const odd = ["--client-id", appId, "--stack", "odd"];
    const shared = "config:\n  icertis-access:redirectUris: &a [x]\n  other: *a\n";
    for (const bytes of [
      Buffer.from("config: []\n"),
      Buffer.from(shared),
      Buffer.from("\ufeffconfig: {}\n", "utf16le"),
    ]) {
      folder.write("Pulumi.odd.yaml", bytes);
      assert.equal((await adopt(odd)).code, 2);
      assert.equal(folder.read("Pulumi.odd.yaml"), bytes.toString());
    }
    for (const text of ["\ufeffconfig: {}\n", "\ufeffconfig:\n"]) {
      folder.write("Pulumi.odd.yaml", text);
      assert.equal((await adopt(odd)).code, 0);
      assert.match(folder.read("Pulumi.odd.yaml"), /^\ufeffconfig:\s[^]*applicationObjectId: /);
    }
  });

  it("finds it by name, and asks which one where there are several", async () => {
    const first = await made();
    assert.match((await adopt(["--name", "icm api"])).out, new RegExp(`applicationObjectId: ${first.id}`));
    const second = await made();
    const run = await adopt(["--name", "ICM API"]);
    assert.equal(run.code, 2);
    const lines = run.notes.split("\n");
    assert.equal(
      lines[0],
      `icertis-access: tenant ${sandbox.tenantId} has 2 registrations with the name "ICM API"; choose one:`,
    );
    assert.deepEqual(
      lines.slice(1).map((line) => line.replace(/ +# made .*/, "").trim()),
      [`--client-id ${first.appId}`, `--client-id ${second.appId}`],
    );
  });

  it("warns of all that the first run would change", async () => {
    const user = sandbox.users[0]?.id;
    const application = await graph("POST", "/applications", {
      displayName: "Old one",
      signInAudience: "AzureADMultipleOrgs",
      web: { redirectUris: [], implicitGrantSettings: { enableIdTokenIssuance: true } },
      spa: { redirectUris: ["https://spa.example/callback"] },
      api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [] },
      requiredResourceAccess: [
        {
          resourceAppId: "00000003-0000-0000-c000-000000000000",
          resourceAccess: [{ id: "7ab1d382-f21e-4acd-a863-ba3e13f7da61", type: "Role" }],
        },
      ],
      "owners@odata.bind": [`https://graph.microsoft.com/v1.0/directoryObjects/${user}`],
    });
    await graph("PATCH", `/applications/${application.id}`, { identifierUris: [`api://${sandbox.tenantId}/old`] });
    const secret = await graph("POST", `/applications/${application.id}/addPassword`, {
      passwordCredential: { displayName: "UiPath", endDateTime: "2027-06-01T00:00:00Z" },
    });
    const run = await adopt(["--client-id", application.appId, "--json"]);
    assert.equal(run.code, 0, run.notes);
    const { config, warnings } = JSON.parse(run.out) as { config: Record<string, unknown>; warnings: string[] };
    assert.deepEqual(config["icertis-access:owners"], [sandbox.identities[0]?.objectId, user]);
    assert.equal("icertis-access:scopes" in config, false);
    assert.deepEqual(warnings, [
      "it is open to other tenants (AzureADMultipleOrgs) and cannot be adopted as it is; make it single tenant in the portal first, if nobody outside signs in",
      "its tokens are of version 2 and will be of version 1: whoever checks them must expect the other issuer and audience",
      `it has other App ID URIs, api://${sandbox.tenantId}/old: tenant.json will name api://${application.appId} alone`,
      "it exposes no scope: the default one, user_impersonation, will be made",
      "it has no Web redirect URI: put the one UiPath shows into redirectUris",
      `secret ${secret.keyId} ("UiPath") stays until 2027-06-01; remove it once UiPath has the new one`,
    ]);
  });

  it("states who may sign in, and the owners of the service principal too", async () => {
    const application = await made();
    const principal = await graph("POST", "/servicePrincipals", {
      appId: application.appId,
      appRoleAssignmentRequired: true,
    });
    const user = sandbox.users[0]?.id;
    await graph("POST", `/servicePrincipals/${principal.id}/owners/$ref`, {
      "@odata.id": `https://graph/v1.0/directoryObjects/${user}`,
    });
    const run = await adopt(["--client-id", application.appId, "--json"]);
    const { config } = JSON.parse(run.out) as { config: Record<string, unknown> };
    assert.equal(config["icertis-access:assignmentRequired"], true);
    assert.deepEqual(config["icertis-access:owners"], [sandbox.identities[0]?.objectId, user]);
  });

  it("says what is missing when the identity does not own it", async () => {
    const application = await made();
    const me = sandbox.identities[0]?.objectId;
    const user = sandbox.users[0]?.id;
    await graph("POST", `/applications/${application.id}/owners/$ref`, {
      "@odata.id": `https://graph/v1.0/directoryObjects/${user}`,
    });
    await sandbox.graph()("DELETE", `/applications/${application.id}/owners/${me}/$ref`);
    const run = await adopt(["--client-id", application.appId]);
    assert.match(
      run.notes,
      new RegExp(
        `^note: ${me}, the identity that asks, does not own it, .* --owner-object-id ${me}, and the same for the service principal$`,
        "m",
      ),
    );
  });

  it("names what does not lead to one registration", async () => {
    const id = "c11e0000-0000-4000-8000-000000000001";
    for (const [words, code, environment] of [
      [[], "registration-missing", undefined],
      [["--client-id", id, "--name", "x"], "registration-missing", undefined],
      [["--client-id", "ICM API"], "client-id-invalid", undefined],
      [["--client-id", id], "registration-unknown", undefined],
      [["--name", "x"], "tenant-missing", {}],
    ] as const) {
      const context = { ...inSandbox(sandbox), ...(environment && { environment }) };
      assert.equal(await folder.errorOf(["adopt", ...words], context), code);
    }
  });
});
