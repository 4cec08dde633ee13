import { dayMs } from "../../model/instant";
import { type NamedPolicy, currentAndNext, generations, replaceOnRotation, twoSlots } from "./rotationPolicies";
import { type Habits, attended, neglected, runSchedule, seededRandom } from "./runSchedule";
import { type Outcome, simulate } from "./rotationSimulation";
import type { Bench, Bound, Section, Table } from "./report";

const lifeDays = 365;
const overlapDays = 60;
const years = 20;
const schedules = 200;
const hourMs = 3_600_000;

const periodDays = lifeDays - overlapDays;
const policies: readonly NamedPolicy[] = [
  replaceOnRotation,
  twoSlots(`two slots, each renewed every 2 × ${periodDays} days`, ({ life, overlap }) => life - overlap),
  twoSlots(`two slots, each renewed every ${periodDays} days`, ({ life, overlap }) => (life - overlap) / 2),
  currentAndNext,
  generations,
];

/** Rotation policies side by side over the same random schedules of runs. */
export function rotationSection({ progress }: Pick<Bench, "progress">): Section {
  progress(`rotation: ${schedules} schedules of ${years} virtual years, twice`);
  const cared = outcomes(attended(overlapDays), 1);
  const left = outcomes(neglected, 2);
  const ours = cared.at(-1) ?? [];
  return {
    title: "Rotation policies",
    method: [
      `Simulated, in virtual time: ${schedules} schedules of runs over ${years} years each, from a seeded generator, the same for every policy. Runs come late, are missed (one in five) and doubled (one in ten), and now and then nobody runs anything for a while. Secrets live ${lifeDays} days and are to be renewed ${overlapDays} days before their end. This program is the \`declaredSecrets\` that it deploys with.`,
      "Hours are per stack and virtual year, the mean over all schedules, and in brackets those of the worst schedule. A revoked secret counts from its revocation to the end it was issued with: whoever entered it in UiPath was locked out without notice.",
    ],
    tables: [
      policyTable(`Never more than ${overlapDays} days between two runs`, cared),
      policyTable("Pauses of up to 400 days", left, [
        "No policy can renew a secret while nobody runs it. A secret that this program issues late ends on its day all the same, which costs hours here; those that count from the late run pay with the hours beside it.",
      ]),
    ],
    bounds: [
      nothing(
        `${generations.name}: hours without a valid published secret, runs at most ${overlapDays} days apart`,
        ours,
        "withoutValidMs",
      ),
      nothing(
        `${generations.name}: hours of secrets revoked early, any schedule`,
        [...ours, ...(left.at(-1) ?? [])],
        "revokedEarlyMs",
      ),
    ],
  };
}

/** An outcome per schedule, for each policy. */
function outcomes(habits: Habits, seed: number): Outcome[][] {
  const random = seededRandom(seed);
  const start = Date.UTC(2026, 10, 23);
  const days = years * 365;
  const allRuns = Array.from({ length: schedules }, () => runSchedule(random, habits, start, days));
  const lengths = { life: lifeDays * dayMs, overlap: overlapDays * dayMs };
  return policies.map((policy) => allRuns.map((runs) => simulate(policy.start(lengths), runs, start + days * dayMs)));
}

function policyTable(title: string, results: readonly (readonly Outcome[])[], notes: readonly string[] = []): Table {
  return {
    title,
    columns: ["policy", "hours without a valid secret", "hours revoked early", "most alive", "secrets a year"],
    rows: policies.map(({ name }, index) => {
      const all = results[index] ?? [];
      return [
        name,
        hoursText(all.map(({ withoutValidMs }) => withoutValidMs)),
        hoursText(all.map(({ revokedEarlyMs }) => revokedEarlyMs)),
        String(Math.max(...all.map(({ mostAlive }) => mostAlive))),
        (mean(all.map(({ issued }) => issued)) / years).toFixed(2),
      ];
    }),
    notes,
  };
}

function hoursText(durations: readonly number[]): string {
  const perYear = (duration: number) => Math.round(duration / hourMs / years).toLocaleString("en");
  return `${perYear(mean(durations))} (${perYear(Math.max(...durations))})`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function nothing(what: string, results: readonly Outcome[], column: "withoutValidMs" | "revokedEarlyMs"): Bound {
  const hours = results.reduce((sum, outcome) => sum + outcome[column], 0) / hourMs;
  return { what, limit: "0", measured: hours.toFixed(0), kept: hours === 0 };
}
