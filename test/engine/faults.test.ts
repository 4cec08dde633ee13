import assert from "node:assert/strict";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { UpResult } from "@pulumi/pulumi/automation";
import { findEngine, type Engine } from "../../workbench/engine/findEngine";
import type { FaultInput } from "../../packages/entra-sandbox";
import { describeOnEngine } from "./onEngine";
import { failureOf, inParallel, listCell, recovered, type Recovery } from "./recovery";
import { isWanted, ReliabilityTable } from "./reliabilityTable";
import { temporaryFolder } from "../temporaryFolder";
import { newFaultyStack, type FaultyRun, type FaultyStack } from "./faultyStack";

/** One fault; what comes of it is in docs/reliability.md. */
interface Row {
  readonly what: string;
  readonly fault: FaultInput;
  /** How long the answer that is lost takes, so that everything beside it is done by then, and nothing depends on chance. */
  readonly lateMs?: number;
  /** Of the stack, beside those it has. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What else is broken as soon as the fault is met. @returns what puts it right */
  readonly meanwhile?: (faulty: FaultyStack) => () => void;
}

/** How the run ended that met a fault, and how the stack came right again. */
interface Outcome extends Recovery {
  readonly run: string;
}

const applications = { method: "POST", path: "/v1.0/applications" };
const application = { method: "PATCH", path: "/v1.0/applications/*" };
const principals = { method: "POST", path: "/v1.0/servicePrincipals" };
const principal = { method: "PATCH", path: "/v1.0/servicePrincipals/*" };
const addPassword = { method: "POST", path: "/v1.0/applications/*/addPassword" };
const removePassword = { method: "POST", path: "/v1.0/applications/*/removePassword" };
const token = { method: "POST", path: "/*/oauth2/v2.0/token" };
const once = { times: 1 };
const busy = { kind: "status", status: 429, retryAfterSeconds: 1 } as const;
const cut = { kind: "drop" } as const;
const cutAfter = { kind: "drop", when: "after" } as const;

/** Takes the folder of the stacks away from the backend, as a full or vanished disk would. */
function withoutState({ dev }: FaultyStack): () => void {
  const stacks = join(dev.stateFolder, ".pulumi", "stacks");
  renameSync(stacks, `${stacks}.away`);
  writeFileSync(stacks, "");
  return () => {
    rmSync(stacks);
    renameSync(`${stacks}.away`, stacks);
  };
}

const firstUp: readonly Row[] = [
  {
    what: "429 with Retry-After, once, making the application",
    fault: { ...applications, ...once, effect: busy },
  },
  {
    what: "429 with Retry-After, once, making the secret",
    fault: { ...addPassword, ...once, effect: busy },
  },
  { what: "429 with Retry-After, once, signing in", fault: { ...token, ...once, effect: busy } },
  {
    what: "429 with Retry-After, every time",
    fault: { ...applications, effect: busy },
  },
  {
    what: "503, once, making the service principal",
    fault: { ...principals, ...once, effect: { kind: "status", status: 503 } },
  },
  {
    what: "503 in place of the answer, making the service principal",
    fault: { ...principals, ...once, effect: { kind: "status", status: 503, when: "after" } },
  },
  {
    what: "500, once, changing the application",
    fault: { ...application, ...once, effect: { kind: "status", status: 500 } },
  },
  {
    what: "500, once, making the secret",
    fault: { ...addPassword, ...once, effect: { kind: "status", status: 500 } },
  },
  {
    what: "connection cut, making the application",
    fault: { ...applications, ...once, effect: cut },
  },
  {
    what: "connection cut once the application was made",
    fault: { ...applications, ...once, effect: cutAfter },
  },
  {
    what: "connection cut, giving the application its name",
    fault: { ...application, ...once, skip: 1, effect: cut },
  },
  {
    what: "connection cut, describing the service principal",
    fault: { ...principal, ...once, effect: cut },
  },
  {
    what: "connection cut, reading the service principal back",
    fault: { ...principal, method: "GET", ...once, effect: cut },
  },
  {
    what: "connection cut, making the secret",
    fault: { ...addPassword, ...once, effect: cut },
  },
  {
    what: "connection cut once the secret was made",
    fault: { ...addPassword, ...once, effect: cutAfter },
  },
  {
    what: "connection cut once the App ID URI was set",
    fault: { ...application, ...once, skip: 2, effect: cutAfter },
  },
  {
    what: "connection cut once the client of its own was pre-authorized",
    settings: { clientApplication: "separate" },
    lateMs: 15_000,
    fault: { ...application, ...once, skip: 5, effect: cutAfter },
  },
  {
    what: "connection cut once admin consent was granted",
    settings: { adminConsent: true },
    lateMs: 15_000,
    fault: { method: "POST", path: "/v1.0/oauth2PermissionGrants", ...once, effect: cutAfter },
  },
  {
    what: "409, once, making the secret",
    fault: { ...addPassword, ...once, effect: { kind: "status", status: 409 } },
  },
  {
    what: "reads are 3 s behind",
    fault: { effect: { kind: "replicationLag", ms: 3000 } },
  },
  {
    what: "the sign-in runs out half-way, making the secret",
    fault: { ...addPassword, ...once, effect: { kind: "status", status: 401 } },
  },
  {
    what: "the state cannot be written once the secret was made",
    fault: { ...addPassword, ...once, effect: { kind: "latency", ms: 2000 } },
    meanwhile: withoutState,
  },
  { what: "a new secret is honoured after 8 s", fault: { effect: { kind: "secretLag", ms: 8000 } } },
  { what: "every answer takes 300 ms", fault: { effect: { kind: "latency", ms: 300 } } },
];

