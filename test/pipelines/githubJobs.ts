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
  readonly with?: Readonly<Record<string, string>>;
}

interface WorkflowJob {
  readonly if?: string;
  readonly environment?: string;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly strategy?: { readonly matrix: { readonly stack: readonly string[] } };
  readonly env?: Readonly<Record<string, string>>;
  readonly needs?: string;
  readonly steps: readonly WorkflowStep[];
}

/** The jobs of a workflow for an event, one per member of a matrix. */
export function githubJobs(file: string, event: Contexts): PlannedJob[] {
  const { jobs } = parse(readFileSync(file, "utf8")) as { readonly jobs: Readonly<Record<string, WorkflowJob>> };
  return Object.entries(jobs).flatMap(([name, job]) => {
    const stacks = job.strategy?.matrix.stack ?? [undefined];
    return stacks.map((stack) => planned(stack ? `${name} ${stack}` : name, job, { ...event, matrix: { stack } }));
  });
}

function planned(name: string, job: WorkflowJob, event: Contexts): PlannedJob {
  const contexts = { ...event, needs: job.needs ? { [job.needs]: { result: "success" } } : {} };
  const resolved = (values: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, filled(value, contexts)]));
  return {
    name,
    starts: holds(job.if, contexts, false),
    environment: job.environment && filled(job.environment, contexts),
    lock: job.concurrency && filled(job.concurrency.group, contexts),
    cancelled: job.concurrency?.["cancel-in-progress"] ?? false,
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
  if (/upload-artifact/.test(step.uses ?? "")) return { kind: "artifact", text: step.with?.["path"] ?? "", runs };
  return { kind: "action", text: step.uses ?? "", runs };
}
