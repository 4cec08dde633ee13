import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { PlannedJob, PlannedStep } from "./plannedJob";

interface Rule {
  readonly if: string;
  readonly when?: string;
  readonly allow_failure?: boolean;
  readonly variables?: Variables;
}

type Variables = Readonly<Record<string, string>>;

interface GitlabJob {
  readonly extends?: string | readonly string[];
  readonly environment?: { readonly name: string };
  readonly resource_group?: string;
  readonly interruptible?: boolean;
  readonly stage?: string;
  readonly needs?: readonly string[];
  readonly variables?: Variables;
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
  readonly rules?: readonly Rule[];
  readonly artifacts?: { readonly paths: readonly string[] };
  readonly parallel?: { readonly matrix: readonly { readonly STACK: readonly string[] }[] };
}

const notJobs = ["stages", "workflow", "default", "variables"];

/** The jobs of a .gitlab-ci.yml in a pipeline with these variables, `extends` resolved, one per member of a matrix. */
export function gitlabJobs(file: string, variables: Variables): PlannedJob[] {
  const document = parse(readFileSync(file, "utf8")) as Document;
  const names = Object.keys(document).filter((name) => !name.startsWith(".") && !notJobs.includes(name));
  const all = names.flatMap((name) => {
    const job = merged(document, name);
    const stacks = job.parallel?.matrix[0]?.STACK ?? [undefined];
    return stacks.map((stack): Member => {
      const own = { ...document.variables, ...job.variables, ...(stack && { STACK: stack }) };
      const rule = job.rules?.find((candidate) => ruleHolds(candidate.if, { ...own, ...variables }));
      return { name, full: stack ? `${name} ${stack}` : name, job, rule, variables: { ...own, ...rule?.variables } };
    });
  });
  return all.map((member) => planned(member, neededBy(member, all, document.stages)));
}

type Document = Readonly<Record<string, GitlabJob>> & {
  readonly stages: readonly string[];
  readonly variables: Variables;
};

/** A job, or one of its matrix, with the rule that decides about it. */
interface Member {
  readonly name: string;
  readonly full: string;
  readonly job: GitlabJob;
  readonly rule: Rule | undefined;
  readonly variables: Variables;
}

const isStarted = ({ job, rule }: Member) => job.rules === undefined || (rule !== undefined && rule.when !== "never");

/** What a job names, or else every job of an earlier stage that is there and that one may not leave out. */
function neededBy({ job }: Member, all: readonly Member[], stages: readonly string[]): readonly Member[] {
  const { needs } = job;
  if (needs) {
    return needs.flatMap((needed) => {
      const found = all.filter(({ name }) => name === needed);
      if (found.length === 0) throw new Error(`there is no job ${needed}`);
      return found;
    });
  }
  const stageOf = (other: GitlabJob) => stages.indexOf(other.stage ?? "test");
  return all.filter(
    (other) => isStarted(other) && stageOf(other.job) < stageOf(job) && other.rule?.allow_failure !== true,
  );
}

function planned(member: Member, needs: readonly Member[]): PlannedJob {
  const { job, rule, variables } = member;
  const lines = [...(job.before_script ?? []), ...(job.script ?? [])];
  const shell = lines.map((text): PlannedStep => ({ kind: "shell", text, runs: ({ failed }) => !failed }));
  const kept = (job.artifacts?.paths ?? []).map((text): PlannedStep => ({ kind: "artifact", text, runs: () => true }));
  return {
    name: member.full,
    starts: isStarted(member),
    needs: needs.map(({ full }) => full),
    despiteFailure: rule?.when === "always",
    manual: rule?.when === "manual",
    environment: job.environment?.name,
    lock: job.resource_group,
    cancelled: job.interruptible ?? false,
    // A resource group drops nothing; in what order it serves is a setting of the project.
    displaced: false,
    variables,
    steps: [...shell, ...kept],
  };
}

function merged(document: Document, name: string): GitlabJob {
  const { extends: parents = [], ...own } = document[name] ?? {};
  return [parents]
    .flat()
    .map((parent) => merged(document, parent))
    .concat(own)
    .reduce((all, part) => ({ ...all, ...part, variables: { ...all.variables, ...part.variables } }), {});
}

/** `$A == "b" && $C == $D`: what the rules here are made of; anything else is an error. */
function ruleHolds(rule: string, variables: Variables): boolean {
  return rule.split("&&").every((part) => {
    const [, left = "", right = ""] = /^\s*\$(\w+) == (\$\w+|"[^"]*")\s*$/.exec(part) ?? [];
    if (left === "") throw new Error(`rule ${rule} is not known here`);
    return (variables[left] ?? "") === (right.startsWith("$") ? (variables[right.slice(1)] ?? "") : right.slice(1, -1));
  });
}
