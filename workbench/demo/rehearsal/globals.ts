import type { LoopbackFetch } from "../../../packages/entra-sandbox";

/** What the program takes from its process, and a process of its own would bring. */
export interface Globals {
  /** The instant of the run, ISO 8601. */
  readonly now: string;
  /** Requests that trust the sandbox: Node.js takes further certificate authorities only when it starts. */
  readonly fetch: LoopbackFetch;
}

/** Runs something with these in place, and puts back what was there. */
export async function withGlobals<T>({ now, fetch }: Globals, run: () => Promise<T>): Promise<T> {
  const before = { now: process.env["ICERTIS_ACCESS_NOW"], fetch: globalThis.fetch };
  process.env["ICERTIS_ACCESS_NOW"] = now;
  globalThis.fetch = (input, init = {}) => {
    const { method = "GET", body } = init;
    // Forms are all that is sent.
    const form = body instanceof URLSearchParams ? { body: body.toString(), headers: formHeaders } : {};
    return fetch(input instanceof Request ? input.url : String(input), { method, ...form });
  };
  try {
    return await run();
  } finally {
    globalThis.fetch = before.fetch;
    if (before.now === undefined) delete process.env["ICERTIS_ACCESS_NOW"];
    else process.env["ICERTIS_ACCESS_NOW"] = before.now;
  }
}

const formHeaders = { "content-type": "application/x-www-form-urlencoded" };
