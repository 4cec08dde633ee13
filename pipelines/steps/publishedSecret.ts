import { noSuchStack } from "./remedies";
import { failure, pulumi, type Step } from "./step";

/** What a stack says of the secret it publishes; nothing of it is secret. */
export interface PublishedSecret {
  readonly keyId: string | undefined;
  readonly expiresOn: string | undefined;
  /** Until when the one before still works, while there is one. */
  readonly previousExpiresOn: string | undefined;
}

/** Reads the outputs without their secrets; a stack that does not exist yet has published nothing. */
export async function publishedSecret(step: Step): Promise<PublishedSecret> {
  const args = ["stack", "output", "--json", "--stack", step.stack];
  const { code, out, text } = await pulumi(step, args, { quiet: true });
  if (code !== 0 && !noSuchStack.test(text)) throw failure(step, args, text);
  const outputs = (code === 0 ? JSON.parse(out) : {}) as Readonly<Record<string, string | undefined>>;
  return {
    keyId: outputs["clientSecretKeyId"],
    expiresOn: outputs["clientSecretExpiresOn"],
    previousExpiresOn: outputs["previousClientSecretExpiresOn"],
  };
}
