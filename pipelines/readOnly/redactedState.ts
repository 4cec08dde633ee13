import * as v from "valibot";
import * as resourceTypes from "../../model/resourceTypes";

/** How the engine's state marks a secret: pulumi/pulumi, `sdk/go/common/resource/sig`. */
const signature = "4dabf18193072939515e22adb298388d";
const secretMark = "1b47061264138c4ac30d75fd1eb44270";
/** How the bridged providers remember the raw state; it may quote secrets, and is rebuilt where it is missing. */
const rawStateDelta = "__pulumi_raw_state_delta";

/** What a redacted state, and a redacted configuration, hold in place of a secret. */
export const placeholder = "redacted";

/** A state as `pulumi stack export` writes it, as far as it matters here. */
export interface ExportedState {
  readonly version: number;
  readonly deployment: {
    readonly resources?: readonly ExportedResource[];
    readonly [key: string]: unknown;
  };
}

interface ExportedResource {
  readonly type: string;
  readonly inputs?: Members;
  readonly outputs?: Members;
}

type Members = Readonly<Record<string, unknown>>;

const members = v.optional(v.record(v.string(), v.unknown()));
const resource = v.object({ type: v.string(), inputs: members, outputs: members });
const state = v.object({ version: v.number(), deployment: v.object({ resources: v.optional(v.array(resource)) }) });
/** A state as it was exported, every other member included. */
export const exportedState = v.custom<ExportedState>((value) => v.is(state, value));

/**
 * The state with a placeholder for every secret, to be imported under a passphrase of its own. Nothing has to be
 * decrypted for it: whoever makes it needs to read the state, not its key.
 *
 * @param salt - `encryptionsalt` of the stack it will be imported into
 */
export function redactedState(state: ExportedState, salt: string): ExportedState {
  const deployment = redacted(state.deployment) as ExportedState["deployment"];
  return { ...state, deployment: { ...deployment, secrets_providers: { type: "passphrase", state: { salt } } } };
}

function redacted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redacted);
  if (typeof value !== "object" || value === null) return value;
  if ((value as Members)[signature] === secretMark) {
    return { [signature]: secretMark, plaintext: JSON.stringify(placeholder) };
  }
  const members = Object.entries(value).filter(([key]) => key !== rawStateDelta);
  return Object.fromEntries(members.map(([key, member]) => [key, redacted(member)]));
}

/** What a preview changes in a copy of the state so that it compares like with like. */
export interface Mask {
  /** The object id of an owner, and the one of the previewing identity that takes its place. */
  readonly owner?: readonly [from: string, to: string];
  /** The organization in the program's tags, and the one of the throw-away backend. */
  readonly organization?: readonly [from: string, to: string];
}

const tag = /^(icertis-access:)?([^/]+)(\/[^/]+\/[^/]+)$/;

/** The value of one text under a name, masked: only owners and tags are, whatever else the state holds. */
export function maskedText(name: string, text: string, { owner, organization }: Mask): string {
  if (name === "owners") return owner && text === owner[0] ? owner[1] : text;
  if (name !== "tags" || !organization) return text;
  return text.replace(tag, (whole, head: string = "", from: string, rest: string) =>
    from === organization[0] ? `${head}${organization[1]}${rest}` : whole,
  );
}

/** The state with owners and tags masked, in inputs and outputs alike. */
export function maskedState(state: ExportedState, mask: Mask): ExportedState {
  const masked = (name: string, value: unknown): unknown => {
    if (typeof value === "string") return maskedText(name, value, mask);
    if (Array.isArray(value)) return value.map((one) => masked(name, one));
    // Of a vault the tags are a map.
    return name === "tags" && typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, masked(name, one)]))
      : value;
  };
  const members = (all: Members): Members =>
    Object.fromEntries(Object.entries(all).map(([name, value]) => [name, masked(name, value)]));
  const resources = state.deployment.resources?.map((resource) => ({
    ...resource,
    ...(resource.inputs && { inputs: members(resource.inputs) }),
    ...(resource.outputs && { outputs: members(resource.outputs) }),
  }));
  return { ...state, deployment: { ...state.deployment, ...(resources && { resources }) } };
}

/** The owners of the application in a state, by object id. */
export function ownersIn(state: ExportedState): readonly string[] {
  const application = state.deployment.resources?.find(({ type }) => type === resourceTypes.application);
  const owners = application?.inputs?.["owners"];
  return Array.isArray(owners) ? owners.filter((owner) => typeof owner === "string") : [];
}
