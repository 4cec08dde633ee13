import type { Context } from "../../entra/context";
import { UserError } from "../../entra/userError";
import { readState, type StateApplication } from "./stackState";

/** The registration with a client id as the stack's state has it; `undefined` where the state cannot be read. */
export async function registrationOf(
  stack: string,
  clientId: string,
  project: string,
  context: Context,
): Promise<StateApplication | undefined> {
  try {
    const { applications } = await readState({ stack, project }, context);
    return applications.find((application) => application.clientId === clientId);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
