import * as v from "valibot";
import { without } from "../without";
import type { Fault, FaultEffect, FaultInput } from "./fault";
import { faultSchema, pathExpression } from "./fault";

/** A fault in place. */
interface ActiveFault extends Fault {
  readonly id: number;
  /** Requests it has changed so far. */
  readonly hits: number;
}

interface Entry extends Fault {
  readonly id: number;
  readonly expression: RegExp;
  seen: number;
  hits: number;
}

/** The faults of one sandbox. */
export class Faults {
  private readonly entries = new Map<number, Entry>();
  private nextId = 1;

  /** Puts a fault in place and returns its id; throws a `ValiError` for one that is not well formed. */
  add(input: FaultInput): number {
    const fault = v.parse(faultSchema, input);
    const id = this.nextId++;
    this.entries.set(id, { ...fault, id, expression: pathExpression(fault.path), seen: 0, hits: 0 });
    return id;
  }

  remove(id: number): boolean {
    return this.entries.delete(id);
  }

  clear(): void {
    this.entries.clear();
  }

  list(): ActiveFault[] {
    return [...this.entries.values()].map((entry) => without(entry, "expression", "seen"));
  }

  /** The effects on one request, counting it against the limits of the faults it meets. */
  take(method: string, path: string): FaultEffect[] {
    return [...this.entries.values()].flatMap((entry) => {
      if ((entry.method ?? method) !== method || !entry.expression.test(path)) return [];
      entry.seen += 1;
      if (entry.seen <= entry.skip || entry.hits >= (entry.times ?? Infinity)) return [];
      entry.hits += 1;
      return [entry.effect];
    });
  }
}
