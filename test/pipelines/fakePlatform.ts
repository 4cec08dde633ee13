import { UnsecuredJWT } from "jose";
import { join } from "node:path";
import type { Context, Environment } from "../../entra/context";
import { processContext } from "../../entra/processContext";
import type { Sandbox } from "../../packages/entra-sandbox";
import { temporaryFolder } from "../temporaryFolder";

export const platformNames = ["github", "azure", "gitlab"] as const;
export type PlatformName = (typeof platformNames)[number];

/** A ticket as a platform keeps it. */
export interface FakeTicket {
  readonly id: number;
  open: boolean;
  readonly title: string;
  readonly body: string;
  readonly label: string;
  readonly comments: string[];
}

/** A platform's own services beside the sandbox's Entra ID: identity tokens and tickets. */
export interface FakePlatform {
  /** The jobs' checkout. */
  readonly folder: string;
  readonly files: string;
  readonly tickets: FakeTicket[];
  /** What the platform's service answers instead, once; with the status 200, as the whole body. */
  fails?: { readonly status: number; readonly message: string };
  /** What Entra ID's token endpoint answers instead of a token, once. */
  denies?: string;
  /** A context that acts as one of the sandbox's identities. */
  context(name: PlatformName, identity: number, own: Partial<Context>, variables?: Environment): Context;
}

const subjects: Readonly<Record<PlatformName, string>> = {
  github: "repo:acme/icertis:environment:icertis-dev",
  azure: "sc://acme/icertis/icertis-dev",
  gitlab: "project_path:acme/icertis:ref_type:branch:ref:main",
};

/** Makes a platform around a sandbox; with a folder of its own as the checkout where none is given. */
export function fakePlatform(sandbox: Sandbox, checkout?: string): FakePlatform {
  const files = temporaryFolder();
  const folder = checkout ?? files;
  const platform: FakePlatform = {
    folder,
    files,
    tickets: [],
    context(name, identity, own, variables = {}) {
      const { clientId = "" } = sandbox.identities[identity] ?? {};
      const { ARM_METADATA_HOSTNAME, SSL_CERT_FILE, NODE_EXTRA_CA_CERTS } = sandbox.environment;
      const environment = {
        ...{ ARM_METADATA_HOSTNAME, SSL_CERT_FILE, NODE_EXTRA_CA_CERTS },
        PULUMI_BACKEND_URL: "azblob://state-{stack}?storage_account=acme",
        ...variablesOf(name, sandbox.tenantId, clientId, files),
        ...variables,
      };
      return {
        ...processContext(environment, folder),
        now: () => sandbox.clock.now().getTime(),
        fetch: (url, init) => answer({ platform, name, sandbox }, new URL(url), init),
        ...own,
      };
    },
  };
  return platform;
}

/** What a platform says of a job. */
export function identityToken(name: PlatformName): string {
  const claims = { iss: `https://${name}.test`, sub: subjects[name], aud: "api://AzureADTokenExchange" };
  return new UnsecuredJWT(claims).encode();
}

function variablesOf(name: PlatformName, tenantId: string, clientId: string, files: string): Environment {
  const ids = { AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: clientId };
  const all: Readonly<Record<PlatformName, Environment>> = {
    github: {
      ...ids,
      GITHUB_ACTIONS: "true",
      ACTIONS_ID_TOKEN_REQUEST_URL: "https://platform.test/token?v=1",
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "job-token",
      GITHUB_REPOSITORY: "acme/icertis",
      GITHUB_API_URL: "https://platform.test",
      GITHUB_SERVER_URL: "https://github.test",
      GITHUB_RUN_ID: "9",
      GITHUB_TOKEN: "job-token",
      GITHUB_OUTPUT: join(files, "outputs"),
      GITHUB_STEP_SUMMARY: join(files, "summary.md"),
    },
    azure: {
      TF_BUILD: "True",
      SYSTEM_OIDCREQUESTURI: "https://platform.test/oidc",
      SYSTEM_ACCESSTOKEN: "job-token",
      SYSTEM_COLLECTIONURI: "https://platform.test/acme/",
      SYSTEM_TEAMPROJECT: "icertis",
      BUILD_BUILDID: "9",
      AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "connection",
      AZURESUBSCRIPTION_TENANT_ID: tenantId,
      AZURESUBSCRIPTION_CLIENT_ID: clientId,
    },
    gitlab: {
      ...ids,
      GITLAB_CI: "true",
      AZURE_ID_TOKEN: identityToken(name),
      CI_API_V4_URL: "https://platform.test/api/v4",
      CI_PROJECT_ID: "1",
      CI_JOB_URL: "https://gitlab.test/acme/icertis/-/jobs/9",
      ICERTIS_TICKET_TOKEN: "project-token",
    },
  };
  return all[name];
}

type Init = Parameters<Context["fetch"]>[1];

interface Asked {
  readonly platform: FakePlatform;
  readonly name: PlatformName;
  readonly sandbox: Sandbox;
}

