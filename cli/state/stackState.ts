import * as v from "valibot";
import { programTag } from "../../model/tags";
import { pulumiCommand } from "../outputs/pulumiCommand";
import { decodeText, readBytes } from "../readTextFile";
import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";

/** What a stack's state holds about Entra ID; its secrets are encrypted in there and not looked at. */
export interface StackState {
  /** `organization/project/stack` as the tags have it, where the state tells; the organization is missing otherwise. */
  readonly stackTag: string | undefined;
  readonly project: string;
  readonly stack: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly applications: readonly StateApplication[];
  readonly servicePrincipalIds: readonly string[];
  readonly secrets: readonly StateSecret[];
  /** Resources an interrupted run was at work on. */
  readonly pending: readonly string[];
}

export interface StateApplication {
  readonly objectId: string;
  readonly clientId: string;
  readonly displayName: string;
  /** Object ids of the owners the program gave it. */
  readonly owners: readonly string[];
  readonly redirectUris: readonly string[];
}

export interface StateSecret {
  readonly name: string;
  readonly keyId: string;
  readonly displayName: string;
  readonly endDate: string;
  /** `/applications/{objectId}` */
  readonly applicationId: string;
}

const texts = v.optional(v.array(v.string()), []);
const members = v.optional(v.record(v.string(), v.unknown()), {});
const Export = v.object({
  deployment: v.object({
    resources: v.optional(
      v.array(v.object({ urn: v.string(), type: v.string(), inputs: members, outputs: members })),
      [],
    ),
    pending_operations: v.optional(
      v.array(v.object({ type: v.string(), resource: v.object({ urn: v.string() }) })),
      [],
    ),
  }),
});
const ApplicationOutputs = v.pipe(
  v.object({
    objectId: v.string(),
    clientId: v.string(),
    displayName: v.string(),
    owners: texts,
    web: v.nullish(v.object({ redirectUris: v.nullish(v.array(v.string()), []) })),
  }),
  v.transform(({ web, ...application }) => ({ ...application, redirectUris: web?.redirectUris ?? [] })),
);
const SecretOutputs = v.object({
  keyId: v.string(),
  displayName: v.string(),
  endDate: v.string(),
  applicationId: v.string(),
});
const PrincipalOutputs = v.object({ objectId: v.string() });

/** Reads the state of a stack through the CLI, or from a file that `pulumi stack export` wrote. */
export async function readState(
  stack: string | undefined,
  file: string | undefined,
  project: string,
  context: Context,
): Promise<StackState> {
  if (file === undefined && stack === undefined) {
    throw new UserError(
      "unclassified",
      "which stack? give its name with --stack NAME, or its state with --state FILE (`pulumi stack export`)",
    );
  }
  const where = file ?? `stack ${stack}`;
  const text =
    file === undefined
      ? await pulumiCommand(["stack", "export"], stack ?? "", project, context)
      : decodeText(await readBytes(file, context), file);
  return stateOf(text, where);
}

function stateOf(text: string, where: string): StackState {
  const { resources, pending_operations } = parsedExport(text, where).deployment;
  const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  if (!root)
    throw new UserError(
      "unclassified",
      `${where} has no state: nothing was deployed to it yet; run \`pulumi up\` for it first`,
    );
  const [stack = "", project = ""] = root.urn.replace(/^urn:pulumi:/, "").split("::");
  const of = <T>(type: string, schema: v.GenericSchema<unknown, T>) =>
    resources
      .filter((resource) => resource.type === type)
      .map(({ outputs, urn }) => ({
        name: urn.split("::").at(-1) ?? urn,
        ...parsedOutputs(schema, outputs, urn, where),
      }));
  const tags = resources.flatMap(({ inputs }) => (Array.isArray(inputs["tags"]) ? (inputs["tags"] as unknown[]) : []));
  return {
    stackTag: tags.map(String).find((tag) => tag.startsWith(`${programTag}:`)),
    project,
    stack,
    outputs: root.outputs,
    applications: of("azuread:index/application:Application", ApplicationOutputs),
    servicePrincipalIds: of("azuread:index/servicePrincipal:ServicePrincipal", PrincipalOutputs).map(
      ({ objectId }) => objectId,
    ),
    secrets: of("azuread:index/applicationPassword:ApplicationPassword", SecretOutputs),
    pending: pending_operations.map(({ type, resource }) => `${type} ${resource.urn.split("::").at(-1)}`),
  };
}

function parsedExport(text: string, where: string): v.InferOutput<typeof Export> {
  try {
    const result = v.safeParse(Export, JSON.parse(text));
    if (result.success) return result.output;
  } catch {
    // Said below: what is wrong with the text is of no help, and may quote a secret.
  }
  throw new UserError("unclassified", `${where} holds no stack state; write it with \`pulumi stack export\``);
}

function parsedOutputs<T>(schema: v.GenericSchema<unknown, T>, outputs: unknown, urn: string, where: string): T {
  const result = v.safeParse(schema, outputs);
  if (result.success) return result.output;
  throw new UserError(
    "unclassified",
    `${where} has an unusual ${urn} in its state; run \`pulumi refresh\` and try again`,
  );
}
