import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEngine, type Engine } from "../../engine/findEngine";
import { killedUp, type KillPoint } from "./killedUp";
import { describeOnEngine } from "./onEngine";
import { recovered, type Recovery } from "./recovery";
import { inParallel, keepTable, recoveryCells, recoveryHeader } from "./troubleTable";
import { newTroubledStack } from "./troubledStack";

/** One kill, and what becomes of the stack. */
interface Row extends KillPoint, Recovery {
  readonly moment: string;
}

const token = "/*/oauth2/v2.0/token";
const applications = "/v1.0/applications";
const application = "/v1.0/applications/*";
const addPassword = "/v1.0/applications/*/addPassword";
const removePassword = "/v1.0/applications/*/removePassword";
const principals = "/v1.0/servicePrincipals";

const pending = (name: string) =>
  `an interrupted run is noted in the state: creating icm-api-${name}: \`pulumi refresh --clear-pending-creates --stack dev\``;
const orphan = (name: string, why: string) =>
  `orphaned application "${name}" (object id ID, client id ID): ${why}: \`az ad app delete --id ID\``;
const untold = "it has this stack's tags and is not in its state";
const double =
  'secret ID ("ICM API secret which will be used for Access Tokens") is a double of ID: an interrupted run made it, and its value is known to nobody: `az ad app credential delete --id ID --key-id ID`';
const adopted = "refused with the remedy `adopt`; done with it";
const refreshed = "refused, for the secret is gone already; done with `pulumi up --refresh`";
const uri = { method: "PATCH", path: application, skip: 2 };

const firstUp: readonly Row[] = [
  { moment: "signing in", method: "POST", path: token, effect: "done", next: "done: create 8", listed: [] },
  {
    moment: "application asked for",
    ...{ method: "POST", path: applications, effect: "lost" },
    next: "done: create 5",
    listed: [pending("app")],
  },
  {
    moment: "application made",
    ...{ method: "POST", path: applications, effect: "done" },
    next: "done: create 5",
    listed: [pending("app"), orphan("ICM API (Dev)", untold)],
  },
  {
    moment: "application renamed by the provider",
    ...{ method: "PATCH", path: application, effect: "done" },
    next: "done: create 5",
    listed: [pending("app"), orphan("TERRAFORM_UPDATE_ID", "an interrupted run did not finish it")],
  },
  {
    moment: "application renamed back",
    ...{ method: "PATCH", path: application, skip: 1, effect: "done" },
    next: "done: create 5",
    listed: [pending("app"), orphan("ICM API (Dev)", untold)],
  },
  {
    moment: "App ID URI set",
    ...{ ...uri, effect: "done", beside: { method: "POST", path: principals } },
    next: adopted,
    listed: [pending("identifier-uri"), pending("service-principal")],
  },
  {
    moment: "service principal made",
    ...{ method: "POST", path: principals, effect: "done", beside: uri },
    next: adopted,
    listed: [pending("identifier-uri"), pending("service-principal")],
  },
  {
    moment: "service principal described",
    ...{ method: "PATCH", path: `${principals}/*`, effect: "done", beside: uri },
    next: adopted,
    listed: [pending("identifier-uri"), pending("service-principal")],
  },
  {
    moment: "secret made",
    ...{ method: "POST", path: addPassword, effect: "done" },
    next: "done: create 2",
    listed: [pending("secret-2026-11-23"), double],
  },
  {
    moment: "secret proved",
    ...{ method: "POST", path: token, skip: 1, effect: "done" },
    next: "done: create 1",
    listed: [pending("secret-2026-11-23-proved")],
  },
];

