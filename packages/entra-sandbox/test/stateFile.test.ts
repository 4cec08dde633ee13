import assert from "node:assert/strict";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SandboxError, startSandbox, type Sandbox } from "../src";
import { read, registerApi } from "../src/testing/registeredApi";
import { appToken } from "../src/testing/signInRequests";

describe("the state file", () => {
  let folder: string;
  let stateFile: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sandbox-state-"));
    stateFile = join(folder, "tenant.json");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The names of the applications in the file. */
  function kept(): string[] {
    const state = JSON.parse(readFileSync(stateFile, "utf8")) as { applications: { displayName: string }[] };
    return state.applications.map(({ displayName }) => displayName);
  }

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
    assert.deepEqual(kept(), ["kept"]);
    await sandbox.close();
  });

  /** Adds an application while the file cannot be written. */
  async function addUnsaved(sandbox: Sandbox): Promise<number> {
    await sandbox.graph()("GET", "/applications");
    renameSync(folder, `${folder}-away`);
    const { status } = await sandbox.graph()("POST", "/applications", { displayName: "late" });
    renameSync(`${folder}-away`, folder);
    return status;
  }

  it("is tried again with the next request when it could not be written", async () => {
    const lines: string[] = [];
    const sandbox = await startSandbox({ stateFile, log: (line) => lines.push(line) });
    assert.equal(await addUnsaved(sandbox), 500);
    assert.match(lines.join(), /^internal error at POST .*: cannot write the state file .*: ENOENT/);
    assert.deepEqual(kept(), []);
    await sandbox.graph()("GET", "/applications");
    assert.deepEqual(kept(), ["late"]);
    await sandbox.close();
  });

  it("gets what is still unsaved on close, which says so when it cannot and stops all the same", async () => {
    const sandbox = await startSandbox({ stateFile });
    await addUnsaved(sandbox);
    await sandbox.close();
    assert.deepEqual(kept(), ["late"]);

    const other = await startSandbox({ stateFile });
    other.clock.advance(1);
    renameSync(folder, `${folder}-away`);
    await assert.rejects(other.close(), { code: "state-unwritable" });
    renameSync(`${folder}-away`, folder);
    assert.equal(existsSync(other.caFile), false);
    await assert.rejects(other.fetch("/_sandbox"));
  });

  it("keeps the date, running or frozen, whoever moved it", async () => {
    const day = 86_400_000;
    const first = await startSandbox({ stateFile });
    await first.fetch("/_sandbox/clock/advance", { method: "POST", body: '{"days": 305}' });
    const text = readFileSync(stateFile, "utf8");
    assert.equal(Math.round((JSON.parse(text) as { clock: { offsetMs: number } }).clock.offsetMs / day), 305);
    await first.close();

    const second = await startSandbox({ stateFile });
    const ahead = second.clock.now().getTime() - Date.now();
    assert.ok(Math.abs(ahead - 305 * day) < 5000, String(ahead));
    second.clock.freeze(new Date("2030-01-01T00:00:00Z"));
    await second.close();

    const third = await startSandbox({ stateFile });
    assert.equal(third.clock.now().toISOString(), "2030-01-01T00:00:00.000Z");
    await third.close();

    const later = await startSandbox({ stateFile, now: new Date("2027-01-01T00:00:00Z") });
    assert.equal(later.clock.now().getUTCFullYear(), 2027);
    await later.close();
  });

  it("may come from an earlier sandbox, which kept no date", async () => {
    await (await startSandbox({ stateFile, now: new Date("2030-01-01T00:00:00Z") })).close();
    const state = JSON.parse(readFileSync(stateFile, "utf8")) as object;
    writeFileSync(stateFile, JSON.stringify({ ...state, clock: undefined }));
    const sandbox = await startSandbox({ stateFile });
    assert.ok(Math.abs(sandbox.clock.now().getTime() - Date.now()) < 5000);
    await sandbox.close();
  });

  it("is refused, and left alone, when a member of it is wrong, by that member's path", async () => {
    const sandbox = await startSandbox({ stateFile });
    await registerApi(sandbox);
    const gone = await registerApi(sandbox);
    await sandbox.graph()("DELETE", `/applications/${gone.id}`);
    await sandbox.close();
    const good = JSON.parse(readFileSync(stateFile, "utf8")) as Record<string, Record<string, unknown>[]>;
    const changed = (list: string, changes: object) => ({
      ...good,
      [list]: (good[list] ?? []).map((entry) => ({ ...entry, ...changes })),
    });
    for (const [state, at] of [
      [{ ...good, applications: [{ id: "x" }] }, "applications.0.appId"],
      [changed("applications", { web: {} }), "applications.0.web.redirectUris"],
      [changed("applications", { passwordCredentials: [{}] }), "applications.0.passwordCredentials.0.keyId"],
      [changed("servicePrincipals", { accountEnabled: "no" }), "servicePrincipals.0.accountEnabled"],
      [changed("users", { isAdmin: null }), "users.0.isAdmin"],
      [{ ...good, grants: [{ id: "x" }] }, "grants.0.clientId"],
      [changed("deletedItems", { deletedDateTime: undefined }), "deletedItems.0.deletedDateTime"],
      [changed("deletedItems", { deletedDateTime: "yesterday" }), "deletedItems.0.deletedDateTime"],
      [changed("deletedItems", { object: { id: "x" } }), "deletedItems.0.object.appId"],
      [{ ...good, clock: { offsetMs: 1e18, frozenAt: null } }, "clock.offsetMs"],
      [{ ...good, clock: { offsetMs: 0, frozenAt: "1960-01-01T00:00:00Z" } }, "clock.frozenAt"],
    ] as const) {
      const content = JSON.stringify(state);
      writeFileSync(stateFile, content);
      await assert.rejects(startSandbox({ stateFile }), (error) => {
        assert.ok(error instanceof SandboxError);
        assert.equal(error.code, "state-damaged");
        assert.ok(error.message.includes(`${stateFile} is damaged: ${at}: `), error.message);
        return true;
      });
      assert.equal(readFileSync(stateFile, "utf8"), content);
    }
  });

  for (const [what, content, code] of [
    ["is not JSON", "{", "state-unreadable"],
    ["is of another version", '{"version": 2}', "state-version"],
    ["has no version", "[]", "state-version"],
    ["is null", "null", "state-version"],
    ["is damaged", '{"version": 1, "tenantId": 5}', "state-damaged"],
    ["has line ends in it", '{"version": 1, \n\n x', "state-unreadable"],
    ["is of a version in lines", '{"version": "a\\n\u2028b"}', "state-version"],
  ] as const) {
    it(`is refused, and left alone, when it ${what}`, async () => {
      writeFileSync(stateFile, content);
      await assert.rejects(startSandbox({ stateFile }), { code, message: /^[^\n]+$/ });
      assert.equal(readFileSync(stateFile, "utf8"), content);
    });
  }

  it("names a file that cannot be written", async () => {
    await assert.rejects(startSandbox({ stateFile: join(folder, "none", "tenant.json") }), {
      code: "state-unwritable",
    });
    writeFileSync(stateFile, "{}");
    await assert.rejects(startSandbox({ stateFile: join(stateFile, "tenant.json") }), {
      code: "state-unwritable",
    });
  });
});
