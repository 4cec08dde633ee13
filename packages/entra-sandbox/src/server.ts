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
      const isInUse = error.code === "EADDRINUSE";
      const problem = isInUse ? `port ${port} is in use` : `cannot listen on port ${port}: ${error.message}`;
      reject(new SandboxError("port-unavailable", `${problem}: choose another, or 0 for a free one`));
    });
    server.listen(port, loopback, resolve);
  });
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Answers requests with the handler; one that cannot be read ends in one line. */
export function serve(server: Server, handler: Handler, log: (line: string) => void): void {
  const unreadable = (error: unknown) => log(`a request that cannot be read: ${(error as Error).message}`);
  const listener = getRequestListener(handler, {
    overrideGlobalObjects: false,
    errorHandler(error) {
      unreadable(error);
      return new Response(null, { status: 400 });
    },
  });
  server.on("request", (incoming, outgoing) => void listener(incoming, outgoing));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    // Others are no requests: cut connections, and failed handshakes, which come below.
    if (error.code?.startsWith("HPE_")) unreadable(error);
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    else socket.destroy();
  });
  server.on("tlsClientError", (error: NodeJS.ErrnoException) => {
    if (error.code !== "ECONNRESET")
      log(`no TLS connection: ${error.code ?? error.message}; does the client trust ca.pem?`);
  });
}

export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