const rotation: readonly Row[] = [
  { moment: "signing in", method: "POST", path: token, effect: "done", next: "done: create 2, delete 1", listed: [] },
  {
    moment: "application read",
    ...{ method: "GET", path: application, effect: "done" },
    next: "done: create 2, delete 1",
    listed: [pending("secret-2027-04-22")],
  },
  {
    moment: "secret asked for",
    ...{ method: "POST", path: addPassword, effect: "lost" },
    next: "done: create 2, delete 1",
    listed: [pending("secret-2027-04-22")],
  },
  {
    moment: "secret made",
    ...{ method: "POST", path: addPassword, effect: "done" },
    next: "done: create 2, delete 1",
    listed: [pending("secret-2027-04-22"), double],
  },
  {
    moment: "secret looked for",
    ...{ method: "GET", path: application, skip: 2, effect: "done" },
    next: "done: create 2, delete 1",
    listed: [pending("secret-2027-04-22"), double],
  },
  {
    moment: "secret being proved",
    ...{ method: "POST", path: token, skip: 1, effect: "lost" },
    next: "done: create 1, delete 1",
    listed: [pending("secret-2027-04-22-proved")],
  },
  {
    moment: "secret proved",
    ...{ method: "POST", path: token, skip: 1, effect: "done" },
    next: "done: create 1, delete 1",
    listed: [pending("secret-2027-04-22-proved")],
  },
];

const removal: readonly Row[] = [
  {
    moment: "removal of the expired secret asked for",
    ...{ method: "POST", path: removePassword, effect: "lost" },
    next: "done: delete 1",
    listed: [],
  },
  {
    moment: "expired secret removed",
    ...{ method: "POST", path: removePassword, effect: "done" },
    next: refreshed,
    listed: [],
  },
  {
    moment: "expired secret looked for",
    ...{ method: "GET", path: application, skip: 1, effect: "done" },
    next: refreshed,
    listed: [],
  },
];

const [made, due, expired] = ["2026-11-23T08:00:00Z", "2027-04-22T00:00:00Z", "2027-05-22T00:00:00Z"] as const;

const momentCell = ({ moment, effect }: Row) => [effect === "lost" ? `${moment}, not carried out` : moment];

/** Kills the run of one row at an instant, on a copy of a saved stack, and lets the stack recover. */
async function killed(engine: Engine, row: Row, from: string, at: string, saved?: string): Promise<Recovery> {
  const trouble = await newTroubledStack(engine, from, saved);
  try {
    trouble.at(at);
    assert.ok((await killedUp(engine, trouble, row)) > 0, "its plugins outlive the CLI");
    if (saved !== undefined) await trouble.assertSecretWorks();
    await assert.rejects(trouble.dev.stack.up(), /the stack is currently locked by 1 lock/);
    await trouble.dev.stack.cancel();
    return await recovered(trouble);
  } finally {
    await trouble.remove();
  }
}

describeOnEngine("a CLI that is killed", {}, () => {
  const engine = findEngine() as Engine;
  const base = { one: "", two: "" };
  const outcomes = new Map<Row, Promise<Recovery>>();

  before(async () => {
    base.one = mkdtempSync(join(tmpdir(), "icertis-access-one-secret-"));
    base.two = mkdtempSync(join(tmpdir(), "icertis-access-two-secrets-"));
    const trouble = await newTroubledStack(engine, made);
    await trouble.dev.stack.up();
    trouble.save(base.one);
    trouble.at(due);
    await trouble.dev.stack.up();
    trouble.save(base.two);
    await trouble.remove();
    const all = [...firstUp, ...rotation, ...removal];
    const results = inParallel(all, 3, (row) => {
      if (rotation.includes(row)) return killed(engine, row, made, due, base.one);
      if (removal.includes(row)) return killed(engine, row, due, expired, base.two);
      return killed(engine, row, made, made);
    });
    for (const [row, result] of results) outcomes.set(row, result);
  });
  after(() => {
    for (const folder of Object.values(base)) rmSync(folder, { recursive: true });
  });

  for (const [title, rows] of Object.entries({ "a first up": firstUp, "a rotation": [...rotation, ...removal] })) {
    for (const row of rows) {
      it(`leaves a stack that comes whole: ${title}, ${row.moment}, ${row.effect}`, async () => {
        assert.deepEqual(await outcomes.get(row), { next: row.next, listed: row.listed });
      });
    }

    it(`comes to what docs/reliability.md says: ${title}`, async () => {
      const told = rows.map(async (row) => [...momentCell(row), ...recoveryCells((await outcomes.get(row)) ?? row)]);
      keepTable(`killed in ${title}`, ["killed when", ...recoveryHeader], await Promise.all(told));
    });
  }
});
