import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { entraAudience } from "../../model/token";
import type { Trust } from "./subjects";

/** Graph's application permissions, the same in every tenant: https://learn.microsoft.com/graph/permissions-reference */
export const graphPermissions = {
  "Application.Read.All": "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
  "Application.ReadWrite.OwnedBy": "18a4783c-866b-4cc7-a460-3d5e5662c884",
};

/** What a {@link PipelineIdentity} is made from. */
interface PipelineIdentityArgs {
  readonly displayName: string;
  /** The one Graph application permission it gets, where it needs any. */
  readonly permission?: keyof typeof graphPermissions | undefined;
  /** Whom it trusts in place of a secret. */
  readonly trust: readonly Trust[];
  /** Graph's service principal in this tenant. */
  readonly graph: Pick<azuread.GetServicePrincipalResult, "clientId" | "objectId">;
}

/** An identity a pipeline acts as: no secret, one permission, and nobody trusted who is not named. */
export class PipelineIdentity extends pulumi.ComponentResource {
  /** For `AZURE_CLIENT_ID`. */
  readonly clientId: pulumi.Output<string>;
  /** For role assignments and for `owners` of the stacks. */
  readonly objectId: pulumi.Output<string>;

  constructor(name: string, args: PipelineIdentityArgs, options?: pulumi.ComponentResourceOptions) {
    super("icertis:bootstrap:PipelineIdentity", name, {}, options);
    const parent = { parent: this };
    const { graph } = args;
    const roleId = args.permission && graphPermissions[args.permission];
    const access = roleId && [{ resourceAppId: graph.clientId, resourceAccesses: [{ id: roleId, type: "Role" }] }];
    const application = new azuread.Application(
      `${name}-app`,
      {
        displayName: args.displayName,
        signInAudience: "AzureADMyOrg",
        ...(access && { requiredResourceAccesses: access }),
      },
      parent,
    );
    for (const [index, trust] of args.trust.entries()) {
      // The second has had this name since there was one.
      const suffix = ["", "-also"][index] ?? `-also-${index}`;
      const common = { applicationId: application.id, displayName: `${name}${suffix}`, issuer: trust.issuer };
      trusted(`${name}${suffix}-trust`, common, trust, parent);
    }
    const principal = new azuread.ServicePrincipal(`${name}-principal`, { clientId: application.clientId }, parent);
    // The assignment is the admin consent: it takes a person who may give it.
    if (roleId !== undefined) {
      new azuread.AppRoleAssignment(
        `${name}-permission`,
        { appRoleId: roleId, principalObjectId: principal.objectId, resourceObjectId: graph.objectId },
        parent,
      );
    }
    this.clientId = application.clientId;
    this.objectId = principal.objectId;
    this.registerOutputs({ clientId: this.clientId, objectId: this.objectId });
  }
}

function trusted(
  name: string,
  common: Pick<azuread.ApplicationFederatedIdentityCredentialArgs, "applicationId" | "displayName" | "issuer">,
  { subject, audience = entraAudience }: Trust,
  options: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
  return subject.includes("*")
    ? new azuread.ApplicationFlexibleFederatedIdentityCredential(
        name,
        { ...common, audience, claimsMatchingExpression: `claims['sub'] matches '${subject}'` },
        options,
      )
    : new azuread.ApplicationFederatedIdentityCredential(name, { ...common, audiences: [audience], subject }, options);
}
