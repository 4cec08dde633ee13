import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";
import type { TokenStep } from "./tokenSteps";
import { parseUrl } from "../../model/url";

/** What an address of Icertis leads to. */
type IciHost = "gateway" | "api" | "web" | "unknown";

/** What a call to ICI carries. */
type IciCredential = { readonly token: string } | { readonly apiKey: string };

/** Where ICI is called, and the key its gateway wants. */
export interface IciTarget {
  readonly url: URL;
  readonly host: IciHost;
  readonly productKey: string | undefined;
}

/** Reads `--url` and the gateway's key, before anybody signs in. */
export function iciTarget(address: string, context: Context): IciTarget {
  const url = parseUrl(address);
  if (url && (url.username !== "" || url.password !== "")) {
    const hint = "leave out what is before the @; the token or the API key is the credential";
    throw new UserError("url-with-password", `--url has a user or a password in it, for ${url.host}`, hint);
  }
  const isLocal = url?.protocol === "http:" && ["localhost", "127.0.0.1"].includes(url.hostname);
  if (!url || (url.protocol !== "https:" && !isLocal)) {
    throw new UserError(
      "url-not-https",
      `--url${url ? `, for ${url.host},` : ""} is not an https address`,
      "give one of ICI's API, such as https://contoso-api.icertis.com/…",
    );
  }
  const productKey = headerValue("ICERTIS_PRODUCT_KEY", context.environment["ICERTIS_PRODUCT_KEY"]);
  return { url, host: iciHost(url), productKey };
}

/**
 * Icertis' hosts, as seen in public code: the instance's pages at `<tenant>.icertis.com`, its API at
 * `<tenant>-api` and `<tenant>-business-api`, and the gateway in front of it at `api-<region><n>[-nonprod]`.
 */
function iciHost({ hostname }: URL): IciHost {
  const name = /^([a-z0-9-]+)\.icertis\.com$/.exec(hostname)?.[1];
  if (name === undefined) return "unknown";
  if (/^api-[a-z]+\d+(-nonprod)?$/.test(name)) return "gateway";
  return name.endsWith("-api") ? "api" : "web";
}

/** A text that a header can carry. The runtime's own error for another one would print it. */
export function headerValue(name: string, value: string | undefined): string | undefined {
  const text = value?.trim();
  if (!text) return undefined;
  const at = text.search(/[^\x21-\x7e]/);
  if (at === -1) return text;
  throw new UserError(
    "header-value-invalid",
    `${name} has a character at position ${at + 1} that a header cannot carry, such as a space or a line end`,
    "copy it again",
  );
}

/** Calls an ICI address once, and reads from the answer who gave it and why. */
export async function callIci(target: IciTarget, credential: IciCredential, context: Context): Promise<TokenStep> {
  const { url, productKey } = target;
  const headers = {
    ...("token" in credential ? { authorization: `Bearer ${credential.token}` } : { ICMAuthToken: credential.apiKey }),
    ...(productKey !== undefined && { "ici-product-key": productKey }),
  };
  const answer = await context.fetch(url.href, { headers });
  const step = "token" in credential ? "ici" : "iciWithApiKey";
  const from = target.host === "unknown" ? `${url.host}, which is no host of ICI that is known` : url.host;
  const got = `${answer.status} from ${from}`;
  if (answer.ok) return { step, result: "ok", got, expected: "", hint: "" };
  return { step, result: "wrong", got, expected: "200", hint: await hintFor(answer, target, "token" in credential) };
}

async function hintFor(answer: Response, target: IciTarget, isToken: boolean): Promise<string> {
  const { status } = answer;
  const { url, host, productKey } = target;
  const challenge = answer.headers.get("www-authenticate") ?? "";
  const text = (await answer.text()).slice(0, 4096);
  const api = host === "web" ? `; the API is at ${url.hostname.replace(".", "-api.")}` : "";
  if (status >= 300 && status < 400) return `it sends a browser to another page, as ICI's pages do${api}`;
  if (status !== 401 && status !== 403) return `this says nothing about the credentials: check the address${api}`;
  const isFromIci = /^bearer\b/i.test(challenge);
  const namesKey = /product[- ]?key|subscription[- ]?key/i.test(text + challenge);
  if (namesKey || (host === "gateway" && !isFromIci && productKey === undefined)) {
    return productKey === undefined
      ? "the gateway answers, not ICI: set ICERTIS_PRODUCT_KEY to the key that the ICI platform administrator gives"
      : "the gateway answers, not ICI: it does not accept the key in ICERTIS_PRODUCT_KEY";
  }
  if (status === 403) return "ICI knows the user and denies this address: check the user's rights in ICI";
  if (!isToken) return "ICI does not accept the API key: it may have expired or be cut off; read it again";
  const reason = /error_description="([^"]{1,200})"/.exec(challenge)?.[1];
  const said = reason === undefined ? "" : ` (it says: ${reason})`;
  return `ICI does not accept the token${said}: its tenant.json may not be in use yet, or the user is not registered`;
}
