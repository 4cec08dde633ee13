import * as v from "valibot";
import type { Context } from "./context";
import { type Place, variablesOf } from "./endpoints";
import { connectGraph } from "./graphClient";
import { isUnreachable } from "./network";
import { processContext } from "./processContext";
import { UserError } from "./userError";

/** A client secret to remove, and where. */
interface SecretToRemove extends Place {
  readonly tenantId: string;
  /** `/applications/{object id}`, as the provider names it. */
  readonly applicationId: string;
  readonly keyId: string;
}

/** Seconds to wait before each further try. */
const waits = [1, 2, 4, 8];

/**
 * Removes a client secret through Microsoft Graph; one that is gone already is no failure, so a run that was cut short
 * can be repeated (https://learn.microsoft.com/graph/api/application-removepassword).
 *
 * @throws UserError where it could not be removed
 */
export async function removeSecret(
  { tenantId, applicationId, keyId, ...place }: SecretToRemove,
  context: Context = processContext(),
): Promise<void> {
  const graph = await connectGraph(tenantId, {
    ...context,
    environment: { ...context.environment, ...variablesOf(place) },
  });
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await graph.post(`${applicationId}/removePassword`, { keyId });
    } catch (error) {
      const seconds = waits[attempt];
      if (!(error instanceof UserError)) throw error;
      if (seconds !== undefined && (isUnreachable(error) || error.code === "concurrent-change")) {
        await context.wait(seconds * 1000);
      } else {
        // Graph denies the removal of what is not there in words that are no contract: look for it.
        const application = await graph.get(`${applicationId}?$select=passwordCredentials`, credentials);
        if (application?.passwordCredentials.some((held) => held.keyId === keyId)) throw error;
        return;
      }
    }
  }
}

/** Without the list nothing is known of the secret. */
const credentials = v.object({ passwordCredentials: v.array(v.object({ keyId: v.string() })) });
