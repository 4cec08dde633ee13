/** The tag of everything this program makes in Entra ID. */
export const programTag = "icertis-access";

/** Tags that say which stack made an object, so that what an interrupted run left behind can be attributed. */
export function attributionTags(organization: string, project: string, stack: string): string[] {
  return [programTag, `${programTag}:${organization}/${project}/${stack}`];
}

/** How the azuread provider marks what it has not finished: an application's name, a service principal's description. */
export const unfinishedPrefix = "TERRAFORM_UPDATE_";
