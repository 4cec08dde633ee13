import { shortInstant } from "../days";
import type { PasswordCredential } from "../../entra/directoryObjects";
import type { StackState, StateSecret } from "../state/stackState";
import type { Facts, KnownApplication } from "./facts";
import type { Finding } from "./finding";

/** Secrets and certificates: missing ones, expired ones, and those nobody declared. */
export function credentialFindings({ known, state, now }: Facts): Finding[] {
  return known.flatMap((application) => applicationFindings(application, state, now));
}

function applicationFindings({ declared, found }: KnownApplication, state: StackState, now: number): Finding[] {
  if (!found) return [];
  const secrets = state.secrets.filter(({ applicationId }) => applicationId.endsWith(declared.objectId));
  const present = new Set(found.passwordCredentials.map(({ keyId }) => keyId));
  const published = state.outputs["clientSecretKeyId"];
  const remove = (keyId: string) => `az ad app credential delete --id ${found.appId} --key-id ${keyId}`;
  return [
    ...secrets
      .filter(({ keyId }) => !present.has(keyId))
      .map(({ keyId, name }): Finding => ({
        level: keyId === published ? "error" : "warning",
        what: `secret ${keyId} (${name}) was removed from the application${keyId === published ? ", and it is the one UiPath signs in with" : ""}`,
        mend: `pulumi up --refresh --stack ${state.stack}`,
      })),
    ...found.passwordCredentials.map((credential): Finding[] => {
      const own = secrets.find(({ keyId }) => keyId === credential.keyId);
      const end = Date.parse(credential.endDateTime);
      const what = `secret ${credential.keyId} ("${credential.displayName ?? ""}")`;
      if (own) return end > now ? [] : [expiredOwn(what, end, credential.keyId === published, state.stack)];
      if (end <= now) {
        return [
          {
            level: "note",
            what: `${what} is not of this stack and expired on ${shortInstant(end)}`,
            mend: remove(credential.keyId),
          },
        ];
      }
      const twin = secrets.find((secret) => isTwin(credential, secret));
      if (!twin) {
        return [
          {
            level: "warning",
            what: `${what} is not of this stack and lives until ${shortInstant(end)}: whoever has it can sign in as the application`,
            mend: `find out who uses it, then: ${remove(credential.keyId)}`,
          },
        ];
      }
      return [
        {
          level: "warning",
          what: `${what} is a double of ${twin.keyId}: an interrupted run made it, and its value is known to nobody`,
          mend: remove(credential.keyId),
          fix: {
            removes: `${what} of application ${found.appId}`,
            act: (graph) => graph.post(`/applications/${found.id}/removePassword`, { keyId: credential.keyId }),
          },
        },
      ];
    }),
    (found.keyCredentials ?? []).map(({ keyId, displayName, endDateTime }): Finding => ({
      level: Date.parse(endDateTime) <= now ? "note" : "warning",
      what: `certificate ${keyId} ("${displayName ?? ""}") is not of this stack; its end is ${shortInstant(Date.parse(endDateTime))}`,
      mend: `find out who uses it, then: az ad app credential delete --id ${found.appId} --key-id ${keyId} --cert`,
    })),
  ].flat();
}

function expiredOwn(what: string, end: number, isPublished: boolean, stack: string): Finding {
  return {
    level: isPublished ? "error" : "note",
    what: `${what} expired on ${shortInstant(end)}${isPublished ? ", and it is the one UiPath signs in with" : ""}`,
    mend: `pulumi up --stack ${stack}`,
  };
}

/** A run that is cut short after the secret was made, and before it was noted, makes the same one again the next time. */
function isTwin(credential: PasswordCredential, secret: StateSecret): boolean {
  return (
    credential.displayName === secret.displayName && Date.parse(credential.endDateTime) === Date.parse(secret.endDate)
  );
}
