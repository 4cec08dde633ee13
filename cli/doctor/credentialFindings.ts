import { dayMs } from "../../model/instant";
import type { GraphApplication, PasswordCredential } from "../../entra/directoryObjects";
import { shortInstant } from "../days";
import * as resourceTypes from "../../model/resourceTypes";
import type { StateSecret } from "../state/stackState";
import type { Facts } from "./facts";
import { type Finding, refreshStep } from "./finding";

/** A run that was cut short is repeated within a few days. */
const longestInterruption = 7 * dayMs;

/** Secrets and certificates: missing ones, expired ones, and those nobody declared. */
export function credentialFindings(facts: Facts): Finding[] {
  return facts.known.flatMap(({ declared, found }) => {
    if (!found) return [];
    const secrets = facts.state.secrets.filter(({ applicationId }) => applicationId.endsWith(declared.objectId));
    return [
      ...missingFindings(found, secrets, facts),
      ...found.passwordCredentials.flatMap((credential) => findingOf(credential, found, secrets, facts)),
      ...certificateFindings(found, facts.now),
    ];
  });
}

function missingFindings(found: GraphApplication, secrets: readonly StateSecret[], { state }: Facts): Finding[] {
  const present = new Set(found.passwordCredentials.map(({ keyId }) => keyId));
  const published = state.outputs["clientSecretKeyId"];
  return secrets
    .filter(({ keyId }) => !present.has(keyId))
    .map(({ keyId, name }) => ({
      level: keyId === published ? "error" : "warning",
      code: "secret-gone",
      what: `secret ${keyId} (${name}) was removed from the application${keyId === published ? ", and it is the one UiPath signs in with" : ""}`,
      hint: `pulumi up --refresh --stack ${state.stack}`,
      step: refreshStep(state.stack),
    }));
}

function findingOf(
  credential: PasswordCredential,
  found: GraphApplication,
  secrets: readonly StateSecret[],
  facts: Facts,
): Finding[] {
  const { state, now } = facts;
  const { keyId } = credential;
  const end = Date.parse(credential.endDateTime);
  const what = `secret ${keyId} ("${credential.displayName ?? ""}")`;
  const remove = `az ad app credential delete --id ${found.appId} --key-id ${keyId}`;
  if (secrets.some((secret) => secret.keyId === keyId)) {
    if (end > now) return [];
    const isPublished = keyId === state.outputs["clientSecretKeyId"];
    return [
      {
        level: isPublished ? "error" : "note",
        code: "secret-expired",
        what: `${what} expired on ${shortInstant(end)}${isPublished ? ", and it is the one UiPath signs in with" : ""}`,
        hint: `pulumi up --stack ${state.stack}`,
      },
    ];
  }
  if (end <= now) {
    const gone = `${what} is not of this stack and expired on ${shortInstant(end)}`;
    return [{ level: "note", code: "secret-foreign-expired", what: gone, hint: remove }];
  }
  if (isDouble(credential, found, secrets, facts)) {
    return [
      {
        level: "warning",
        code: "secret-double",
        what: `${what} was made by a run that was cut short, and its value is known to nobody`,
        hint: remove,
        step: {
          kind: "remove",
          does: `remove ${what} of application ${found.appId}`,
          act: ({ graph }) => graph.post(`/applications/${found.id}/removePassword`, { keyId }),
        },
      },
    ];
  }
  return [
    {
      level: "warning",
      code: "secret-foreign",
      what: `${what} is not of this stack and lives until ${shortInstant(end)}: whoever has it can sign in as the application`,
      hint: `find out who uses it, then: ${remove}`,
    },
  ];
}

/**
 * Whether a secret can only be that of a run that was cut short before it was noted: the next run makes the same one
 * again. A person may make one with the same description and end, so its start must be that of such a run too: after the last
 * run that succeeded, and not long before the repetition. In an adopted application none is taken for one.
 */
function isDouble(
  credential: PasswordCredential,
  { createdDateTime, passwordCredentials }: GraphApplication,
  secrets: readonly StateSecret[],
  { state, history, lastUsed, now }: Facts,
): boolean {
  if (state.hasImports || history?.adopted !== false || lastUsed?.has(credential.keyId)) return false;
  const isLike = (displayName: unknown, endDate: unknown) =>
    credential.displayName === displayName && Date.parse(credential.endDateTime) === Date.parse(String(endDate));
  const repeats = secrets
    .filter(({ displayName, endDate }) => isLike(displayName, endDate))
    .map(({ keyId }) => passwordCredentials.find((one) => one.keyId === keyId)?.startDateTime);
  const isPending = state.pending.some(
    ({ resourceType, inputs }) =>
      resourceType === resourceTypes.applicationPassword && isLike(inputs["displayName"], inputs["endDate"]),
  );
  const start = Date.parse(credential.startDateTime);
  if (start < Date.parse(createdDateTime ?? "")) return false;
  const until = [...repeats.map((text) => Date.parse(text ?? "")), ...(isPending ? [now] : [])];
  return until.some((latest) => {
    const earliest = Math.max(latest - longestInterruption, history.lastSuccessBefore(latest));
    return start >= earliest && start <= latest;
  });
}

function certificateFindings({ appId, keyCredentials = [] }: GraphApplication, now: number): Finding[] {
  return keyCredentials.map(({ keyId, displayName, endDateTime }) => ({
    level: Date.parse(endDateTime) <= now ? "note" : "warning",
    code: "certificate-foreign",
    what: `certificate ${keyId} ("${displayName ?? ""}") is not of this stack; its end is ${shortInstant(Date.parse(endDateTime))}`,
    hint: `find out who uses it, then: az ad app credential delete --id ${appId} --key-id ${keyId} --cert`,
  }));
}
