import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { azureHolds, type Variables } from "./azureExpression";
import type { PlannedJob, PlannedStep } from "./plannedJob";

type Node = unknown;
type Item = Readonly<Record<string, Node>>;

interface Stage {
  readonly condition?: string;
  readonly lockBehavior?: string;
  readonly jobs: readonly Deployment[];
}

interface Deployment {
  readonly deployment: string;
  readonly environment: string;
  readonly strategy: { readonly runOnce: { readonly deploy: { readonly steps: readonly Item[] } } };
}

/** The jobs of a pipeline with its templates expanded. */
export function azureJobs(file: string, parameters: Variables, variables: Variables): PlannedJob[] {
  const document = parse(readFileSync(file, "utf8")) as { readonly stages: Node };
  const stages = expanded(document.stages, { parameters }, dirname(file)) as readonly Stage[];
  const start = { failed: false, outputs: {} };
  return stages.flatMap((stage) =>
    stage.jobs.map((job) => ({
      name: job.deployment,
      starts: stage.condition === undefined || azureHolds(stage.condition, variables, start),
      environment: job.environment,
      lock: stage.lockBehavior && `${job.environment} ${stage.lockBehavior}`,
      cancelled: false,
      variables: {},
      steps: job.strategy.runOnce.deploy.steps.map((step) => plannedStep(step, variables)),
    })),
  );
}

function plannedStep(step: Item, variables: Variables): PlannedStep {
  const condition = typeof step["condition"] === "string" ? step["condition"] : "succeeded()";
  const runs: PlannedStep["runs"] = (progress) => azureHolds(condition, variables, progress);
  const inputs = (step["inputs"] ?? {}) as Readonly<Record<string, string>>;
  const script = step["task"] === "AzureCLI@2" ? inputs["inlineScript"] : step["script"];
  if (typeof script === "string") return { kind: "shell", text: script, runs };
  if (typeof step["publish"] === "string") {
    return { kind: "artifact", text: step["publish"].replace("$(Build.SourcesDirectory)/", ""), runs };
  }
  return { kind: "action", text: typeof step["task"] === "string" ? step["task"] : "checkout", runs };
}

interface Scope {
  readonly parameters: Variables;
  readonly each?: Variables;
}

/** Resolves `${{ each }}`, `${{ parameters.x }}` and step templates. */
function expanded(node: Node, scope: Scope, folder: string): Node {
  if (typeof node === "string") return filled(node, scope);
  if (Array.isArray(node)) return node.flatMap((item: Node) => expandedItem(item, scope, folder));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, expanded(value, scope, folder)]));
}

function expandedItem(item: Node, scope: Scope, folder: string): Node[] {
  const [key, value] = Object.entries((item ?? {}) as Item)[0] ?? ["", undefined];
  const each = /^\$\{\{ each (\w+) in split\('([^']+)', ','\) \}\}$/.exec(key);
  if (each) {
    const [, name = "", list = ""] = each;
    return list
      .split(",")
      .flatMap((member) => expanded(value, { ...scope, each: { ...scope.each, [name]: member } }, folder) as Node[]);
  }
  if (key !== "template") return [expanded(item, scope, folder)];
  const template = parse(readFileSync(join(folder, value as string), "utf8")) as {
    readonly parameters?: readonly { readonly name: string; readonly default?: string }[];
    readonly steps: Node;
  };
  const given = expanded((item as Item)["parameters"] ?? {}, scope, folder) as Variables;
  const defaults = Object.fromEntries((template.parameters ?? []).map(({ name, default: text = "" }) => [name, text]));
  return expanded(template.steps, { parameters: { ...defaults, ...given } }, folder) as Node[];
}

function filled(text: string, { parameters, each = {} }: Scope): string {
  return text.replace(/\$\{\{ (?:parameters\.)?(\w+) \}\}/g, (_, name: string) => {
    const value = each[name] ?? parameters[name];
    if (value === undefined) throw new Error(`${text}: ${name} is not known`);
    return value;
  });
}
