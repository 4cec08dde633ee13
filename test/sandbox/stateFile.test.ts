import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SandboxError, startSandbox } from "../../sandbox";
import { read, registerApi } from "./registeredApi";
import { appToken } from "./signInRequests";

describe("the state file", () => {
  let folder: string;
  let stateFile: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sandbox-state-"));
    stateFile = join(folder, "tenant.json");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("brings the tenant back, with its secrets working and new ones for who deploys", async () => {
    const first = await startSandbox({ stateFile });
    const api = await registerApi(first);
    const gone = await registerApi(first);
    await first.graph()("DELETE", `/applications/${gone.id}`);
    const before = first.snapshot();
    await first.close();
    assert.deepEqual(readdirSync(folder), ["tenant.json"]);
    assert.equal(statSync(stateFile).mode & 0o777, 0o600);
    const text = readFileSync(stateFile, "utf8");
    for (const secret of [api.secret, first.identities[0]?.clientSecret ?? "", "PRIVATE"]) {
      assert.equal(text.includes(secret), false);
    }

    const second = await startSandbox({ stateFile, tenantId: "ignored", identities: [] });
    assert.equal(second.tenantId, first.tenantId);
    const after = second.snapshot();
    assert.deepEqual(after.applications, before.applications);
    assert.deepEqual(after.deletedItems, before.deletedItems);
    assert.deepEqual(after.users, before.users);
    assert.equal(second.identities[0]?.clientId, first.identities[0]?.clientId);
    assert.notEqual(second.identities[0]?.clientSecret, first.identities[0]?.clientSecret);
    assert.equal((await appToken(second, api, `${api.appId}/.default`)).status, 200);
    assert.equal((await read(second.graph(), `/applications/${api.id}`))["appId"], api.appId);
    await second.close();
  });

  it("holds every change once it is answered", async () => {
    const sandbox = await startSandbox({ stateFile });
    await sandbox.graph()("POST", "/applications", { displayName: "kept" });
    const names = (JSON.parse(readFileSync(stateFile, "utf8")) as { applications: { displayName: string }[] })
      .applications;
    assert.deepEqual(
      names.map(({ displayName }) => displayName),
      ["kept"],
    );
    await sandbox.close();
  });

  for (const [what, content, message] of [
    ["is not JSON", "{", /^cannot read the state file .*tenant\.json: Expected property name/],
    [
      "is of another version",
      '{"version": 2}',
      /^the state file .*tenant\.json is of version 2, this sandbox reads 1: use another file, or remove it to start afresh$/,
    ],
    ["has no version", "[]", /is of version undefined/],
    ["is null", "null", /is of version undefined/],
    ["is damaged", '{"version": 1, "tenantId": 5}', /^the state file .*tenant\.json is damaged: .*tenantId/],
  ] as const) {
    it(`is refused, and left alone, when it ${what}`, async () => {
      writeFileSync(stateFile, content);
      await assert.rejects(startSandbox({ stateFile }), (error) => {
        assert.ok(error instanceof SandboxError);
        assert.match(error.message, message);
        assert.equal(error.message.includes("\n"), false);
        return true;
      });
      assert.equal(readFileSync(stateFile, "utf8"), content);
    });
  }

  it("names a file that cannot be written", async () => {
    await assert.rejects(startSandbox({ stateFile: join(folder, "none", "tenant.json") }), {
      message: /^cannot write the state file .*none.tenant\.json: ENOENT/,
    });
  });
});
