import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { type Contexts, filled, holds } from "./githubExpression";
import type { PlannedJob, PlannedStep } from "./plannedJob";

interface WorkflowStep {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
}

interface WorkflowJob {
  readonly if?: string;
  readonly environment?: string;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean; readonly queue?: string };
  readonly strategy?: { readonly matrix: { readonly stack: readonly string[] } };
  readonly env?: Readonly<Record<string, string>>;
  readonly needs?: string | readonly string[];
  readonly steps: readonly WorkflowStep[];
}

/** The jobs of a workflow for an event, one per member of a matrix. */
export function githubJobs(file: string, event: Contexts): PlannedJob[] {
  const { jobs } = parse(readFileSync(file, "utf8")) as { readonly jobs: Readonly<Record<string, WorkflowJob>> };
  const membersOf = (name: string) => jobs[name]?.strategy?.matrix.stack ?? [undefined];
  const nameOf = (name: string, stack: string | undefined) => (stack ? `${name} ${stack}` : name);
  return Object.entries(jobs).flatMap(([name, job]) => {
    const needs = neededBy(job).flatMap((other) => membersOf(other).map((stack) => nameOf(other, stack)));
    return membersOf(name).map((stack) => planned(nameOf(name, stack), job, needs, { ...event, matrix: { stack } }));
  });
}

const neededBy = ({ needs = [] }: WorkflowJob): readonly string[] => [needs].flat();

function planned(name: string, job: WorkflowJob, needs: readonly string[], event: Contexts): PlannedJob {
  const after = (result: "success" | "failure"): Contexts => ({
    ...event,
    needs: Object.fromEntries(neededBy(job).map((other) => [other, { result }])),
  });
  const contexts = after("success");
  const resolved = (values: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, filled(value, contexts)]));
  return {
    name,
    starts: holds(job.if, contexts, false),
    needs,
    despiteFailure: holds(job.if, after("failure"), true),
    manual: false,
    environment: job.environment && filled(job.environment, contexts),
    lock: job.concurrency && filled(job.concurrency.group, contexts),
    cancelled: job.concurrency?.["cancel-in-progress"] ?? false,
    displaced: job.concurrency !== undefined && job.concurrency.queue !== "max",
    variables: {
      ...resolved(job.env),
      ...resolved(Object.fromEntries(job.steps.flatMap(({ env = {} }) => Object.entries(env)))),
    },
    steps: job.steps.map((step) => plannedStep(step, contexts)),
  };
}

function plannedStep(step: WorkflowStep, contexts: Contexts): PlannedStep {
  const runs: PlannedStep["runs"] = ({ failed, outputs }) =>
    holds(step.if, { ...contexts, steps: { up: { outputs } } }, failed);
  if (step.run !== undefined) return { kind: "shell", text: step.run, runs };
  const { uses = "", with: settings = {} } = step;
  if (/upload-artifact/.test(uses)) return { kind: "artifact", text: String(settings["path"]), runs };
  if (/actions\/checkout@/.test(uses)) return { kind: "checkout", text: "self", settings, runs };
  return { kind: "action", text: uses, runs };
}
