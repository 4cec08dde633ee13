import type { OAuthOutputs } from "../../model/outputs";
import { endpoints, relocated } from "../../entra/endpoints";
import { getJson } from "../../entra/network";
import { requestToken } from "../../entra/tokenClient";
import { UserError } from "../../entra/userError";
import { withoutLocalPort } from "../../model/redirectUris";
import type { Context } from "../../entra/context";
import { exitCode } from "../exitCode";
import { clockTolerance } from "../ici/claimSteps";
import type { StackOutputs } from "../outputs/checkOutputs";
import { onlySource, readOutputs } from "../outputs/readOutputs";
import { sourceName } from "../outputs/outputSource";
import { fragment, settingsOfFile } from "../tenantJson/wantedSettings";
import type { SourceOptions } from "../verb";
import { callIci, headerValue, type IciTarget, iciTarget } from "./callIci";
import { loopbackUri } from "./codeFlow";
import { type TokenStep, tokenSteps } from "./tokenSteps";

interface VerifyOptions extends SourceOptions {
  readonly appOnly: boolean;
  readonly deviceCode: boolean;
  readonly token?: string;
  readonly redirectUri: string;
  readonly browser: boolean;
  readonly tenantJson?: string;
  readonly at?: string;
  readonly url?: string;
}

/** Gets a token as UiPath does, and checks it as ICI would. Nothing is sent to ICI unless every step passed. */
export async function verify(options: VerifyOptions, context: Context): Promise<number> {
  const source = onlySource(options.sources);
  checkChoice(options, source.name === "-");
  loopbackUri(options.redirectUri);
  const target = options.url === undefined ? undefined : iciTarget(options.url, context);
  const apiKey = headerValue("ICERTIS_API_KEY", context.environment["ICERTIS_API_KEY"]);
  const withSecrets = options.token === undefined;
  const read = await readOutputs(source, { project: options.project, withSecrets }, context);
  const where = sourceName(source);
  if (read.authentication === "apiKey")
    return verifyApiKey(read, { where, target, apiKey, json: options.json }, context);
  const { outputs } = read;
  const tenantJson =
    options.tenantJson === undefined
      ? fragment(outputs.tenantJson, where)
      : await settingsOfFile(options.tenantJson, options.at, context);
  const atBrowser = options.token === undefined && !options.appOnly && !options.deviceCode;
  if (atBrowser && source.kind === "stack") await checkRedirectUri(source.name, options, outputs, context);
  const token = await obtainedToken(options, read, context);
  const places = await endpoints(context);
  const steps = await tokenSteps({
    token,
    appOnly: options.appOnly,
    tenantJson,
    outputs,
    now: context.now(),
    getJson: (url) => getJson(relocated(url, places), context.fetch),
  });
  if (target && isAccepted(steps)) {
    steps.push(await callIci(target, { token }, context));
    if (apiKey !== undefined) steps.push(await callIci(target, { apiKey }, context));
  }
  const clock = await clockNote(relocated(outputs.openIdMetadataUrl, places), context);
  const unproved = steps.flatMap(({ step, result }) => (result === "open" ? [step] : []));
  if (options.json) {
    context.out(`${JSON.stringify({ accepted: isAccepted(steps), unproved, steps, clock }, null, 2)}\n`);
  } else {
    context.out(`${stepLines(steps)}${summary(steps, unproved.includes("audience"))}\n`);
  }
  if (clock !== undefined) context.note(clock);
  return isAccepted(steps) ? exitCode.ok : exitCode.no;
}

/** Tries the API key of a stack with `authentication: apiKey`: it is an opaque text, so only ICI can tell. */
async function verifyApiKey(
  { outputs, secrets }: Extract<StackOutputs, { authentication: "apiKey" }>,
  given: { readonly where: string; readonly target?: IciTarget; readonly apiKey?: string; readonly json: boolean },
  context: Context,
): Promise<number> {
  if (!given.target) {
    throw new UserError(
      "url-missing",
      `${given.where} uses an API key, which only ICI can check; the key is read at ${outputs.apiKeyUrl}`,
      "give an address of ICI's API with --url",
    );
  }
  const apiKey = given.apiKey ?? headerValue("the stack's API key", secrets?.uipathConnection.apiKey);
  if (apiKey === undefined) {
    throw new UserError(
      "api-key-missing",
      "there is no API key",
      "give the outputs with their secrets, or set ICERTIS_API_KEY",
    );
  }
  const steps = [await callIci(given.target, { apiKey }, context)];
  const accepted = isAccepted(steps);
  if (given.json) context.out(`${JSON.stringify({ accepted, steps }, null, 2)}\n`);
  else context.out(stepLines(steps));
  return accepted ? exitCode.ok : exitCode.no;
}

function isAccepted(steps: readonly TokenStep[]): boolean {
  return steps.every(({ result }) => result !== "wrong");
}

