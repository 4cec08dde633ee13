import * as v from "valibot";
import type { Context, Environment } from "../../entra/context";
import { UserError } from "../../entra/userError";
import { withAssertion } from "../federation/assertion";
import { ask } from "./service";
import type { Platform } from "./platform";
import { type Ticket, ticketOf, type Tickets } from "./ticket";

/**
 * Azure Pipelines. The token is asked for here and passed on as `ARM_OIDC_TOKEN`, because the check that Pulumi's
 * azuread provider makes before it signs in does not know service connections. Reviewed code asks for a fresh one. Code of
 * a pull request is not given the token that can ask, and takes the one that AzureCLI@2 puts into the environment.
 */
export const azureDevOps: Platform = {
  name: "Azure Pipelines",
  variablesAt: "the variable group icertis-access (Pipelines → Library)",
  aliases: { AZURE_TENANT_ID: "AZURESUBSCRIPTION_TENANT_ID", AZURE_CLIENT_ID: "AZURESUBSCRIPTION_CLIENT_ID" },
  signIn: async (context, identity) => withAssertion(identity, await assertion(context)),
  notice: (level, message) => `##vso[task.logissue type=${level}]${oneLine(message)}`,
  summarize: (context, file) => context.out(`##vso[task.uploadsummary]${file}\n`),
  // The first is for later steps of the job, the second for other jobs.
  setOutput: (context, name, value) =>
    context.out(
      `##vso[task.setvariable variable=${name}]${value}\n##vso[task.setvariable variable=${name};isOutput=true]${value}\n`,
    ),
  runUrl: ({ environment }) => `${projectUrl(environment)}/_build/results?buildId=${environment["BUILD_BUILDID"]}`,
  tickets: ({ environment, fetch }) => (environment["SYSTEM_ACCESSTOKEN"] ? workItems(environment, fetch) : undefined),
};

async function assertion({ environment, fetch }: Context): Promise<string> {
  const {
    SYSTEM_OIDCREQUESTURI: url,
    SYSTEM_ACCESSTOKEN: token,
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: connection,
    idToken,
  } = environment;
  if (idToken) return idToken;
  if (url && token && connection) {
    const request = {
      method: "POST",
      url: `${url}?api-version=7.1&serviceConnectionId=${encodeURIComponent(connection)}`,
      headers: { authorization: `Bearer ${token}` },
      body: {},
      needs:
        "check that the pipeline may use the service connection (Project settings → Service connections → Security)",
    };
    return (await ask(fetch, request, v.object({ oidcToken: v.string() }))).oidcToken;
  }
  throw new UserError(
    "identity-token-missing",
    "Azure Pipelines gives this job no identity token",
    "run the step as pipelines/azure-devops/run.yml does: inside AzureCLI@2, with a service connection of the kind workload identity federation",
  );
}

const made = v.object({ id: v.number() });
const workItem = v.object({
  id: v.number(),
  fields: v.object({ "System.State": v.string(), "System.Description": v.nullish(v.string()) }),
});
const workItemState = v.object({ name: v.string(), category: v.string() });

function workItems(environment: Environment, fetch: Context["fetch"]): Tickets {
  const api = `${projectUrl(environment)}/_apis/wit`;
  const headers = { authorization: `Bearer ${environment["SYSTEM_ACCESSTOKEN"]}` };
  const needs =
    "give the project's build service the permission to edit work items (Project settings → Project configuration → Areas → Security)";
  const call = <T>(method: string, path: string, schema: v.GenericSchema<unknown, T>, body?: unknown) => {
    const type = Array.isArray(body) ? "application/json-patch+json" : "application/json";
    const url = `${api}/${path}${path.includes("?") ? "&" : "?"}api-version=7.1`;
    const all = { ...headers, "content-type": type };
    return ask(fetch, { method, url, headers: all, needs, ...(body !== undefined && { body }) }, schema);
  };
  const field = (name: string, value: string) => ({ op: "add", path: `/fields/${name}`, value });
  return {
    async list(label) {
      const query = `SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.Tags] CONTAINS '${label.replaceAll("'", "''")}'`;
      const { workItems: found } = await call("POST", "wiql", v.object({ workItems: v.array(made) }), { query });
      if (found.length === 0) return [];
      const ids = found.slice(0, 200).map(({ id }) => id);
      const { value } = await call("GET", `workitems?ids=${ids.join(",")}`, v.object({ value: v.array(workItem) }));
      return value.flatMap(({ id, fields }): Ticket[] =>
        ticketOf(String(id), !closedStates.has(fields["System.State"]), fields["System.Description"]),
      );
    },
    async open({ title, body, label }) {
      const fields = [
        field("System.Title", title),
        field("System.Description", html(body)),
        field("System.Tags", `icertis-access; ${label}`),
      ];
      const { id } = await call("POST", "workitems/$Issue", made, fields);
      return `${projectUrl(environment)}/_workitems/edit/${id}`;
    },
    async close(id, comment) {
      // What "done" is called depends on the project's process.
      const { value } = await call("GET", "workitemtypes/Issue/states", v.object({ value: v.array(workItemState) }));
      const done = value.find(({ category }) => category === "Completed")?.name ?? "Closed";
      await call("PATCH", `workitems/${id}`, v.unknown(), [
        field("System.History", comment),
        field("System.State", done),
      ]);
    },
  };
}

/** Of the processes Basic, Agile, Scrum and CMMI. */
const closedStates: ReadonlySet<string> = new Set(["Done", "Closed", "Removed", "Resolved"]);

function projectUrl({ SYSTEM_COLLECTIONURI: collection, SYSTEM_TEAMPROJECT: project = "" }: Environment): string {
  return `${collection}${encodeURIComponent(project)}`;
}

function html(text: string): string {
  return text.replaceAll("\n", "<br>");
}

/** A logging command is one line. */
function oneLine(text: string): string {
  return text.replace(/\s*\r?\n\s*/g, " ");
}
