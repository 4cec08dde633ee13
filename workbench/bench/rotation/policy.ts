/** A client secret at Entra ID; instants in milliseconds. */
export interface Credential {
  readonly issued: number;
  /** The end it was issued with, known to whoever uses it. */
  readonly ends: number;
}

/** What a policy can do in a run, in the order it does it. */
export interface Tenant {
  /** Adds a client secret. */
  issue(ends: number): Credential;
  /** Takes a client secret away, before its end or after. */
  revoke(credential: Credential): void;
  /** Makes it the one that UiPath is to use. */
  publish(credential: Credential): void;
}

/** A way to rotate: called once per run, it keeps what it must remember to itself. */
export type Policy = (now: number, tenant: Tenant) => void;

/** The lengths every policy is held to, in milliseconds. */
export interface Lengths {
  /** Life of a secret. */
  readonly life: number;
  /** How long a secret is to live on beside its successor. */
  readonly overlap: number;
}

/** A policy under its name. `start` makes a fresh one, for one stack. */
export interface NamedPolicy {
  readonly name: string;
  start(lengths: Lengths): Policy;
}
