/** How the engine's state marks a secret: pulumi/pulumi, `sdk/go/common/resource/sig`. */
const signature = "4dabf18193072939515e22adb298388d";
const secretMark = "1b47061264138c4ac30d75fd1eb44270";
/** How the bridged providers remember the raw state; it may quote secrets, and is rebuilt where it is missing. */
const rawStateDelta = "__pulumi_raw_state_delta";

/** What stands in a redacted state, and in a redacted configuration, where a secret was. */
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
  readonly inputs?: Readonly<Record<string, unknown>>;
}

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
  if ((value as Readonly<Record<string, unknown>>)[signature] === secretMark) {
    return { [signature]: secretMark, plaintext: JSON.stringify(placeholder) };
  }
  const members = Object.entries(value).filter(([key]) => key !== rawStateDelta);
  return Object.fromEntries(members.map(([key, member]) => [key, redacted(member)]));
}

/** The owners of the application in a state, by object id. */
export function ownersIn(state: ExportedState): readonly string[] {
  const application = state.deployment.resources?.find(({ type }) => type === "azuread:index/application:Application");
  const owners = application?.inputs?.["owners"];
  return Array.isArray(owners) ? owners.filter((owner) => typeof owner === "string") : [];
}
