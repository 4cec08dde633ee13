import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { formatInstant, parseInstant } from "../model/instant";
import { declaredSecrets, secretName, type SecretPeriod } from "../model/rotation";
import { driftMessage, type LiveSecret } from "../model/rotationAdvice";
import type { Rotation } from "../model/rotationSettings";
import { keptSecretGuard, liveSecretGuard } from "./secretGuards";

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
  /** The instant the secret published before expires, while it lives. */
  public readonly previousExpiresOn: pulumi.Output<string | undefined>;

  /** @throws pulumi.ResourceError, through its outputs, where the credentials end on other days than configured */
  constructor(name: string, args: RotatingSecretArgs, opts: pulumi.ComponentResourceOptions) {
    super("icertis:index:RotatingSecret", name, {}, opts);
    const { application, rotation, now, after } = args;
    const { current, older, nextIssued } = declaredSecrets(rotation, now);
    const guards = {
      live: liveSecretGuard(name, rotation, now, [...older, current]),
      kept: keptSecretGuard(name),
    };

    const declare = (secret: SecretPeriod, kept: boolean, before: readonly pulumi.Resource[]) =>
      new azuread.ApplicationPassword(
        `${name}-${secretName(secret.issued)}`,
        {
          applicationId: application.id,
          displayName: rotation.description,
          endDate: formatInstant(secret.expires),
        },
        {
          parent: this,
          deletedWith: application,
          ignoreChanges: ["endDate", "displayName"],
          additionalSecretOutputs: ["value"],
          // One after the other: Graph answers concurrent credential writes on one application with 409.
          dependsOn: [...after, ...before],
          hooks: { beforeDelete: [guards.live], ...(kept ? { beforeCreate: [guards.kept] } : {}) },
        },
      );
    const passwords: azuread.ApplicationPassword[] = [];
    for (const secret of older) passwords.push(declare(secret, secret.kept, passwords.slice(-1)));
    const published = declare(current, false, passwords.slice(-1));

    const periods = [...older, current];
    const agreed = pulumi.all([...passwords, published].map((password) => password.endDate)).apply((ends) => {
      const secrets = periods.map((period, index) => liveSecret(name, period, ends[index]));
      const message = driftMessage(rotation, now, secrets);
      if (message !== undefined) throw new pulumi.ResourceError(message, this, true);
      return true;
    });
    const onceAgreed = <T>(value: pulumi.Input<T>) => pulumi.all([value, agreed]).apply(([result]) => result as T);

    const previous = older.at(-1);
    this.value = pulumi.secret(onceAgreed(published.value));
    this.keyId = onceAgreed(published.keyId);
    this.issuedOn = onceAgreed(formatInstant(current.issued));
    this.expiresOn = onceAgreed(formatInstant(current.expires));
    this.nextRotationOn = onceAgreed(formatInstant(nextIssued));
    this.previousExpiresOn = onceAgreed(previous && formatInstant(previous.expires));
    this.registerOutputs({
      value: this.value,
      keyId: this.keyId,
      issuedOn: this.issuedOn,
      expiresOn: this.expiresOn,
      nextRotationOn: this.nextRotationOn,
      previousExpiresOn: this.previousExpiresOn,
    });
  }
}

function liveSecret(name: string, period: SecretPeriod, endDate: string | undefined): LiveSecret {
  const endsOn = parseInstant(endDate ?? "") ?? period.expires;
  return { name: `${name}-${secretName(period.issued)}`, ...period, endsOn };
}
