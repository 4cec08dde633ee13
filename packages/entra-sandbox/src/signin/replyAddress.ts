import { AadstsError } from "./aadstsError";
import type { Client } from "./client";

/** Where a browser is sent back to. */
export interface ReplyAddress {
  readonly uri: string;
  /** Whether its platform (Mobile and desktop, SPA) holds no secret. */
  readonly isPublic: boolean;
}

/** A registered redirect URI, to the letter but for a loopback port; the only one when none is named. */
export function replyAddress(client: Client, asked: string | null): ReplyAddress {
  const registered = replyAddresses(client);
  const [only] = registered;
  const uri = asked ?? (registered.length === 1 ? only?.uri : undefined);
  const match = registered.find((candidate) => uri !== undefined && withoutPort(candidate.uri) === withoutPort(uri));
  if (uri !== undefined && match) return { uri, isPublic: match.isPublic };
  throw new AadstsError(
    50011,
    `The redirect URI '${uri ?? ""}' specified in the request does not match the redirect URIs configured for the application '${client.appId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal.`,
  );
}

/** The redirect URIs of every platform; of two that differ by a loopback port alone, the first decides. */
export function replyAddresses({ application }: Client): readonly ReplyAddress[] {
  if (!application) return [];
  const { web, spa, publicClient } = application;
  return [
    ...web.redirectUris.map((uri) => ({ uri, isPublic: false })),
    ...[...spa.redirectUris, ...publicClient.redirectUris].map((uri) => ({ uri, isPublic: true })),
  ];
}

/** https://learn.microsoft.com/entra/identity-platform/reply-url#localhost-exceptions */
function withoutPort(uri: string): string {
  return uri.replace(/^(http:\/\/(?:localhost|127\.0\.0\.1))(?::\d+)?(?:\/$|$|(?=[/?]))/, "$1");
}