function summary(steps: readonly TokenStep[], audienceIsOpen: boolean): string {
  if (!isAccepted(steps)) return "ICI would reject this token.";
  return audienceIsOpen
    ? "ICI would accept everything about this token but its audience, which an app-only token cannot prove."
    : "ICI would accept this token, if it knows the user.";
}

function checkChoice({ appOnly, deviceCode, token, tenantJson }: VerifyOptions, outputsFromInput: boolean): void {
  if ([appOnly, deviceCode, token !== undefined].filter(Boolean).length > 1) {
    throw new UserError(
      "options-exclusive",
      "--app-only, --device-code and --token exclude one another",
      "give one of them",
    );
  }
  if ([outputsFromInput, token === "-", tenantJson === "-"].filter(Boolean).length > 1) {
    throw new UserError(
      "input-taken-twice",
      "standard input (-) can be one thing only: the outputs, the token or the tenant.json",
    );
  }
}

/** Only the stack's state has its redirect URIs; where it can be read, nobody waits for a browser that does not come. */
async function checkRedirectUri(
  stack: string,
  { redirectUri, project }: VerifyOptions,
  { clientId }: OAuthOutputs,
  context: Context,
): Promise<void> {
  const { registrationOf } = await import("../state/registration");
  const registered = (await registrationOf(stack, clientId, project, context))?.redirectUris;
  if (registered?.map(withoutLocalPort).includes(withoutLocalPort(redirectUri)) ?? true) return;
  throw new UserError(
    "redirect-uri-unregistered",
    `stack ${stack} does not have ${redirectUri} among its redirectUris, so no browser would come back to this machine`,
    "check a token you have with --token -, or the credentials without a user with --app-only; where people may sign in from their machines, add the address to redirectUris",
  );
}

async function obtainedToken(
  options: VerifyOptions,
  { outputs, secrets }: Extract<StackOutputs, { authentication: "oauth" }>,
  context: Context,
): Promise<string> {
  if (options.token !== undefined) {
    const { givenToken } = await import("./givenToken");
    return givenToken(options.token, context);
  }
  const connection = secrets?.uipathConnection;
  if (!connection) throw new UserError("outputs-without-secrets", "the outputs hold no credentials to sign in with");
  if (options.appOnly) return appOnlyToken(outputs, connection.clientSecret, context);
  const { signIn, tokenByDeviceCode } = await import("./signIn");
  const client = await signIn(outputs, connection, context);
  if (options.deviceCode) return tokenByDeviceCode(client, context);
  const { tokenByCode } = await import("./codeFlow");
  return tokenByCode(client, options.redirectUri, options.browser, context);
}

/** By GUID: requested by its URI, an application's own API answers AADSTS90009. */
async function appOnlyToken(outputs: OAuthOutputs, secret: string, context: Context): Promise<string> {
  const places = await endpoints(context);
  const { origin: login } = new URL(relocated(outputs.openIdMetadataUrl, places));
  const { tenantId, clientId, apiClientId = clientId } = outputs;
  const request = { login, tenantId, clientId, scope: `${apiClientId}/.default`, proof: { secret } };
  return requestToken(request, context.fetch, "application");
}

/** A word about this machine's clock, where it differs from the server's so much that tokens are judged wrongly. */
async function clockNote(address: string, context: Context): Promise<string | undefined> {
  const answer = await context.fetch(address).catch(() => undefined);
  const served = Date.parse(answer?.headers.get("date") ?? "");
  const minutes = Math.round((context.now() - served) / 60_000);
  if (Number.isNaN(served) || Math.abs(minutes) * 60_000 <= clockTolerance * 1000) return undefined;
  const where = minutes > 0 ? "ahead of" : "behind";
  return `this machine's clock is ${Math.abs(minutes)} minutes ${where} that of ${new URL(address).host}; correct it: a lifetime was judged by it`;
}

const stepTitles: Readonly<Record<string, string>> = {
  tokenKind: "kind of token",
  settings: "tenant.json",
  discovery: "discovery document",
  keys: "signing keys",
  signature: "signature",
  version: "version (ver)",
  issuer: "issuer (iss)",
  audience: "audience (aud)",
  lifetime: "lifetime (nbf, exp)",
  userClaim: "user (oid)",
  registeredUser: "registered in ICI",
  permission: "permission (scp, roles)",
  ici: "ICI, with the token",
  iciWithApiKey: "ICI, with the API key",
};

function stepLines(steps: readonly TokenStep[]): string {
  const title = ({ step }: TokenStep) => stepTitles[step] ?? step;
  const width = Math.max(...steps.map((step) => title(step).length));
  const lines = steps.flatMap((step) => [
    `${step.result.padEnd(5)}  ${title(step).padEnd(width)}  ${step.got}`,
    ...(step.expected === "" ? [] : [`       expected ${step.expected}`]),
    ...(step.hint === "" ? [] : [`       ${step.hint}`]),
  ]);
  return [...lines, ""].join("\n");
}
