import type { Application } from "../directory/application";
import { graphInstant } from "../directory/credential";
import type { DeletedItem, Directory } from "../directory/directory";
import type { ServicePrincipal } from "../directory/servicePrincipal";
import { checkIdentifierUris } from "./identifierUriRules";

/** Soft-deletes an application and, with it, its service principal. */
export function deleteApplication(application: Application, directory: Directory): void {
  const principal = directory.servicePrincipalByAppId(application.appId);
  if (principal) deleteServicePrincipal(principal, directory);
  directory.applications.remove(application.id);
  directory.moveToDeleted(deletedItem("application", application, directory));
}

/** Soft-deletes a service principal; its consents and assignments go for good. */
export function deleteServicePrincipal(principal: ServicePrincipal, directory: Directory): void {
  for (const grant of directory.grants.allNewest()) {
    if (grant.clientId === principal.id || grant.resourceId === principal.id) directory.grants.remove(grant.id);
  }
  for (const { id, principalId, resourceId } of directory.assignments.allNewest()) {
    if (principalId === principal.id || resourceId === principal.id) directory.assignments.remove(id);
  }
  directory.servicePrincipals.remove(principal.id);
  directory.moveToDeleted(deletedItem("servicePrincipal", principal, directory));
}

/** Puts a deleted object back; an application brings its service principal along. */
export function restore(item: DeletedItem, directory: Directory): void {
  if (item.type === "application") {
    const application = item.object as Application;
    checkIdentifierUris(application, directory);
    directory.applications.put(application);
    const principal = directory
      .deletedItems()
      .find(({ type, object }) => type === "servicePrincipal" && object.appId === application.appId);
    if (principal) restore(principal, directory);
  } else {
    directory.servicePrincipals.put(item.object as ServicePrincipal);
  }
  directory.forgetDeleted(item.id);
}

function deletedItem(
  type: DeletedItem["type"],
  object: Application | ServicePrincipal,
  { clock }: Directory,
): DeletedItem {
  return { id: object.id, type, deletedDateTime: graphInstant(clock.now()), object };
}
