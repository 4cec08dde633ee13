import type { OAuthOutputs } from "../../model/outputsContract";
import { endpoints, relocated } from "../graph/endpoints";
import { getJson } from "../graph/getJson";
import { requestToken } from "../graph/tokenRequest";
import { onlySource, readOutputs } from "../outputs/readOutputs";
import { sourceName } from "../outputs/outputSource";
import { exitCode, Refusal } from "../refusal";
import type { Surroundings } from "../surroundings";
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
export async function verify(options: VerifyOptions, surroundings: Surroundings): Promise<number> {
  const source = onlySource(options.sources);
  checkChoice(options, source.name === "-");
  const withSecrets = options.token === undefined;
  const read = await readOutputs(source, { project: options.project, withSecrets }, surroundings);
  const where = sourceName(source);
  if (read.authentication === "apiKey") return verifyApiKey(read, where, options, surroundings);
  const { outputs } = read;
  const tenantJson =
    options.tenantJson === undefined
      ? fragment(outputs.tenantJson, where)
      : await settingsOfFile(options.tenantJson, options.at, surroundings);
  const token = await obtainedToken(options, read, surroundings);
  const places = await endpoints(surroundings);
  const steps = await tokenSteps({
    token,
    appOnly: options.appOnly,
    tenantJson,
    outputs,
    now: surroundings.now(),
    getJson: (url) => getJson(relocated(url, places), surroundings.fetch),
  });
  if (options.url !== undefined) {
    steps.push(await callIci(options.url, { token }, surroundings));
    const apiKey = surroundings.environment["ICERTIS_API_KEY"];
    if (apiKey) steps.push(await callIci(options.url, { apiKey }, surroundings));
  }
  const note = await clockNote(relocated(outputs.openIdMetadataUrl, places), surroundings);
  const accepted = steps.every(({ result }) => result !== "wrong");
  const unproved = steps.flatMap(({ step, result }) => (result === "open" ? [step] : []));
  const result = summary(accepted, unproved.includes("audience"));
  if (options.json) surroundings.out(`${JSON.stringify({ accepted, unproved, steps, clock: note }, null, 2)}\n`);
  else surroundings.out(`${stepLines(steps)}${result}\n`);
  if (note !== undefined) surroundings.note(note);
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
    throw new Refusal("--app-only, --device-code and --token exclude one another; give one of them");
  if ([outputsFromInput, token === "-", tenantJson === "-"].filter(Boolean).length > 1) {
    throw new Refusal("standard input (-) can be one thing only: the outputs, the token or the tenant.json");
  }
}

async function obtainedToken(
  options: VerifyOptions,
  { outputs, secrets }: Extract<Awaited<ReturnType<typeof readOutputs>>, { authentication: "oauth" }>,
  surroundings: Surroundings,
): Promise<string> {
  if (options.token !== undefined) {
    const { givenToken } = await import("./givenToken");
    return givenToken(options.token, surroundings);
  }
  const connection = secrets?.uipathConnection;
  if (!connection) throw new Refusal("the outputs hold no credentials to sign in with");
  if (options.appOnly) return appOnlyToken(outputs, connection.clientSecret, surroundings);
  const { signIn } = await import("./signIn");
  const client = await signIn(outputs, connection, surroundings);
  if (options.deviceCode) {
    const { tokenByDeviceCode } = await import("./deviceFlow");
    return tokenByDeviceCode(client, surroundings);
  }
  const { tokenByCode } = await import("./codeFlow");
  return tokenByCode(client, options.redirectUri, options.browser, surroundings);
}

/** By GUID: asked for by its URI, an application's own API answers AADSTS90009. */
async function appOnlyToken(outputs: OAuthOutputs, secret: string, surroundings: Surroundings): Promise<string> {
  const places = await endpoints(surroundings);
  const { origin } = new URL(relocated(outputs.openIdMetadataUrl, places));
  const scope = `${outputs.apiClientId ?? outputs.clientId}/.default`;
  const form = { grant_type: "client_credentials", client_id: outputs.clientId, client_secret: secret, scope };
  return (await requestToken(`${origin}/${outputs.tenantId}/oauth2/v2.0/token`, form, surroundings.fetch)).access_token;
}
