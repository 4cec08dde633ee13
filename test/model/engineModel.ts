import { declaredSecrets, namedSecrets } from "../../model/rotation";
import { deletionRefusal, driftMessage, missingKeptMessage } from "../../model/rotationAdvice";
import type { Rotation } from "../../model/rotationSettings";

/** One `ApplicationPassword` in the stack's state, and the credential in Entra ID it stands for. */
export interface HeldSecret {
  readonly name: string;
  readonly keyId: number;
  readonly issued: number;
  readonly endsOn: number;
}

/** What a run came to: all of it, a part until it was killed or Entra ID refused a write, or nothing. */
export interface Outcome {
  readonly kind: "done" | "cut" | "failed" | "refused";
  /** Why the preview refused, in the program's words. */
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

/** One write, to Entra ID or to the state. */
type Write = () => void;

class RefusedByGuard extends Error {}
class RefusedByEntra extends Error {}

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
    this.created = [];
    this.deleted = [];
    try {
      for (const write of this.copy().update(rotation, now, true, options)) write();
    } catch (error) {
      if (error instanceof RefusedByGuard) return this.outcome("refused", error.message);
      throw error;
    }
    let left = options.writes ?? Infinity;
    try {
      for (const write of this.update(rotation, now, false, options)) {
        if (left-- === 0) return this.outcome("cut");
        write();
      }
    } catch (error) {
      if (error instanceof RefusedByEntra) return this.outcome("failed");
      throw error;
    }
    return this.outcome("done");
  }

  /** Creates in the order of dependencies, then the outputs, then deletes, what depends on others first. */
  private *update(rotation: Rotation, now: number, preview: boolean, options: RunOptions): Generator<Write> {
    if (options.refresh) this.refresh();
    const secrets = namedSecrets("s", declaredSecrets(rotation, now));
    const planned = new Set<string>();
    for (const { name, issued, expires, kept } of secrets) {
      if (this.state.has(name)) continue;
      if (kept) throw new RefusedByGuard(missingKeptMessage(name));
      if (preview) planned.add(name);
      else if (expires <= (options.realTime ?? now)) throw new RefusedByEntra(`${name} would have expired already`);
      const secret = { name, issued, endsOn: expires, keyId: nextKeyId++ };
      yield () => this.addPassword(secret);
      yield () => this.state.set(name, secret);
    }
    const existing = secrets
      .filter(({ name }) => !planned.has(name))
      .map((secret) => ({ ...secret, endsOn: this.state.get(secret.name)?.endsOn }));
    const drift = driftMessage(rotation, now, existing);
    if (drift !== undefined) throw new RefusedByGuard(drift);
    yield () => (this.published = this.state.get(secrets.at(-1)?.name ?? ""));

    const declared = new Set(secrets.map(({ name }) => name));
    const doomed = [...this.state.values()].filter(({ name }) => !declared.has(name));
    for (const secret of doomed.sort((a, b) => b.issued - a.issued)) {
      const refusal = deletionRefusal(rotation, now, existing, { ...secret, keyId: `key-${secret.keyId}` });
      if (refusal !== undefined) throw new RefusedByGuard(refusal);
      yield () => this.removePassword(secret);
      yield () => this.state.delete(secret.name);
    }
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
