import type { OAuthOutputs } from "../../model/outputsContract";
import { instantOf, shortInstant } from "../days";
import type { GraphApplication, PasswordCredential } from "../graph/directoryObjects";
import { connectGraph } from "../graph/graphClient";
import type { OutputSource } from "../outputs/outputSource";
import { Refusal } from "../refusal";
import { readState } from "../state/stackState";
import type { Surroundings } from "../surroundings";

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
  surroundings: Surroundings,
): Promise<CredentialRow[]> {
  const graph = await connectGraph(outputs.tenantId, surroundings);
  const application = await graph.get<GraphApplication>(`/applications/${outputs.objectId}`);
  if (!application) {
    throw new Refusal(
      `Entra ID has no application ${outputs.objectId} any more; \`icertis-access doctor\` tells what to do`,
    );
  }
  const known = source.kind === "stack" ? await keyIdsOf(source.name, project, surroundings) : undefined;
  const now = surroundings.now();
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

async function keyIdsOf(stack: string, project: string, surroundings: Surroundings): Promise<ReadonlySet<string>> {
  const { secrets } = await readState(stack, undefined, project, surroundings);
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
