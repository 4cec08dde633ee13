import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { parseDocument } from "yaml";
import { StepFailure } from "./steps/stepFailure";
import { shortName } from "./steps/job";

const guid = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "must be a GUID"));

const stack = v.strictObject({
  /** The stack's name, in Pulumi Cloud with its organization: `acme/icertis-access/dev`. */
  name: v.pipe(v.string(), v.regex(/^([\w.-]+\/){0,2}[\w.-]+$/, "must be a stack's name")),
  /** Its tenant, where it is another than the run's. */
  tenantId: v.optional(guid),
  /** The identity that deploys it and reads its state, where it is another than the run's. */
  clientId: v.optional(guid),
  /** Where its state is, where that is elsewhere than the run's: an account in its own tenant. */
  backendUrl: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^(azblob|https?|file):\/\//, "must be azblob://… or https://…, as PULUMI_BACKEND_URL is"),
    ),
  ),
});

const schema = v.strictObject({
  concurrency: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64)), 4),
  stacks: v.pipe(v.array(stack), v.nonEmpty("must list at least one stack")),
});

/** One line of stacks.yaml. */
export type FleetStack = v.InferOutput<typeof stack>;

/** What stacks.yaml says. */
export type StacksFile = v.InferOutput<typeof schema>;

/**
 * Reads stacks.yaml; every problem is named at once, before any stack is touched.
 *
 * @param project - folder of the program, with the stacks' own files
 */
export function readStacksFile(file: string, project: string): StacksFile {
  const refuse = (problems: readonly string[]) => {
    const lines = problems.map((problem) => `  ${problem}`).join("\n");
    return new StepFailure(`${file} cannot be used; no stack was touched:\n${lines}`, `correct ${file}`);
  };
  if (!existsSync(file)) throw refuse(["there is no such file"]);
  const document = parseDocument(readFileSync(file, "utf8"));
  if (document.errors.length > 0) throw refuse(document.errors.map(({ message }) => message.split("\n")[0] ?? ""));
  const { success, output, issues } = v.safeParse(schema, document.toJS());
  if (!success) throw refuse(issues.map((issue) => `${v.getDotPath(issue) ?? "the file"}: ${issue.message}`));
  const problems = [...twice(output.stacks), ...withoutFile(output.stacks, project)];
  if (problems.length > 0) throw refuse(problems);
  return output;
}

/** Two stacks of one name would update one state at the same time. */
function twice(stacks: readonly FleetStack[]): string[] {
  const names = stacks.map(({ name }) => name);
  return names.flatMap((name, index) =>
    names.indexOf(name) < index ? [`stacks.${index}.name: ${name} is listed twice`] : [],
  );
}

function withoutFile(stacks: readonly FleetStack[], project: string): string[] {
  return stacks.flatMap(({ name }, index) => {
    const file = join(project, `Pulumi.${shortName(name)}.yaml`);
    return existsSync(file)
      ? []
      : [`stacks.${index}.name: ${name} has no Pulumi.${shortName(name)}.yaml in ${dirname(file)}`];
  });
}
