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
  /** The tag of everything this stack makes, where its objects tell: of its name, the organization is not in the state. */
  readonly stackTag: string | undefined;
  readonly project: string;
  readonly stack: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Those that this program declares; a project may have others. */
  readonly applications: readonly StateApplication[];
  readonly servicePrincipals: readonly StatePrincipal[];
  /** Object ids of the applications whose App ID URI is in the state. */
  readonly identifierUriOf: readonly string[];
  /** Client ids that are pre-authorized on an application. */
  readonly preAuthorized: readonly string[];
  /** Object ids of the service principals to which admin consent is in the state. */
  readonly consentsTo: readonly string[];
  readonly secrets: readonly StateSecret[];
  /** Resources an interrupted run was at work on. */
  readonly pending: readonly PendingOperation[];
  /** Names of resources that an interrupted run was making or changing, and could not finish. */
  readonly unfinished: readonly string[];
  /** Whether a resource in it was taken over from elsewhere. */
  readonly hasImports: boolean;
}

export interface StateApplication {
  /** Name of its resource. */
  readonly name: string;
  /** URN of the component it belongs to. */
  readonly parent: string;
  readonly objectId: string;
  /** Empty where it could not be read after it was made. */
  readonly clientId: string;
  readonly displayName: string;
  /** Object ids of the owners the program gave it. */
  readonly owners: readonly string[];
  readonly redirectUris: readonly string[];
}

export interface StatePrincipal {
  readonly objectId: string;
  readonly clientId: string;
  /** The tenant of its application. */
  readonly applicationTenantId: string;
  readonly description: string;
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
  id: v.optional(v.string(), ""),
  type: v.string(),
  parent: v.optional(v.string(), ""),
  importID: v.optional(v.string(), ""),
  initErrors: v.optional(v.array(v.string()), []),
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
    clientId: v.optional(v.string(), ""),
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
const PrincipalOutputs = v.object({
  objectId: v.string(),
  clientId: v.string(),
  applicationTenantId: v.optional(v.string(), ""),
  description: v.optional(v.string(), ""),
});
const UriOutputs = v.object({ applicationId: v.string() });
const ConsentOutputs = v.object({ resourceServicePrincipalObjectId: v.string() });
const PreAuthorizedOutputs = v.object({ authorizedClientId: v.string() });

/** The type of the component that declares everything, as the URNs of what is below it have it. */
const componentType = "icertis:index:ApiApplication::";

/** Whether an application is the API's. With two registrations that is the one whose tokens ICI sees. */
export function isApi({ clientId, name }: StateApplication, { outputs }: StackState): boolean {
  const api = outputs["apiClientId"];
  return api === undefined ? !name.endsWith("-client-app") : clientId === api;
}

interface StateSource {
  readonly stack?: string | undefined;
  /** A file that `pulumi stack export` wrote, in place of the CLI's answer. */
  readonly state?: string | undefined;
  readonly project: string;
}

/** Reads the state of a stack. */
export async function readState({ stack, state, project }: StateSource, context: Context): Promise<StackState> {
  if (state !== undefined) return stateOf(decodeText(await readBytes(state, context), state), state);
  if (stack === undefined) throw noStack();
  return stateOf(await pulumiCommand(["stack", "export"], { stack, project }, context), `stack ${stack}`);
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
      .map(({ id, outputs, urn, parent }) => ({
        name: nameOf(urn),
        parent,
        ...parsedOutputs(schema, readBack(id, outputs), urn, where),
      }));
  const isOwn = ({ parent }: { readonly parent: string }) => parent.includes(componentType);
  return {
    urn: root.urn,
    stackTag: stackTagOf(resources.filter(isOwn), `${project}/${stack}`),
    project,
    stack,
    outputs: root.outputs,
    applications: of(resourceTypes.application, ApplicationOutputs).filter(isOwn),
    servicePrincipals: of(resourceTypes.servicePrincipal, PrincipalOutputs),
    identifierUriOf: of(resourceTypes.applicationIdentifierUri, UriOutputs).map(({ applicationId }) =>
      nameOf(applicationId, "/"),
    ),
    preAuthorized: of(resourceTypes.applicationPreAuthorized, PreAuthorizedOutputs).map(
      ({ authorizedClientId }) => authorizedClientId,
    ),
    consentsTo: of(resourceTypes.servicePrincipalDelegatedPermissionGrant, ConsentOutputs).map(
      ({ resourceServicePrincipalObjectId }) => resourceServicePrincipalObjectId,
    ),
    secrets: of(resourceTypes.applicationPassword, SecretOutputs),
    pending: (pending_operations ?? []).map(({ type, resource }) => ({
      type,
      name: nameOf(resource.urn),
      resourceType: resource.type,
      inputs: resource.inputs,
    })),
    unfinished: resources.filter(({ initErrors }) => initErrors.length > 0).map(({ urn }) => nameOf(urn)),
    hasImports: resources.some(({ importID }) => importID !== ""),
  };
}

/**
 * An object may have the tag of another stack too: one that adopted it, or that somebody copied it from. Only one that
 * ends in this stack's own name is its own, and of two organizations neither is known to be.
 */
function stackTagOf(own: readonly v.InferOutput<typeof Resource>[], name: string): string | undefined {
  const tags = own.flatMap(({ inputs, outputs }) => [inputs["tags"], outputs["tags"]]).flat();
  const candidates = new Set(
    tags.map(String).filter((tag) => tag.startsWith(`${programTag}:`) && tag.endsWith(`/${name}`)),
  );
  return candidates.size === 1 ? [...candidates][0] : undefined;
}

function nameOf(urn: string, separator = "::"): string {
  return urn.split(separator).at(-1) ?? urn;
}

/** Of one that could not be read after it was made, what was asked for is there, and the rest is null. */
function readBack(id: string, outputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = Object.entries(outputs).filter(([, value]) => value !== null);
  return { ...(id !== "" && { objectId: nameOf(id, "/") }), ...Object.fromEntries(known) };
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
