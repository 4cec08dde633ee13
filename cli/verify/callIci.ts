import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";
import type { TokenStep } from "./tokenSteps";

/** What a call to ICI carries. */
export type IciCredential = { readonly token: string } | { readonly apiKey: string };

/** Calls an ICI address once and reads nothing but the status of the answer. */
export async function callIci(address: string, credential: IciCredential, context: Context): Promise<TokenStep> {
  const url = checkedAddress(address);
  const headers: Record<string, string> =
    "token" in credential ? { authorization: `Bearer ${credential.token}` } : { ICMAuthToken: credential.apiKey };
  const { status } = await context.fetch(url.href, { headers });
  const what = "token" in credential ? "the token" : "the API key";
  const step = { step: "token" in credential ? "ici" : "iciWithApiKey", got: `${status} from ${url.host}` };
  if (status >= 200 && status < 300) return { ...step, result: "ok", expected: "", remedy: "" };
  const remedy =
    status === 401
      ? `ICI does not accept ${what}: its tenant.json may not be in use yet, or the user is not registered`
      : status === 403
        ? `ICI knows the user and refuses this address: check the user's rights in ICI`
        : status >= 300 && status < 400
          ? "ICI sends a browser to its sign-in page: is this an address of its API?"
          : "this says nothing about the credentials: check the address";
  return { ...step, result: "wrong", expected: "200", remedy };
}

/** A credential leaves this machine only encrypted. */
function checkedAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const local = url?.hostname === "localhost" || url?.hostname === "127.0.0.1";
  if (url?.protocol === "https:" || (url?.protocol === "http:" && local)) return url;
  throw new UserError(
    "unclassified",
    `--url ${address} must be an https address, such as https://contoso-api.icertis.com/…`,
  );
}
