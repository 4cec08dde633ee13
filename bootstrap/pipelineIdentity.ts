import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import type { Trust } from "./subjects";

/** What a {@link PipelineIdentity} is made from. */
export interface PipelineIdentityArgs {
  readonly displayName: string;
  /** The one Graph application permission it gets. */
  readonly permission: string;
  /** Whom it trusts in place of a secret. */
  readonly trust: Trust;
  /** Graph's service principal in this tenant. */
  readonly graph: pulumi.Input<azuread.GetServicePrincipalResult>;
}

/** An identity a pipeline acts as: no secret, one permission, one subject. */
export class PipelineIdentity extends pulumi.ComponentResource {
  /** For `AZURE_CLIENT_ID`. */
  readonly clientId: pulumi.Output<string>;
  /** For role assignments and for `owners` of the stacks. */
  readonly objectId: pulumi.Output<string>;

  constructor(name: string, args: PipelineIdentityArgs, options?: pulumi.ComponentResourceOptions) {
    super("icertis:bootstrap:PipelineIdentity", name, {}, options);
    const parent = { parent: this };
    const graph = pulumi.output(args.graph);
    const roleId = graph.appRoleIds.apply((ids) => roleNamed(ids, args.permission));
    const application = new azuread.Application(
      `${name}-app`,
      {
        displayName: args.displayName,
        signInAudience: "AzureADMyOrg",
        requiredResourceAccesses: [{ resourceAppId: graph.clientId, resourceAccesses: [{ id: roleId, type: "Role" }] }],
      },
      parent,
    );
    new azuread.ApplicationFederatedIdentityCredential(
      `${name}-trust`,
      {
        applicationId: application.id,
        displayName: name,
        audiences: ["api://AzureADTokenExchange"],
        issuer: args.trust.issuer,
        subject: args.trust.subject,
      },
      parent,
    );
    const principal = new azuread.ServicePrincipal(`${name}-principal`, { clientId: application.clientId }, parent);
    // The assignment is the admin consent: it takes a person who may give it.
    new azuread.AppRoleAssignment(
      `${name}-permission`,
      { appRoleId: roleId, principalObjectId: principal.objectId, resourceObjectId: graph.objectId },
      parent,
    );
    this.clientId = application.clientId;
    this.objectId = principal.objectId;
    this.registerOutputs({ clientId: this.clientId, objectId: this.objectId });
  }
}

function roleNamed(ids: Readonly<Record<string, string>>, permission: string): string {
  const id = ids[permission];
  if (id === undefined) throw new Error(`Graph has no application permission ${permission} in this tenant`);
  return id;
}
