import { join } from "node:path";
import * as v from "valibot";
import { yamlDocument } from "../../entra/yamlDocument";
import type { Context } from "../../entra/context";
import { UserError } from "../../entra/userError";
import { guid } from "../../model/guid";
import { readStacks } from "../stacks";

const pinned = (pattern: RegExp, message: string) => v.pipe(v.string(), v.regex(pattern, message));

const schema = v.pipe(
  v.strictObject({
    /** Where the operator clones from; with Flux, `fluxSource` instead. */
    repository: v.optional(v.pipe(v.string(), v.regex(/^(https|ssh):\/\/\S+$/, "must be https://… or ssh://…"))),
    /** Of a private repository: as the operator's `gitAuth`. */
    gitAuth: v.optional(v.looseObject({})),
    /** As the operator's `fluxSource`, whose source has the commit. */
    fluxSource: v.optional(v.looseObject({})),
    backend: pinned(/^(azblob|https):\/\//, "must be azblob://… or https://…"),
    tenantId: guid("must be a GUID"),
    image: pinned(/:\d+\.\d+\.\d+/, "must be pinned to a version"),
    /** Image of the nightly request. */
    kubectl: pinned(/:v\d+\.\d+\.\d+/, "must be pinned to a version"),
  }),
  v.check(
    ({ repository, fluxSource }) => (repository === undefined) !== (fluxSource === undefined),
    "must have either repository or fluxSource",
  ),
);

/** What all stacks of the operator have in common. */
export type OperatorSettings = v.InferOutput<typeof schema>;

/** A stack the operator runs. */
export interface OperatorStack {
  readonly name: string;
  readonly clientId: string;
  readonly tenantId?: string | undefined;
  readonly backendUrl?: string | undefined;
  /** Left out with Flux. */
  readonly commit?: string | undefined;
}

/** Reads the settings and the list of stacks; every problem is reported at once. */
export function readOperator(context: Context, file: string): { settings: OperatorSettings; stacks: OperatorStack[] } {
  const path = join(context.folder, file);
  const document = yamlDocument(context.files.read(path, file).toString("utf8"), file, "operator-invalid");
  const { success, output, issues } = v.safeParse(schema, document.toJS());
  if (!success) {
    throw invalid(
      file,
      issues.map((issue) => `${v.getDotPath(issue) ?? "the file"}: ${issue.message}`),
    );
  }
  const { stacks } = readStacks(context);
  const problems = stacks.flatMap(({ name, clientId, commit }) => [
    ...(clientId === undefined ? [`${name} needs clientId in stacks.yaml: the identity the operator acts as`] : []),
    ...(commit === undefined && output.fluxSource === undefined
      ? [`${name} needs commit in stacks.yaml: the released commit`]
      : []),
  ]);
  if (problems.length > 0) throw invalid("pipelines/stacks.yaml", problems);
  return { settings: output, stacks: stacks.map((stack) => ({ ...stack, clientId: stack.clientId ?? "" })) };
}

function invalid(file: string, problems: readonly string[]): UserError {
  const lines = problems.map((problem) => `  ${problem}`).join("\n");
  return new UserError(
    "operator-invalid",
    `${file} cannot be used; no manifest was written:\n${lines}`,
    `correct ${file}`,
  );
}
