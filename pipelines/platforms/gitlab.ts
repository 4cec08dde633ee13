import * as v from "valibot";
import type { Context, Environment } from "../../entra/context";
import { UserError } from "../../entra/userError";
import { withAssertion } from "../federation/assertion";
import { ask } from "./service";
import type { Platform } from "./platform";
import { type Ticket, ticketOf, type Tickets } from "./ticket";

/** GitLab CI/CD. Reports reach the merge request as a comment and as artifacts, outputs as files. */
export const gitlab: Platform = {
  name: "GitLab CI/CD",
  variablesAt: "the project's variables, one set per environment (Settings → CI/CD → Variables)",
  aliases: {},
  signIn({ environment }, identity) {
    const token = environment["AZURE_ID_TOKEN"];
    if (token) return Promise.resolve(withAssertion(identity, token));
    throw new UserError(
      "identity-token-missing",
      "GitLab gives this job no identity token",
      "extend the job from `.signed-in`, whose `id_tokens` names AZURE_ID_TOKEN",
    );
  },
  pulumiCloudToken: ({ environment }) => Promise.resolve(environment["PULUMI_ID_TOKEN"] ?? ""),
  // Red or yellow: GitLab has no annotations in a job's log.
  notice: (level, message) => `\u001b[${level === "error" ? "31" : "33"};1m${level.toUpperCase()}: ${message}\u001b[0m`,
  runUrl: ({ environment }) => environment["CI_JOB_URL"] ?? "",
  tickets: ({ environment, fetch }) => (environment["ICERTIS_TICKET_TOKEN"] ? issues(environment, fetch) : undefined),
};

const issue = v.object({ iid: v.number(), state: v.string(), description: v.nullish(v.string()) });

/** The job's own token may not write issues, so this takes a project access token. */
function issues(environment: Environment, fetch: Context["fetch"]): Tickets {
  const { CI_API_V4_URL: api, CI_PROJECT_ID: project, ICERTIS_TICKET_TOKEN: token = "" } = environment;
  const url = `${api}/projects/${project}/issues`;
  const headers = { "private-token": token };
  const needs = "give ICERTIS_TICKET_TOKEN a project access token with the role Reporter and the scope api";
  const call = <T>(method: string, path: string, schema: v.GenericSchema<unknown, T>, body?: unknown) =>
    ask(fetch, { method, url: url + path, headers, needs, ...(body !== undefined && { body }) }, schema);
  return {
    async list(label) {
      const all = await call("GET", `?labels=${encodeURIComponent(label)}&per_page=100`, v.array(issue));
      return all.flatMap((one): Ticket[] => ticketOf(String(one.iid), one.state === "opened", one.description));
    },
    async open({ title, body, label, due }) {
      const date = due === undefined ? {} : { due_date: due.slice(0, 10) };
      const opened = v.object({ web_url: v.string() });
      return (await call("POST", "", opened, { title, description: body, labels: label, ...date })).web_url;
    },
    async close(id, comment) {
      await call("POST", `/${id}/notes`, v.unknown(), { body: comment });
      await call("PUT", `/${id}`, v.unknown(), { state_event: "close" });
    },
  };
}
