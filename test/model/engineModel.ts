import { declaredSecrets, namedSecrets } from "../../model/rotation";
import { driftMessage, liveSecretMessage, mayDelete, missingKeptMessage } from "../../model/rotationAdvice";
import type { Rotation } from "../../model/rotationSettings";

/** One `ApplicationPassword` in the stack's state, and the credential in Entra ID it stands for. */
export interface HeldSecret {
  readonly name: string;
  readonly keyId: number;
  readonly issued: number;
  readonly endsOn: number;
}

/** What a run came to: all of it, a part until it was killed or failed, or nothing because its preview was refused. */
export interface Outcome {
  readonly kind: "done" | "cut" | "failed" | "denied";
  /** Why, in the program's words where a guard refused. */
  readonly message: string;
  readonly created: readonly HeldSecret[];
  readonly deleted: readonly HeldSecret[];
}

/** How a run differs from a plain `pulumi up`. */
export interface RunOptions {
  readonly refresh?: boolean;
  /** Killed after so many writes, each to Entra ID or to the state. */
  readonly writes?: number;
  /** The instant it really is, where the machine's clock says another. */
  readonly realTime?: number;
}

/** The writes of a run, each to Entra ID or to the state, and in the end why the rest is refused, if it is. */
type Writes = Generator<() => void, string | undefined>;

/** What the Pulumi engine's state and Entra ID hold of one stack's client secrets. */
export class EngineModel {
  public state = new Map<string, HeldSecret>();
  /** Key id → end of every credential that was not removed. */
  public credentials = new Map<number, number>();
  public published: HeldSecret | undefined;
  private created: HeldSecret[] = [];
  private deleted: HeldSecret[] = [];

  /**
   * One `pulumi up`: a preview, in which the guards speak too, and the update it allows. The rules are those of
   * `model/`, asked in the order in which RotatingSecret and its guards ask them.
   */
  public run(rotation: Rotation, now: number, options: RunOptions = {}): Outcome {
    const preview = this.preview(rotation, now, options);
    if (preview.kind === "denied") return { ...preview, created: [], deleted: [] };
    this.created = [];
    this.deleted = [];
    const writes = this.update(rotation, now, false, options);
    for (let left = options.writes ?? Infinity, next = writes.next(); ; left--, next = writes.next()) {
      if (next.done) return this.outcome(next.value === undefined ? "done" : "failed", next.value);
      if (left === 0) return this.outcome("cut");
      next.value();
    }
  }

  /** `pulumi preview`: what a run would create and delete, or why it would be refused. */
  public preview(rotation: Rotation, now: number, options: RunOptions = {}): Outcome {
    const copy = this.copy();
    const writes = copy.update(rotation, now, true, options);
    for (let next = writes.next(); ; next = writes.next()) {
      if (next.done) return copy.outcome(next.value === undefined ? "done" : "denied", next.value);
      next.value();
    }
  }

  /** Creates in the order of dependencies, then the outputs, then deletes, what depends on others first. */
  private *update(rotation: Rotation, now: number, preview: boolean, options: RunOptions): Writes {
    // What the state is asked for on the way to an error: it was written by the run before.
    const held = [...this.state.values()].map((secret) => ({ ...secret, keyId: `key-${secret.keyId}` }));
    if (options.refresh) this.refresh();
    const secrets = namedSecrets("s", declaredSecrets(rotation, now));
    const existing = secrets
      .filter(({ name }) => !preview || this.state.has(name))
      .map((secret) => ({ ...secret, keyId: "unknown", endsOn: secret.expires }));
    for (const { name, issued, expires, kept } of secrets) {
      if (this.state.has(name)) continue;
      if (kept) return missingKeptMessage(name);
      if (!preview && expires <= (options.realTime ?? now)) return `Entra ID: ${name} would have expired already`;
      const secret = { name, issued, endsOn: expires, keyId: nextKeyId++ };
      yield () => this.addPassword(secret);
      yield () => this.state.set(name, secret);
    }
    const drifted = secrets.flatMap((secret) => {
      const endsOn = this.state.get(secret.name)?.endsOn ?? secret.expires;
      return endsOn === secret.expires ? [] : [{ ...secret, endsOn }];
    });
    if (drifted.length > 0) return driftMessage(rotation, now, drifted, held);
    yield () => (this.published = this.state.get(secrets.at(-1)?.name ?? ""));

    const toDelete = [...this.state.values()].filter((secret) => !secrets.some(({ name }) => name === secret.name));
    for (const secret of toDelete.sort((a, b) => b.issued - a.issued)) {
      const known = { ...secret, keyId: `key-${secret.keyId}` };
      if (!mayDelete(rotation, now, known, false)) return liveSecretMessage(rotation, now, known, existing);
      yield () => this.removePassword(secret);
      yield () => this.state.delete(secret.name);
    }
    return undefined;
  }

  private refresh(): void {
    for (const { name, keyId } of this.state.values()) if (!this.credentials.has(keyId)) this.state.delete(name);
  }

  private addPassword(secret: HeldSecret): void {
    this.credentials.set(secret.keyId, secret.endsOn);
    this.created.push(secret);
  }

  /** The provider takes a credential that is gone already for removed. */
  private removePassword(secret: HeldSecret): void {
    this.credentials.delete(secret.keyId);
    this.deleted.push(secret);
  }

  private outcome(kind: Outcome["kind"], message = ""): Outcome {
    return { kind, message, created: this.created, deleted: this.deleted };
  }

  private copy(): EngineModel {
    const copy = new EngineModel();
    copy.state = new Map(this.state);
    copy.credentials = new Map(this.credentials);
    copy.published = this.published;
    return copy;
  }
}

let nextKeyId = 1;
