/** Which of a stack's applications: the one that exposes the API, or the client's where it has one of its own. */
export type RegistrationRole = "api" | "client";

/** An application a stack has had, as its outputs tell. */
interface FormerApplication {
  readonly objectId: string;
  readonly clientId: string;
}

/**
 * The application that a stack's last successful run left, by the stack's outputs; `undefined` where it had none in
 * this role. With one registration it is the API's.
 */
export function formerApplication(
  outputs: Readonly<Record<string, unknown>>,
  role: RegistrationRole,
): FormerApplication | undefined {
  if (outputs["contractVersion"] === undefined) return undefined;
  const separate = outputs["apiObjectId"] !== undefined;
  if (role === "client" && !separate) return undefined;
  const [objectId, clientId] =
    role === "api" && separate
      ? [outputs["apiObjectId"], outputs["apiClientId"]]
      : [outputs["objectId"], outputs["clientId"]];
  return typeof objectId === "string" ? { objectId, clientId: String(clientId) } : undefined;
}
