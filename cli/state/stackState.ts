import * as v from "valibot";
import type { Context } from "../../entra/context";
import { UserError } from "../../entra/userError";
import { parseJson } from "../../model/json";
import * as resourceTypes from "../../model/resourceTypes";
import { programTag } from "../../model/tags";
import { pulumiCommand } from "../outputs/pulumiCommand";
import { noStack } from "../outputs/readOutputs";
import { decodeText, readBytes } from "../readTextFile";

/** What a stack's state holds about Entra ID; its secrets are encrypted in there and not looked at. */
export interface StackState {
  /** URN of its root. */
  readonly urn: string;
  /** `organization/project/stack` as the tags have it, where the state tells; the organization is missing otherwise. */
  readonly stackTag: string | undefined;
  readonly project: string;
  readonly stack: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly applications: readonly StateApplication[];
  readonly servicePrincipalIds: readonly string[];
  /** Object ids of the applications whose App ID URI is in the state. */
  readonly identifierUriOf: readonly string[];
  readonly secrets: readonly StateSecret[];
  /** Resources an interrupted run was at work on. */
  readonly pending: readonly PendingOperation[];
  /** Whether a resource in it was taken over from elsewhere. */
  readonly hasImports: boolean;
}

export interface StateApplication {
  /** Name of its resource. */
  readonly name: string;
  /** URN of the component it belongs to. */
  readonly parent: string;
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

export interface PendingOperation {
  readonly type: string;
  readonly name: string;
  readonly resourceType: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

const members = v.optional(v.record(v.string(), v.unknown()), {});
const Resource = v.object({
  urn: v.string(),
  type: v.string(),
  parent: v.optional(v.string(), ""),
  importID: v.optional(v.string(), ""),
  inputs: members,
  outputs: members,
});
const Export = v.object({
  deployment: v.object({
    resources: v.optional(v.array(Resource), []),
    pending_operations: v.optional(v.nullable(v.array(v.object({ type: v.string(), resource: Resource }))), []),
  }),
});
const ApplicationOutputs = v.pipe(
  v.object({
    objectId: v.string(),
    clientId: v.string(),
    displayName: v.string(),
    owners: v.optional(v.array(v.string()), []),
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
const UriOutputs = v.object({ applicationId: v.string() });

/** Reads the state of a stack through the CLI, or from a file that `pulumi stack export` wrote. */
export async function readState(
  stack: string | undefined,
  file: string | undefined,
  project: string,
  context: Context,
): Promise<StackState> {
  if (file !== undefined) return stateOf(decodeText(await readBytes(file, context), file), file);
  if (stack === undefined) throw noStack();
  return stateOf(await pulumiCommand(["stack", "export"], stack, project, context), `stack ${stack}`);
}

function stateOf(text: string, where: string): StackState {
  const { resources, pending_operations } = parsedExport(text, where).deployment;
  const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  if (!root) {
    const hint = "run `pulumi up` for it first";
    throw new UserError("state-missing", `${where} has no state: nothing was deployed to it yet`, hint);
  }
  const [stack = "", project = ""] = root.urn.replace(/^urn:pulumi:/, "").split("::");
  const of = <T>(type: string, schema: v.GenericSchema<unknown, T>) =>
    resources
      .filter((resource) => resource.type === type)
      .map(({ outputs, urn, parent }) => ({
        name: nameOf(urn),
        parent,
        ...parsedOutputs(schema, outputs, urn, where),
      }));
  const tags = resources.flatMap(({ inputs }) => (Array.isArray(inputs["tags"]) ? (inputs["tags"] as unknown[]) : []));
  return {
    urn: root.urn,
    stackTag: tags.map(String).find((tag) => tag.startsWith(`${programTag}:`)),
    project,
    stack,
    outputs: root.outputs,
    applications: of(resourceTypes.application, ApplicationOutputs),
    servicePrincipalIds: of(resourceTypes.servicePrincipal, PrincipalOutputs).map(({ objectId }) => objectId),
    identifierUriOf: of(resourceTypes.applicationIdentifierUri, UriOutputs).map(({ applicationId }) =>
      nameOf(applicationId, "/"),
    ),
    secrets: of(resourceTypes.applicationPassword, SecretOutputs),
    pending: (pending_operations ?? []).map(({ type, resource }) => ({
      type,
      name: nameOf(resource.urn),
      resourceType: resource.type,
      inputs: resource.inputs,
    })),
    hasImports: resources.some(({ importID }) => importID !== ""),
  };
}

function nameOf(urn: string, separator = "::"): string {
  return urn.split(separator).at(-1) ?? urn;
}

function parsedExport(text: string, where: string): v.InferOutput<typeof Export> {
  const result = v.safeParse(Export, parseJson(text));
  if (result.success) return result.output;
  throw new UserError("state-invalid", `${where} holds no stack state`, "write it with `pulumi stack export`");
}

function parsedOutputs<T>(schema: v.GenericSchema<unknown, T>, outputs: unknown, urn: string, where: string): T {
  const result = v.safeParse(schema, outputs);
  if (result.success) return result.output;
  throw new UserError(
    "state-invalid",
    `${where} has an unusual ${urn} in its state`,
    "run `pulumi refresh` and try again",
  );
}
