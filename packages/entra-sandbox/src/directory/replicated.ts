interface Version<T> {
  /** Undefined: deleted. */
  readonly value: T | undefined;
  /** The elapsed milliseconds from which reads see this version. */
  readonly visibleFrom: number;
}

/**
 * Objects by id that readers may see late, as Graph's replicas do: a write takes effect at once, but until its lag
 * has passed a read answers with the previous version, or with nothing for an object just created.
 * Values are replaced, never changed in place.
 */
export class Replicated<T extends { readonly id: string }> {
  private readonly versions = new Map<string, Version<T>[]>();

  constructor(
    private readonly elapsed: () => number,
    private readonly lag: () => number,
    private readonly onChange: () => void,
  ) {}

  /** What a write must build on. */
  newest(id: string): T | undefined {
    return this.versions.get(id)?.at(-1)?.value;
  }

  /** What a reader sees. */
  visible(id: string): T | undefined {
    return this.seen(this.versions.get(id) ?? []);
  }

  allNewest(): T[] {
    return [...this.versions.values()].flatMap((list) => list.at(-1)?.value ?? []);
  }

  allVisible(): T[] {
    return [...this.versions.values()].flatMap((list) => this.seen(list) ?? []);
  }

  put(value: T): void {
    this.write(value.id, value);
  }

  remove(id: string): void {
    this.write(id, undefined);
  }

  private write(id: string, value: T | undefined): void {
    const now = this.elapsed();
    const list = this.versions.get(id) ?? [];
    // Everything older than what is visible now can never be read again.
    const current = list.findLastIndex((version) => version.visibleFrom <= now);
    const kept = list.slice(Math.max(current, 0));
    this.versions.set(id, [...kept, { value, visibleFrom: now + this.lag() }]);
    this.onChange();
  }

  private seen(list: readonly Version<T>[]): T | undefined {
    const now = this.elapsed();
    return list.findLast((version) => version.visibleFrom <= now)?.value;
  }
}
