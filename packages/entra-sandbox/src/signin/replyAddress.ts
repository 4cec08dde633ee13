import { AadstsError } from "./aadstsError";
import type { Client } from "./client";

/** Where a browser may be sent back to: a registered redirect URI, to the letter; the only one when none is named. */
export function replyAddress(client: Client, asked: string | null): string {
  const registered = replyAddresses(client);
  const uri = asked ?? (registered.length === 1 ? registered[0] : undefined);
  if (uri !== undefined && registered.includes(uri)) return uri;
  throw new AadstsError(
    50011,
    "invalid_request",
    `The redirect URI '${uri ?? ""}' specified in the request does not match the redirect URIs configured for the application '${client.appId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal.`,
  );
}

/** The redirect URIs of every platform. */
export function replyAddresses({ application }: Client): readonly string[] {
  if (!application) return [];
  const { web, spa, publicClient } = application;
  return [...web.redirectUris, ...spa.redirectUris, ...publicClient.redirectUris];
}
