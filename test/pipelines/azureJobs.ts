import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { azureHolds, type Variables } from "./azureExpression";
import type { PlannedJob, PlannedStep } from "./plannedJob";

type Node = unknown;
type Item = Readonly<Record<string, Node>>;

interface Stage {
  readonly stage: string;
  readonly dependsOn?: string | readonly string[];
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
  const jobsOfStage = (name: string) => {
    const found = stages.find(({ stage }) => stage === name);
    if (!found) throw new Error(`there is no stage ${name}`);
    return found.jobs.map(({ deployment }) => deployment);
  };
  return stages.flatMap((stage, index) => {
    // Without a word a stage waits for the one before it.
    const before =
      stage.dependsOn ??
      stages
        .slice(0, index)
        .slice(-1)
        .map((previous) => previous.stage);
    const needs = [before].flat().flatMap(jobsOfStage);
    const condition = stage.condition ?? "succeeded()";
    const holdsAfter = (failed: boolean) => azureHolds(condition, variables, { failed, outputs: {} });
    return stage.jobs.map((job) => ({
      name: job.deployment,
      starts: holdsAfter(false),
      needs,
      despiteFailure: holdsAfter(true),
      manual: false,
      environment: job.environment,
      lock: stage.lockBehavior && `${job.environment} ${stage.lockBehavior}`,
      cancelled: false,
      displaced: stage.lockBehavior === "runLatest",
      variables: {},
      steps: job.strategy.runOnce.deploy.steps.map((step) => plannedStep(step, variables)),
    }));
  });
}

function plannedStep(step: Item, variables: Variables): PlannedStep {
  const condition = typeof step["condition"] === "string" ? step["condition"] : "succeeded()";
  const runs: PlannedStep["runs"] = (progress) => azureHolds(condition, variables, progress);
  const inputs = (step["inputs"] ?? {}) as Readonly<Record<string, string>>;
  const connection = inputs["azureSubscription"];
  if (connection !== undefined) return { kind: "shell", text: inputs["inlineScript"] ?? "", connection, runs };
  if (typeof step["script"] === "string") return { kind: "shell", text: step["script"], runs };
  if (typeof step["publish"] === "string") {
    return { kind: "artifact", text: step["publish"].replace("$(Build.SourcesDirectory)/", ""), runs };
  }
  const { checkout, ...settings } = step;
  if (typeof checkout === "string") return { kind: "checkout", text: checkout, settings, runs };
  return { kind: "action", text: String(step["task"]), runs };
}

interface Scope {
  readonly parameters: Variables;
  readonly each?: Variables;
}

/** Resolves `${{ each }}`, `${{ if eq() }}`, `${{ parameters.x }}` and step templates. */
function expanded(node: Node, scope: Scope, folder: string): Node {
  if (typeof node === "string") return filled(node, scope);
  if (Array.isArray(node)) return node.flatMap((item: Node) => expandedItem(item, scope, folder));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node as Item).flatMap(([key, value]) => {
      const [, left, right] = /^\$\{\{ if eq\(([\w.]+), ([\w.]+)\) \}\}$/.exec(key) ?? [];
      if (left === undefined || right === undefined) return [[key, expanded(value, scope, folder)]];
      return known(left, scope) === known(right, scope) ? Object.entries(expanded(value, scope, folder) as Item) : [];
    }),
  );
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

function filled(text: string, scope: Scope): string {
  const result = text.replace(/\$\{\{ ([\w.]+) \}\}/g, (_, name: string) => known(name, scope));
  if (result.includes("${{")) throw new Error(`${text} is not known here`);
  return result;
}

/** The value of `parameters.x`, or of the variable of an `each`. */
function known(name: string, { parameters, each = {} }: Scope): string {
  const value = name.startsWith("parameters.") ? parameters[name.slice("parameters.".length)] : each[name];
  if (value === undefined) throw new Error(`${name} is not known`);
  return value;
}
