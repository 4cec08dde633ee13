import { readFileSync } from "node:fs";
import * as v from "valibot";
import { parse } from "yaml";
import { StepFailure } from "../steps/stepFailure";

const guid = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "must be a GUID"));

const stack = v.strictObject({
  /** Part of Kubernetes names too: `icertis-NAME-preview` may have 42 characters, says the operator. */
  name: v.pipe(
    v.string(),
    v.regex(/^[a-z0-9]([a-z0-9-]{0,24}[a-z0-9])?$/, "must be a name of a-z, 0-9 and -, of 26 characters at the most"),
  ),
  clientId: guid,
  commit: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/, "must be a whole commit hash, in quotes")),
});

const schema = v.strictObject({
  repository: v.pipe(v.string(), v.url()),
  backend: v.pipe(v.string(), v.regex(/^(azblob|https):\/\//, "must be azblob://… or https://…")),
  tenantId: guid,
  image: v.pipe(v.string(), v.regex(/:\d+\.\d+\.\d+/, "must be pinned to a version")),
  /** Image of the nightly request. */
  kubectl: v.pipe(v.string(), v.regex(/:v\d+\.\d+\.\d+/, "must be pinned to a version")),
  stacks: v.pipe(v.array(stack), v.nonEmpty()),
});

/** What settings.yaml says. */
export type OperatorSettings = v.InferOutput<typeof schema>;

/** One stack the operator runs. */
export type OperatorStack = v.InferOutput<typeof stack>;

/** Reads the settings; every problem is named at once. */
export function readOperatorSettings(file: string): OperatorSettings {
  const { success, output, issues } = v.safeParse(schema, parse(readFileSync(file, "utf8")));
  if (success) return output;
  const problems = issues.map((issue) => `  ${v.getDotPath(issue) ?? "the file"}: ${issue.message}`).join("\n");
  throw new StepFailure(`${file} cannot be used; no manifest was written:\n${problems}`, `correct ${file}`);
}