function answer({ platform, name, sandbox }: Asked, url: URL, init: Init): Promise<Response> {
  // Elsewhere, too: the real provider asks for its token itself, at an address it can reach.
  if (url.pathname === "/token") return Promise.resolve(Response.json({ value: identityToken(name) }));
  if (url.host === "platform.test") {
    const { fails } = platform;
    delete platform.fails;
    if (fails?.status === 200) return Promise.resolve(new Response(fails.message));
    if (fails) return Promise.resolve(Response.json({ message: fails.message }, { status: fails.status }));
    const value = identityToken(name);
    if (url.pathname === "/oidc") return Promise.resolve(Response.json({ oidcToken: value }));
    const body: unknown = init?.body === undefined ? undefined : JSON.parse(init.body);
    const call = { method: init?.method ?? "GET", path: url.pathname, query: url.searchParams, body };
    return Promise.resolve(Response.json(services[name](platform.tickets, call)));
  }
  if (platform.denies !== undefined && url.pathname.endsWith("/oauth2/v2.0/token")) {
    const error_description = platform.denies;
    delete platform.denies;
    return Promise.resolve(Response.json({ error: "invalid_client", error_description }, { status: 401 }));
  }
  return sandbox.fetch(url.href, init);
}

interface ServiceCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** Issues and work items, as far as the steps use them. */
const services: Readonly<Record<PlatformName, (tickets: FakeTicket[], call: ServiceCall) => unknown>> = {
  github(tickets, { method, path, query, body }) {
    const [, id, comments] = /\/repos\/acme\/icertis\/issues(?:\/(\d+))?(\/comments)?$/.exec(path) ?? assertNever(path);
    const given = body as { title: string; body: string; labels: [string] };
    const shown = (one: FakeTicket) => ({
      number: one.id,
      state: one.open ? "open" : "closed",
      body: one.body,
      html_url: `https://github.test/${one.id}`,
    });
    if (method === "GET") return tickets.filter(({ label }) => label === query.get("labels")).map(shown);
    if (id === undefined) return shown(add(tickets, given.title, given.body, given.labels[0]));
    const one = ticket(tickets, id);
    if (comments) return one.comments.push(given.body);
    return (one.open = false);
  },
  gitlab(tickets, { method, path, query, body }) {
    const [, id, notes] = /\/api\/v4\/projects\/1\/issues(?:\/(\d+))?(\/notes)?$/.exec(path) ?? assertNever(path);
    const given = body as { title: string; description: string; labels: string; body: string };
    const shown = (one: FakeTicket) => ({
      iid: one.id,
      state: one.open ? "opened" : "closed",
      description: one.body,
      web_url: `https://gitlab.test/${one.id}`,
    });
    if (method === "GET") return tickets.filter(({ label }) => label === query.get("labels")).map(shown);
    if (id === undefined) return shown(add(tickets, given.title, given.description, given.labels));
    const one = ticket(tickets, id);
    if (notes) return one.comments.push(given.body);
    return (one.open = false);
  },
  azure(tickets, { method, path, query, body }) {
    const rest = /^\/acme\/icertis\/_apis\/wit\/(.+)$/.exec(path)?.[1] ?? assertNever(path);
    if (rest === "wiql") {
      const label = /CONTAINS '([^']+)'/.exec((body as { query: string }).query)?.[1];
      return { workItems: tickets.filter((one) => one.label.endsWith(`; ${label}`)).map(({ id }) => ({ id })) };
    }
    if (rest === "workitemtypes/Issue/states") return { value: [{ name: "Finished", category: "Completed" }] };
    const fields = (Array.isArray(body) ? body : []) as { path: string; value: string }[];
    const field = (name: string) => fields.find((one) => one.path === `/fields/${name}`)?.value ?? "";
    if (method === "GET") {
      const ids = query.get("ids")?.split(",") ?? [];
      const value = ids
        .map((id) => ticket(tickets, id))
        .map((one) => ({
          id: one.id,
          fields: { "System.State": one.open ? "Active" : "Done", "System.Description": one.body },
        }));
      return { value };
    }
    if (method === "POST") {
      return add(tickets, field("System.Title"), field("System.Description"), field("System.Tags"));
    }
    const one = ticket(tickets, rest.split("/")[1] ?? "");
    one.comments.push(field("System.History"));
    if (field("System.State") === "Finished") one.open = false;
    return {};
  },
};

function add(tickets: FakeTicket[], title: string, body: string, label: string): FakeTicket {
  const made = { id: tickets.length + 1, open: true, title, body, label, comments: [] };
  tickets.push(made);
  return made;
}

function ticket(tickets: readonly FakeTicket[], id: string): FakeTicket {
  const found = tickets.find((one) => String(one.id) === id);
  if (!found) throw new Error(`there is no ticket ${id}`);
  return found;
}

function assertNever(path: string): never {
  throw new Error(`the platform has no ${path}`);
}
