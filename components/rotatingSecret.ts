import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../entra/userError";
import { formatInstant, parseInstant } from "../model/instant";
import { declaredSecrets, namedSecrets, type NamedSecret } from "../model/rotation";
import type { Rotation } from "../model/rotationSettings";
import { provenSecret, type SignIn } from "./provenSecret";
import { secretGuards, type SecretGuards, secretsInState } from "./secretGuards";
import { secretRemoval } from "./secretRemoval";

/** What {@link RotatingSecret} needs. */
interface RotatingSecretArgs {
  /** The application the secrets belong to: deleting it deletes them. */
  readonly application: azuread.Application;
  /** The schedule, checked. */
  readonly rotation: Rotation;
  /** The instant of the run, in milliseconds. */
  readonly now: number;
  /** Where a new secret is proved by a token request before it is published, and an old one is removed. */
  readonly signIn: pulumi.Input<SignIn>;
  /** Whether secrets are removed through Graph, and not by the provider. */
  readonly removeDirectly: boolean;
  /** Called with every error of the provider. */
  readonly onError: pulumi.ErrorHook;
  /** What must be there before any secret is, and stay until the last one has gone. */
  readonly after: pulumi.Resource[];
}

/** One client secret; instants in UTC. */
export interface ClientSecret {
  /** A Pulumi secret. */
  readonly value: pulumi.Output<string>;
  readonly keyId: pulumi.Output<string>;
  /** The instant it was issued. */
  readonly issuedOn: pulumi.Output<string>;
  readonly expiresOn: pulumi.Output<string>;
}

/**
 * The client secret of an application, one `ApplicationPassword` per generation, each created once and never
 * replaced: a rotation is a create and, when the old one has expired, a delete.
 *
 * The provider replaces a password whenever its `endDate` or `displayName` changes, and deletes the old one in the
 * same update (hashicorp/terraform-provider-azuread #1549, #1599); hence a resource per generation, with both ignored.
 */
export class RotatingSecret extends pulumi.ComponentResource {
  /** The published secret. */
  public readonly current: ClientSecret;
  /** The secret published before, while it is valid. */
  public readonly previous?: ClientSecret;
  /** The instant the next secret is issued, in UTC. */
  public readonly nextRotationOn: pulumi.Output<string>;

  /** @throws UserError, through its outputs, where the credentials end on other days than configured */
  constructor(name: string, args: RotatingSecretArgs, opts: pulumi.ComponentResourceOptions) {
    super("icertis:index:RotatingSecret", name, {}, opts);
    const { rotation, now } = args;
    if (now < rotation.allowRevocationUntil) void warnOfRevocation(rotation, this);
    const declared = declaredSecrets(rotation, now);
    const secrets = namedSecrets(name, declared);
    const hooks = { ...secretGuards(name, rotation, now, secrets), remove: secretRemoval(name, args.signIn, this) };
    const passwords = declarePasswords(secrets, hooks, args, this);
    const [published, before] = passwords.toReversed();
    if (!published) throw new Error("a schedule declares at least one secret");

    const agreed = pulumi.all(passwords.map(({ password }) => password.endDate)).apply(async (ends) => {
      const drifted = secrets.flatMap((secret, index) => {
        const endsOn = parseInstant(ends[index] ?? "") ?? secret.expires;
        return endsOn === secret.expires ? [] : [{ ...secret, endsOn }];
      });
      if (drifted.length === 0) return true;
      const { driftMessage } = await import("../model/rotationAdvice");
      throw new UserError("rotation-drift", driftMessage(rotation, now, drifted, await secretsInState(name)));
    });
    const proof = provenSecret(published.secret.name, published.password, args.signIn, this);
    const ready = pulumi.all([agreed, proof.id]);

    this.current = clientSecret(published, ready);
    if (before) this.previous = clientSecret(before, ready);
    this.nextRotationOn = once(ready, formatInstant(declared.nextIssued));
    this.registerOutputs({
      current: this.current,
      ...(this.previous && { previous: this.previous }),
      nextRotationOn: this.nextRotationOn,
    });
  }
}

async function warnOfRevocation(rotation: Rotation, parent: pulumi.Resource): Promise<void> {
  const { revocationWarning } = await import("../model/rotationAdvice");
  await pulumi.log.warn(revocationWarning(rotation), parent);
}

interface DeclaredPassword {
  readonly secret: NamedSecret;
  readonly password: azuread.ApplicationPassword;
}

function declarePasswords(
  secrets: readonly NamedSecret[],
  { beforeCreate, beforeDelete, remove }: SecretGuards & { readonly remove: pulumi.ResourceHook },
  { application, rotation, after, onError, removeDirectly }: RotatingSecretArgs,
  parent: pulumi.Resource,
): DeclaredPassword[] {
  const declared: DeclaredPassword[] = [];
  for (const secret of secrets) {
    const password = new azuread.ApplicationPassword(
      secret.name,
      { applicationId: application.id, displayName: rotation.description, endDate: formatInstant(secret.expires) },
      {
        parent,
        deletedWith: application,
        ignoreChanges: ["endDate", "displayName"],
        // One after the other: Graph answers concurrent credential writes on one application with 409.
        dependsOn: [...after, ...declared.slice(-1).map((older) => older.password)],
        hooks: {
          beforeCreate: [beforeCreate],
          beforeDelete: [beforeDelete, ...(removeDirectly ? [remove] : [])],
          onError: [onError],
        },
        // By the provider: what the hook has removed is gone.
        retainOnDelete: removeDirectly,
      },
    );
    declared.push({ secret, password });
  }
  return declared;
}

function clientSecret({ secret, password }: DeclaredPassword, ready: pulumi.Output<unknown>): ClientSecret {
  return {
    value: pulumi.secret(once(ready, password.value)),
    keyId: once(ready, password.keyId),
    issuedOn: once(ready, formatInstant(secret.issued)),
    expiresOn: once(ready, formatInstant(secret.expires)),
  };
}

/** A value that is not to be seen before something else has come right. */
function once<T>(ready: pulumi.Output<unknown>, value: pulumi.Input<T>): pulumi.Output<T> {
  return pulumi.all([value, ready]).apply(([result]) => result as T);
}
