import { appendFileSync, readFileSync } from "node:fs";
import * as v from "valibot";
import type { Context } from "../../entra/context";
import { written } from "../../entra/files";
import { actionsTokenRequest } from "../../entra/graphToken";
import { UserError } from "../../entra/userError";
import { ask } from "./service";
import type { Platform } from "./platform";
import { type Ticket, ticketOf, type Tickets } from "./ticket";

/**
 * GitHub Actions. azure/login has signed the Azure CLI in, which the backend and Key Vault use; the provider asks GitHub
 * for tokens itself, a fresh one whenever it needs one.
 */
export const github: Platform = {
  name: "GitHub Actions",
  variablesAt: "the environment's variables (repository → Settings → Environments)",
  aliases: {},
  signIn: (_, { tenantId, clientId }) =>
    Promise.resolve({
      ARM_TENANT_ID: tenantId,
      ARM_CLIENT_ID: clientId,
      ARM_USE_OIDC: "true",
      ARM_USE_CLI: "false",
      ARM_USE_MSI: "false",
      AZURE_TOKEN_CREDENTIALS: "AzureCLICredential",
    }),
  async pulumiCloudToken({ environment, fetch }, audience) {
    const needs = "give the job `permissions: id-token: write`";
    const request = actionsTokenRequest(environment, audience);
    if (!request) throw new UserError("identity-token-missing", "this job gets no identity token", needs);
    return (await ask(fetch, { ...request, needs }, v.object({ value: v.string() }))).value;
  },
  notice: (level, message) => `::${level}::${escaped(message)}`,
  summarize: (context, file) => append(context, "GITHUB_STEP_SUMMARY", `${readFileSync(file, "utf8")}\n`),
  setOutput: (context, name, value) => append(context, "GITHUB_OUTPUT", `${name}=${value}\n`),
  runUrl: ({ environment: { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } }) =>
    `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`,
  tickets: ({ environment, fetch }) => (environment["GITHUB_TOKEN"] ? issues(environment, fetch) : undefined),
};

const issue = v.object({ number: v.number(), state: v.string(), body: v.nullish(v.string()) });

function issues(environment: Context["environment"], fetch: Context["fetch"]): Tickets {
  const {
    GITHUB_API_URL: api = "https://api.github.com",
    GITHUB_REPOSITORY: repository,
    GITHUB_TOKEN: token,
  } = environment;
  const url = `${api}/repos/${repository}/issues`;
  const headers = { accept: "application/vnd.github+json", authorization: `Bearer ${token}` };
  const needs = "give the job `permissions: issues: write`, and switch issues on (repository → Settings → Features)";
  const call = <T>(method: string, path: string, schema: v.GenericSchema<unknown, T>, body?: unknown) =>
    ask(fetch, { method, url: url + path, headers, needs, ...(body !== undefined && { body }) }, schema);
  return {
    async list(label) {
      const query = `?state=all&labels=${encodeURIComponent(label)}&per_page=100`;
      const all = await call("GET", query, v.array(issue));
      return all.flatMap((one): Ticket[] => ticketOf(String(one.number), one.state === "open", one.body));
    },
    async open({ title, body, label }) {
      const opened = v.object({ html_url: v.string() });
      return (await call("POST", "", opened, { title, body, labels: [label] })).html_url;
    },
    async close(id, comment) {
      await call("POST", `/${id}/comments`, v.unknown(), { body: comment });
      await call("PATCH", `/${id}`, v.unknown(), { state: "closed", state_reason: "completed" });
    },
  };
}

function append({ environment }: Context, variable: string, text: string): void {
  const file = environment[variable];
  if (file) written(`${file} (${variable})`, () => appendFileSync(file, text));
}

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
