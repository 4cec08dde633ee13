import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { PlannedJob, PlannedStep } from "./plannedJob";

interface Rule {
  readonly if: string;
  readonly when?: string;
}

interface GitlabJob {
  readonly extends?: string | readonly string[];
  readonly environment?: { readonly name: string };
  readonly resource_group?: string;
  readonly interruptible?: boolean;
  readonly variables?: Readonly<Record<string, string>>;
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
  readonly rules?: readonly Rule[];
  readonly artifacts?: { readonly paths: readonly string[] };
  readonly parallel?: { readonly matrix: readonly { readonly STACK: readonly string[] }[] };
}

const notJobs = ["stages", "workflow", "default", "variables"];

/** The jobs of a .gitlab-ci.yml in a pipeline with these variables, `extends` resolved, one per member of a matrix. */
export function gitlabJobs(file: string, variables: Readonly<Record<string, string>>): PlannedJob[] {
  const document = parse(readFileSync(file, "utf8")) as Readonly<Record<string, GitlabJob>>;
  const names = Object.keys(document).filter((name) => !name.startsWith(".") && !notJobs.includes(name));
  return names.flatMap((name) => {
    const job = merged(document, name);
    const stacks = job.parallel?.matrix[0]?.STACK ?? [job.variables?.["STACK"]];
    return stacks.map((stack) => planned(job.parallel ? `${name} ${stack}` : name, job, stack, variables));
  });
}

function planned(
  name: string,
  job: GitlabJob,
  stack: string | undefined,
  variables: Readonly<Record<string, string>>,
): PlannedJob {
  const lines = [...(job.before_script ?? []), ...(job.script ?? [])];
  const shell = lines.map((text): PlannedStep => ({ kind: "shell", text, runs: ({ failed }) => !failed }));
  const kept = (job.artifacts?.paths ?? []).map((text): PlannedStep => ({ kind: "artifact", text, runs: () => true }));
  return {
    name,
    starts: job.rules?.some((rule) => ruleHolds(rule.if, variables)) ?? true,
    environment: job.environment?.name,
    lock: job.resource_group,
    cancelled: job.interruptible ?? false,
    variables: stack === undefined ? {} : { STACK: stack },
    steps: [...shell, ...kept],
  };
}

function merged(document: Readonly<Record<string, GitlabJob>>, name: string): GitlabJob {
  const { extends: parents = [], ...own } = document[name] ?? {};
  return [parents]
    .flat()
    .map((parent) => merged(document, parent))
    .concat(own)
    .reduce((all, part) => ({ ...all, ...part, variables: { ...all.variables, ...part.variables } }), {});
}

/** `$A == "b" && $C == $D`: what the rules here are made of; anything else is an error. */
function ruleHolds(rule: string, variables: Readonly<Record<string, string>>): boolean {
  return rule.split("&&").every((part) => {
    const [, left = "", right = ""] = /^\s*\$(\w+) == (\$\w+|"[^"]*")\s*$/.exec(part) ?? [];
    if (left === "") throw new Error(`rule ${rule} is not known here`);
    return (variables[left] ?? "") === (right.startsWith("$") ? (variables[right.slice(1)] ?? "") : right.slice(1, -1));
  });
}
