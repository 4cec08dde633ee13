import * as pulumi from "@pulumi/pulumi";

/** The full name of the stack that runs, as the engine and the tags have it: `organization/project/stack`. */
export function fullStackName(): string {
  return `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
}
