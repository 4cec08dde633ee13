import type { OAuthOutputs } from "../../model/outputs";
import { endpoints, relocated } from "../../entra/endpoints";
import { getJson } from "../../entra/network";
import { requestToken } from "../../entra/tokenRequest";
import { onlySource, readOutputs } from "../outputs/readOutputs";
import { sourceName } from "../outputs/outputSource";
import { UserError } from "../../entra/userError";
import { exitCode } from "../exitCode";
import type { Context } from "../../entra/context";
import type { SourceOptions } from "../verb";
import { fragment } from "../tenantJson/wantedSettings";
import { callIci } from "./callIci";
import { clockNote } from "./clockNote";
import { verifyApiKey } from "./verifyApiKey";
import { settingsOfFile } from "./settingsOfFile";
import { stepLines } from "./stepLines";
import { tokenSteps } from "./tokenSteps";

export interface VerifyOptions extends SourceOptions {
  readonly appOnly: boolean;
  readonly deviceCode: boolean;
  readonly token?: string;
  readonly redirectUri: string;
  readonly browser: boolean;
  readonly tenantJson?: string;
  readonly at?: string;
  readonly url?: string;
}

/** Gets a token as UiPath does, and checks it as ICI would. */
export async function verify(options: VerifyOptions, context: Context): Promise<number> {
  const source = onlySource(options.sources);
  checkChoice(options, source.name === "-");
  const withSecrets = options.token === undefined;
  const read = await readOutputs(source, { project: options.project, withSecrets }, context);
  const where = sourceName(source);
  if (read.authentication === "apiKey") return verifyApiKey(read, where, options, context);
  const { outputs } = read;
  const tenantJson =
    options.tenantJson === undefined
      ? fragment(outputs.tenantJson, where)
      : await settingsOfFile(options.tenantJson, options.at, context);
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
  if (options.url !== undefined) {
    steps.push(await callIci(options.url, { token }, context));
    const apiKey = context.environment["ICERTIS_API_KEY"];
    if (apiKey) steps.push(await callIci(options.url, { apiKey }, context));
  }
  const note = await clockNote(relocated(outputs.openIdMetadataUrl, places), context);
  const accepted = steps.every(({ result }) => result !== "wrong");
  const unproved = steps.flatMap(({ step, result }) => (result === "open" ? [step] : []));
  const result = summary(accepted, unproved.includes("audience"));
  if (options.json) context.out(`${JSON.stringify({ accepted, unproved, steps, clock: note }, null, 2)}\n`);
  else context.out(`${stepLines(steps)}${result}\n`);
  if (note !== undefined) context.note(note);
  return accepted ? exitCode.ok : exitCode.no;
}

function summary(accepted: boolean, audienceIsOpen: boolean): string {
  if (!accepted) return "ICI would refuse this token.";
  return audienceIsOpen
    ? "ICI would accept everything about this token but its audience, which an app-only token cannot prove."
    : "ICI would accept this token, if it knows the user.";
}

function checkChoice({ appOnly, deviceCode, token, tenantJson }: VerifyOptions, outputsFromInput: boolean): void {
  const chosen = [appOnly, deviceCode, token !== undefined].filter(Boolean);
  if (chosen.length > 1)
    throw new UserError("unclassified", "--app-only, --device-code and --token exclude one another; give one of them");
  if ([outputsFromInput, token === "-", tenantJson === "-"].filter(Boolean).length > 1) {
    throw new UserError(
      "unclassified",
      "standard input (-) can be one thing only: the outputs, the token or the tenant.json",
    );
  }
}

async function obtainedToken(
  options: VerifyOptions,
  { outputs, secrets }: Extract<Awaited<ReturnType<typeof readOutputs>>, { authentication: "oauth" }>,
  context: Context,
): Promise<string> {
  if (options.token !== undefined) {
    const { givenToken } = await import("./givenToken");
    return givenToken(options.token, context);
  }
  const connection = secrets?.uipathConnection;
  if (!connection) throw new UserError("unclassified", "the outputs hold no credentials to sign in with");
  if (options.appOnly) return appOnlyToken(outputs, connection.clientSecret, context);
  const { signIn } = await import("./signIn");
  const client = await signIn(outputs, connection, context);
  if (options.deviceCode) {
    const { tokenByDeviceCode } = await import("./deviceFlow");
    return tokenByDeviceCode(client, context);
  }
  const { tokenByCode } = await import("./codeFlow");
  return tokenByCode(client, options.redirectUri, options.browser, context);
}

/** By GUID: asked for by its URI, an application's own API answers AADSTS90009. */
async function appOnlyToken(outputs: OAuthOutputs, secret: string, context: Context): Promise<string> {
  const places = await endpoints(context);
  const { origin } = new URL(relocated(outputs.openIdMetadataUrl, places));
  const scope = `${outputs.apiClientId ?? outputs.clientId}/.default`;
  const form = { grant_type: "client_credentials", client_id: outputs.clientId, client_secret: secret, scope };
  return (await requestToken(`${origin}/${outputs.tenantId}/oauth2/v2.0/token`, form, context.fetch)).access_token;
}
