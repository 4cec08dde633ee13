import type { OAuthOutputs } from "../../model/outputs";
import { instantOf, shortInstant } from "../days";
import { graphApplication, type PasswordCredential } from "../../entra/directoryObjects";
import { connectGraph } from "../../entra/graphClient";
import type { OutputSource } from "../outputs/outputSource";
import { UserError } from "../../entra/userError";
import { readState } from "../state/stackState";
import type { Context } from "../../entra/context";

/** One secret of the application, as Entra ID has it. */
export interface CredentialRow {
  readonly keyId: string;
  readonly description: string;
  readonly starts: string;
  readonly ends: string;
  readonly standing: string;
}

/** Every secret of the application that UiPath signs in with, foreign and unknown ones marked; newest last. */
export async function entraCredentials(
  outputs: OAuthOutputs,
  source: OutputSource,
  project: string,
  context: Context,
): Promise<CredentialRow[]> {
  const graph = await connectGraph(outputs.tenantId, context);
  const application = await graph.get(`/applications/${outputs.objectId}`, graphApplication);
  if (!application) {
    throw new UserError(
      "application-gone",
      `Entra ID has no application ${outputs.objectId} any more`,
      "`npx icertis-access doctor` says what to do",
    );
  }
  const known = source.kind === "stack" ? await keyIdsOf(source.name, project, context) : undefined;
  const now = context.now();
  return [...application.passwordCredentials]
    .sort((a, b) => Date.parse(a.endDateTime) - Date.parse(b.endDateTime))
    .map((credential) => ({
      keyId: credential.keyId,
      description: credential.displayName ?? "",
      starts: shortInstant(Date.parse(credential.startDateTime)),
      ends: shortInstant(Date.parse(credential.endDateTime)),
      standing: standingOf(credential, outputs, known, now),
    }));
}

async function keyIdsOf(stack: string, project: string, context: Context): Promise<ReadonlySet<string>> {
  const { secrets } = await readState({ stack, project }, context);
  return new Set(secrets.map(({ keyId }) => keyId));
}

function standingOf(
  { keyId, endDateTime }: PasswordCredential,
  outputs: OAuthOutputs,
  known: ReadonlySet<string> | undefined,
  now: number,
): string {
  const end = Date.parse(endDateTime);
  const expired = end <= now ? ", expired" : "";
  if (keyId === outputs.clientSecretKeyId) return `published${expired}`;
  // Without the state, the end of the previous secret is all that the outputs tell of it.
  const ours = known ? known.has(keyId) : end === instantOf(outputs.previousClientSecretExpiresOn ?? "");
  return ours ? `of this stack${expired}` : `not of this stack${expired}`;
}
