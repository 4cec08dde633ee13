import { StepFailure } from "../steps/stepFailure";
import type { Actor } from "./accessToken";

/** What a step needs of the identity it acts as: to write registrations, or never to be able to. */
export type Access = "write" | "read";

/** What a preview may have use for, and nothing else: Graph has new roles all the time, and not all say what they do. */
const reading = [
  "Application.Read.All",
  "DelegatedPermissionGrant.Read.All",
  "Directory.Read.All",
  "Group.Read.All",
  "GroupMember.Read.All",
  "User.Read.All",
  "User.ReadBasic.All",
];
const deploying = ["Application.ReadWrite.OwnedBy", "Application.ReadWrite.All", "Directory.ReadWrite.All"];

/** Holds an identity to what the step is for: a preview of unreviewed code must not be able to write. */
export function checkAccess(access: Access, { objectId, roles }: Actor, clientId: string): void {
  const held = roles.length > 0 ? roles.join(", ") : "none";
  const excess = roles.filter((role) => !reading.includes(role));
  if (access === "read" && excess.length > 0) {
    throw new StepFailure(
      `this job runs the code of a pull request and acts as ${clientId}, which may do more than read: ${excess.join(", ")}`,
      "set AZURE_CLIENT_ID of the preview environment to the reading identity that bootstrap/ makes, with Application.Read.All alone",
    );
  }
  if (access === "write" && !roles.some((role) => deploying.includes(role))) {
    throw new StepFailure(
      `the identity ${clientId} (object id ${objectId}) has no permission to write registrations in Graph; it holds: ${held}; nothing was changed`,
      "grant it Microsoft Graph's application permission Application.ReadWrite.OwnedBy with admin consent (bootstrap/ does both), then run the job again",
    );
  }
}
