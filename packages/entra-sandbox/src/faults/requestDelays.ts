import { AsyncLocalStorage } from "node:async_hooks";

/** Delays, in milliseconds of `VirtualClock.elapsed`, that apply to what one request writes. */
interface RequestDelays {
  /** Until reads see the write. */
  readonly replicationMs: number;
  /** Until the token endpoint honours a secret made by the request. */
  readonly secretMs: number;
}

const current = new AsyncLocalStorage<RequestDelays>();
const none: RequestDelays = { replicationMs: 0, secretMs: 0 };

/** The delays of the request being served; none outside of one (seeding, tests reaching into the directory). */
export function requestDelays(): RequestDelays {
  return current.getStore() ?? none;
}

/** Serves a request under the given delays. */
export function withDelays<T>(delays: RequestDelays, serve: () => T): T {
  return current.run(delays, serve);
}
