import assert from "node:assert/strict";
import { findEngine, type Engine } from "../../workbench/engine/findEngine";
import { killedUp, type KillPoint } from "./killedUp";
import { describeOnEngine } from "./onEngine";
import { inParallel, listCell, recoveredFromKill, type Recovery } from "./recovery";
import { isWanted, ReliabilityTable } from "./reliabilityTable";
import { temporaryFolder } from "../temporaryFolder";
import { newFaultyStack, type FaultyRun } from "./faultyStack";

/** One kill; what comes of it is in docs/reliability.md. */
interface Row extends KillPoint {
  readonly moment: string;
}

const token = "/*/oauth2/v2.0/token";
const applications = "/v1.0/applications";
const application = "/v1.0/applications/*";
const addPassword = "/v1.0/applications/*/addPassword";
const removePassword = "/v1.0/applications/*/removePassword";
const principals = "/v1.0/servicePrincipals";

const uri = { method: "PATCH", path: application, skip: 2 };

const firstUp: readonly Row[] = [
  { moment: "signing in", method: "POST", path: token, effect: "done" },
  { moment: "application asked for, not carried out", method: "POST", path: applications, effect: "lost" },
  { moment: "application made", method: "POST", path: applications, effect: "done" },
  { moment: "application renamed by the provider", method: "PATCH", path: application, effect: "done" },
  { moment: "application renamed back", method: "PATCH", path: application, skip: 1, effect: "done" },
  { moment: "App ID URI set", ...uri, effect: "done", beside: [{ method: "POST", path: principals }] },
  { moment: "service principal made", method: "POST", path: principals, effect: "done", beside: [uri] },
  { moment: "service principal described", method: "PATCH", path: `${principals}/*`, effect: "done", beside: [uri] },
  { moment: "secret made", method: "POST", path: addPassword, effect: "done" },
  { moment: "secret proved", method: "POST", path: token, skip: 1, effect: "done" },
];

const rotation: readonly Row[] = [
  { moment: "signing in", method: "POST", path: token, effect: "done" },
  { moment: "application read", method: "GET", path: application, effect: "done" },
  { moment: "secret asked for, not carried out", method: "POST", path: addPassword, effect: "lost" },
  { moment: "secret made", method: "POST", path: addPassword, effect: "done" },
  { moment: "secret looked for", method: "GET", path: application, skip: 2, effect: "done" },
  { moment: "secret being proved, not carried out", method: "POST", path: token, skip: 1, effect: "lost" },
  { moment: "secret proved", method: "POST", path: token, skip: 1, effect: "done" },
];

const removal: readonly Row[] = [
  { moment: "signing in to remove the expired secret", method: "POST", path: token, skip: 1, effect: "done" },
  {
    moment: "removal of the expired secret asked for, not carried out",
    method: "POST",
    path: removePassword,
    effect: "lost",
  },
  { moment: "expired secret removed", method: "POST", path: removePassword, effect: "done" },
];

const separate: readonly Row[] = [
  {
    moment: "client's application made",
    method: "POST",
    path: applications,
    skip: 1,
    effect: "done",
    beside: [uri, { method: "POST", path: principals }],
  },
  {
    moment: "client pre-authorized",
    method: "PATCH",
    path: application,
    skip: 5,
    effect: "done",
    beside: [{ method: "POST", path: principals, skip: 1 }],
  },
  { moment: "client's secret made", method: "POST", path: addPassword, effect: "done" },
];

const adoption: readonly Row[] = [
  { moment: "adopted application changed", method: "PATCH", path: application, effect: "done" },
  { moment: "secret of the adopted application made", method: "POST", path: addPassword, effect: "done" },
];

const [made, due, expired] = ["2026-11-23T08:00:00Z", "2027-04-22T00:00:00Z", "2027-05-22T00:00:00Z"] as const;

/** Kills the run of one row at an instant, on a copy of a saved stack, and lets the stack recover. */
async function killed(engine: Engine, row: Row, { from, at, saved }: FaultyRun): Promise<Recovery> {
  const faulty = await newFaultyStack(engine, from, saved);
  try {
    faulty.at(at);
    if (separate.includes(row)) faulty.dev.configure({ clientApplication: "separate" });
    if (adoption.includes(row)) await faulty.adoptFromPortal();
    assert.ok((await killedUp(engine, faulty, row)) > 0, "its plugins outlive the CLI");
    if (saved !== undefined) await faulty.assertSecretWorks();
    await assert.rejects(faulty.dev.stack.up(), /the stack is currently locked by 1 lock/);
    return await recoveredFromKill(faulty);
  } finally {
    await faulty.remove();
  }
}

describeOnEngine("a CLI that is killed", {}, () => {
  const engine = findEngine() as Engine;
  const oneSecret = temporaryFolder();
  const twoSecrets = temporaryFolder();
  const outcomes = new Map<Row, Promise<Recovery>>();

  before(async () => {
    const faulty = await newFaultyStack(engine, made);
    await faulty.dev.stack.up();
    faulty.save(oneSecret);
    faulty.at(due);
    await faulty.dev.stack.up();
    faulty.save(twoSecrets);
    await faulty.remove();
    const all = [...firstUp, ...rotation, ...removal, ...separate, ...adoption].filter(({ moment }) =>
      isWanted(moment),
    );
    const results = inParallel(all, 3, (row) => {
      if (rotation.includes(row)) return killed(engine, row, { from: made, at: due, saved: oneSecret });
      if (removal.includes(row)) return killed(engine, row, { from: due, at: expired, saved: twoSecrets });
      return killed(engine, row, { from: made, at: made });
    });
    for (const [row, result] of results) outcomes.set(row, result);
  });

  for (const [title, rows] of Object.entries({
    "a first up": firstUp,
    "a rotation": [...rotation, ...removal],
    "a first up with two registrations": separate,
    "an adoption": adoption,
  })) {
    const table = new ReliabilityTable(
      `killed in ${title}`,
      ["killed when", "`icertis-access doctor --fix` leaves", "the next `up`"],
      rows.map(({ moment }) => moment),
    );

    for (const row of rows.filter(({ moment }) => isWanted(moment))) {
      it(`leaves a stack that comes whole: ${title}, ${row.moment}`, async () => {
        const recovery = await outcomes.get(row);
        assert.ok(recovery);
        table.check(row.moment, [listCell(recovery), recovery.next]);
      });
    }

    it(`is what docs/reliability.md says: killed in ${title}`, () => table.close());
  }
});