const rotation: readonly Row[] = [
  {
    what: "409, once, making the new secret",
    fault: { ...addPassword, ...once, effect: { kind: "status", status: 409 } },
  },
  {
    what: "connection cut once the new secret was made",
    fault: { ...addPassword, ...once, effect: cutAfter },
  },
  {
    what: "503, every time, removing the expired secret",
    fault: { ...removePassword, effect: { kind: "status", status: 503 } },
  },
  {
    what: "connection cut once the expired secret was removed",
    fault: { ...removePassword, ...once, effect: cutAfter },
  },
];

const adoption: readonly Row[] = [
  {
    what: "connection cut, changing the adopted application",
    fault: { ...application, ...once, effect: cut },
  },
  {
    what: "connection cut, changing its service principal",
    fault: { ...principal, ...once, effect: cut },
  },
];

const [made, late, due] = ["2026-11-23T08:00:00Z", "2027-05-01T08:00:00Z", "2027-09-19T00:00:00Z"] as const;

/** Runs `up` into the fault of one row, takes the fault away, and lets the stack recover. */
async function broken(engine: Engine, row: Row, { from, at, saved }: FaultyRun): Promise<Outcome> {
  const { fault, lateMs = 0, settings = {}, meanwhile } = row;
  const faulty = await newFaultyStack(engine, from, saved);
  try {
    faulty.at(at);
    faulty.dev.configure(settings);
    if (adoption.includes(row)) await faulty.adoptFromPortal();
    faulty.sandbox.faults.add(fault);
    if (lateMs > 0) faulty.sandbox.faults.add({ ...fault, effect: { kind: "latency", ms: lateMs } });
    const running = faulty.dev.stack.up().then(succeeded, failureOf);
    const undo = meanwhile && (await isMet(faulty, running).then(() => meanwhile(faulty)));
    const run = await running;
    undo?.();
    assert.ok(
      faulty.sandbox.faults.list().every(({ hits }) => hits > 0),
      "the run met the fault",
    );
    faulty.sandbox.faults.clear();
    // Whoever runs it again does so a minute later, as the message says: delays under way have ended.
    faulty.sandbox.clock.advance(60_000);
    if (saved !== undefined) await faulty.assertSecretWorks();
    return { run, ...(await recovered(faulty)) };
  } finally {
    await faulty.remove();
  }
}

/** Waits until a run meets its fault, or ends. */
async function isMet({ sandbox }: FaultyStack, running: Promise<unknown>): Promise<void> {
  let ended = false;
  const end = () => (ended = true);
  void running.then(end, end);
  while (!ended && !sandbox.faults.list().some(({ hits }) => hits > 0)) await delay(20);
}

/** A run that succeeds, perhaps because an error hook let the provider try again. */
function succeeded({ stdout }: UpResult): string {
  return stdout.includes("; trying again in ") ? "succeeds, trying again" : "succeeds";
}

const header = ["what happens", "the run", "the next `up`", "`icertis-access doctor` then lists"] as const;

describeOnEngine("an Entra ID that fails", {}, () => {
  const engine = findEngine() as Engine;
  const outcomes = new Map<Row, Promise<Outcome>>();
  const twoSecrets = temporaryFolder();

  before(async () => {
    // A first run so late that the secret before is declared too: the rotation after it makes one and removes one.
    const faulty = await newFaultyStack(engine, late);
    await faulty.dev.stack.up();
    faulty.save(twoSecrets);
    await faulty.remove();
    const all = [...firstUp, ...rotation, ...adoption].filter(({ what }) => isWanted(what));
    const results = inParallel(all, 3, (row) =>
      broken(
        engine,
        row,
        rotation.includes(row) ? { from: late, at: due, saved: twoSecrets } : { from: made, at: made },
      ),
    );
    for (const [row, result] of results) outcomes.set(row, result);
  });

  const tables = { "a first up": firstUp, "a rotation": rotation, "an adoption": adoption };
  for (const [title, rows] of Object.entries(tables)) {
    const titles = rows.map(({ what }) => what);
    const table = new ReliabilityTable(`faults in ${title}`, header, titles);

    for (const row of rows.filter(({ what }) => isWanted(what))) {
      it(`leaves a stack that comes whole: ${title}, ${row.what}`, async () => {
        const outcome = await outcomes.get(row);
        assert.ok(outcome);
        table.check(row.what, [outcome.run, outcome.next, listCell(outcome)]);
      });
    }

    it(`is what docs/reliability.md says: faults in ${title}`, () => table.close());
  }
});
