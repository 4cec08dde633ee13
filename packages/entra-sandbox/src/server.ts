import type { AddressInfo } from "node:net";
import type { Server } from "node:https";
import { createServer } from "node:https";
import { getRequestListener } from "@hono/node-server";
import type { ServerCertificate } from "./certificates";
import { SandboxError } from "./sandboxError";

/** The only address ever bound: the sandbox gives out tokens to whoever asks. */
const loopback = "127.0.0.1";

type Handler = Parameters<typeof getRequestListener>[0];

/** Listens on the port, or on a free one for 0. The handler is set once the port is known. */
export async function listen(port: number, { keyPem, certPem }: ServerCertificate): Promise<Server> {
  const server = createServer({ key: keyPem, cert: certPem });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const inUse = error.code === "EADDRINUSE";
      reject(
        new SandboxError(
          inUse
            ? `port ${port} is in use: choose another, or 0 for a free one`
            : `cannot listen on port ${port}: ${error.message}`,
        ),
      );
    });
    server.listen(port, loopback, resolve);
  });
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

export function serve(server: Server, handler: Handler): void {
  const listener = getRequestListener(handler, { overrideGlobalObjects: false });
  server.on("request", (incoming, outgoing) => void listener(incoming, outgoing));
}

export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
