import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { formatInstant, parseInstant } from "../model/instant";
import { declaredSecrets, namedSecrets } from "../model/rotation";
import { driftMessage } from "../model/rotationAdvice";
import type { Rotation } from "../model/rotationSettings";
import { Refusal } from "./refusal";
import { secretGuards } from "./secretGuards";

/** What {@link RotatingSecret} needs. */
export interface RotatingSecretArgs {
  /** The application the secrets belong to: deleting it deletes them. */
  readonly application: azuread.Application;
  /** The schedule, checked. */
  readonly rotation: Rotation;
  /** The instant of the run, in milliseconds. */
  readonly now: number;
  /** What must be there before any secret is, and stay until the last one has gone. */
  readonly after: pulumi.Resource[];
}

/**
 * The client secret of an application, one `ApplicationPassword` per generation, each created once and never
 * replaced: a rotation is a create and, when the old one has expired, a delete.
 *
 * The provider replaces a password whenever its `endDate` or `displayName` changes, and deletes the old one in the
 * same update (hashicorp/terraform-provider-azuread #1549, #1599); hence a resource per generation, with both ignored.
 */
export class RotatingSecret extends pulumi.ComponentResource {
  /** The published secret; a Pulumi secret. */
  public readonly value: pulumi.Output<string>;
  /** Id of the published secret in Entra ID. */
  public readonly keyId: pulumi.Output<string>;
  /** The instant the published secret fell due, in UTC. */
  public readonly issuedOn: pulumi.Output<string>;
  /** The instant the published secret expires, in UTC. */
  public readonly expiresOn: pulumi.Output<string>;
  /** The instant the next secret falls due, in UTC. */
  public readonly nextRotationOn: pulumi.Output<string>;
  /** The instant the secret published before expires; left out when it has. */
  public readonly previousExpiresOn?: pulumi.Output<string>;

  /** @throws pulumi.ResourceError, through its outputs, where the credentials end on other days than configured */
  constructor(name: string, args: RotatingSecretArgs, opts: pulumi.ComponentResourceOptions) {
    super("icertis:index:RotatingSecret", name, {}, opts);
    const { application, rotation, now, after } = args;
    const declared = declaredSecrets(rotation, now);
    const secrets = namedSecrets(name, declared);
    const guards = secretGuards(name, rotation, now, secrets);

    const passwords: azuread.ApplicationPassword[] = [];
    for (const secret of secrets) {
      const password = new azuread.ApplicationPassword(
        secret.name,
        {
          applicationId: application.id,
          displayName: rotation.description,
          endDate: formatInstant(secret.expires),
        },
        {
          parent: this,
          deletedWith: application,
          ignoreChanges: ["endDate", "displayName"],
          // One after the other: Graph answers concurrent credential writes on one application with 409.
          dependsOn: [...after, ...passwords.slice(-1)],
          hooks: { beforeCreate: [guards.beforeCreate], beforeDelete: [guards.beforeDelete] },
        },
      );
      passwords.push(password);
    }
    const agreed = pulumi.all(passwords.map((password) => password.endDate)).apply((ends) => {
      const real = secrets.map((secret, index) => ({ ...secret, endsOn: parseInstant(ends[index] ?? "") }));
      const message = driftMessage(rotation, now, real.filter(guards.exists));
      if (message !== undefined) throw new Refusal(message, this);
      return true;
    });
    const onceAgreed = <T>(value: pulumi.Input<T>) => pulumi.all([value, agreed]).apply(([result]) => result as T);

    const { current, nextIssued } = declared;
    const published = passwords[passwords.length - 1] as azuread.ApplicationPassword;
    const previous = secrets.at(-2);
    this.value = pulumi.secret(onceAgreed(published.value));
    this.keyId = onceAgreed(published.keyId);
    this.issuedOn = onceAgreed(formatInstant(current.issued));
    this.expiresOn = onceAgreed(formatInstant(current.expires));
    this.nextRotationOn = onceAgreed(formatInstant(nextIssued));
    if (previous) this.previousExpiresOn = onceAgreed(formatInstant(previous.expires));
    this.registerOutputs({
      value: this.value,
      keyId: this.keyId,
      issuedOn: this.issuedOn,
      expiresOn: this.expiresOn,
      nextRotationOn: this.nextRotationOn,
      ...(this.previousExpiresOn && { previousExpiresOn: this.previousExpiresOn }),
    });
  }
}
