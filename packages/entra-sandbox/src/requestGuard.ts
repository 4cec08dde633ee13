import type { MiddlewareHandler } from "hono";
import { createHash, timingSafeEqual } from "node:crypto";
import { bodyLimit } from "hono/body-limit";

const maxBody = 1024 * 1024;
const maxUrl = 8192;

/**
 * Lets through what is addressed to this machine and of a sane size. A page on the internet whose name resolves to
 * 127.0.0.1 (DNS rebinding) says its own name in `Host`. The port may be another: that of a container or a proxy.
 */
export function requestGuards(): MiddlewareHandler[] {
  return [
    async (c, next) => {
      // Two, since a request line may hold a whole URL.
      const named = [c.req.header("host") ?? "", new URL(c.req.url).host];
      const other = named.find((host) => !/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host));
      if (other !== undefined) return c.json({ error: `Host ${JSON.stringify(other)} is not localhost` }, 421);
      if (c.req.url.length > maxUrl) return c.json({ error: `the URL is longer than ${maxUrl} characters` }, 414);
      return next();
    },
    async (c, next) => {
      const tooLong = () => c.json({ error: `the body is longer than ${maxBody} bytes` }, 413);
      if (Number(c.req.header("content-length") ?? 0) > maxBody) return tooLong();
      if (c.req.header("transfer-encoding") === undefined) return next();
      return bodyLimit({ maxSize: maxBody, onError: tooLong })(c, next);
    },
  ];
}

/** The admin routes are for whoever started the sandbox: no page of a browser, and nobody without the token. */
export function adminGuard(url: string, token: string): MiddlewareHandler {
  return async (c, next) => {
    const origin = c.req.header("origin");
    if (origin !== undefined && origin !== url) return c.json({ error: "requests of other origins are denied" }, 403);
    const given = /^Bearer (\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
    if (!isEqual(given, token)) {
      return c.json({ error: "expected Authorization: Bearer and the token printed at start" }, 401);
    }
    return next();
  };
}

function isEqual(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
