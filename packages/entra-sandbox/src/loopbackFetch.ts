import type { Agent, RequestOptions } from "node:https";
import { request } from "node:https";
import type { Cloud } from "./cloud";

export interface LoopbackRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type LoopbackFetch = (url: string, init?: LoopbackRequest) => Promise<Response>;

/**
 * A `fetch` that trusts the sandbox's authority without an environment variable. A path is taken on the sandbox, and the
 * cloud's own sign-in and Graph hosts are answered by it, so that published addresses can be used unchanged. Redirects
 * are not followed.
 */
export function loopbackFetch(
  sandboxUrl: string,
  cloud: Cloud,
  { agent, adminToken }: { readonly agent: Agent; readonly adminToken: string },
): LoopbackFetch {
  return (address, init = {}) => {
    const url = new URL(address, sandboxUrl);
    if (url.host === cloud.loginHost || url.host === cloud.graphHost) url.host = new URL(sandboxUrl).host;
    const { method = "GET", headers, body } = init;
    const isAdmin = url.origin === sandboxUrl && /^\/_sandbox(\/|$)/.test(url.pathname);
    const sent = { ...(isAdmin && { authorization: `Bearer ${adminToken}` }), ...headers };
    return send(
      url,
      { method, headers: sent, agent, host: "127.0.0.1", port: url.port, servername: "localhost" },
      body,
    );
  };
}

function send(url: URL, options: RequestOptions, body: string | undefined): Promise<Response> {
  return new Promise((resolve, reject) => {
    const path = url.pathname + url.search;
    const outgoing = request({ ...options, path, headers: { host: url.host, ...options.headers } }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        const status = incoming.statusCode ?? 0;
        const headers = Object.entries(incoming.headers).map(
          ([name, value]) => [name, String(value)] as [string, string],
        );
        const bodiless = status === 204 || status === 304;
        resolve(new Response(bodiless ? null : Buffer.concat(chunks), { status, headers }));
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
