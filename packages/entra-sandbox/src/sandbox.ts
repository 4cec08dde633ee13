import { randomBytes } from "node:crypto";
import { Agent } from "node:https";
import { clouds } from "./cloud";
import { serverCertificate } from "./certificates";
import type { CaFile } from "./caFile";
import { writeCaFile } from "./caFile";
import { VirtualClock } from "./clock";
import type { Directory, User } from "./directory/directory";
import { Faults } from "./faults/faults";
import type { StandingDelays } from "./faults/middleware";
import type { GraphCall } from "./graphClient";
import { graphClient } from "./graphClient";
import { httpApplication } from "./httpApplication";
import type { LoopbackFetch } from "./loopbackFetch";
import { loopbackFetch } from "./loopbackFetch";
import type { SandboxOptions } from "./options";
import { RequestLog } from "./requestLog";
import { issueIdentitySecrets, seededDirectory } from "./seed";
import type { DeployingIdentity } from "./seed";
import { close, listen, portOf, serve } from "./server";
import type { ConsentAnswer } from "./signin/consent";
import { signingKey } from "./signin/signingKey";
import { readState, snapshot, UnsavedChanges, writeState } from "./stateFile";

/** A running sandbox. */
export interface Sandbox {
  readonly port: number;
  /** `https://localhost:PORT` */
  readonly url: string;
  readonly tenantId: string;
  readonly caPem: string;
  /** Admin routes want it as `Authorization: Bearer`; `fetch` sends it. */
  readonly adminToken: string;
  /** A file with `caPem`, removed on close. */
  readonly caFile: string;
  /** What to export for Pulumi (azuread provider) and Node.js programs, as the first deploying identity. */
  readonly environment: Readonly<Record<string, string>>;
  readonly identities: readonly DeployingIdentity[];
  readonly users: readonly User[];
  readonly clock: VirtualClock;
  readonly faults: Faults;
  /** Standing latency and lags: may be changed while it runs. */
  readonly delays: StandingDelays;
  readonly requestLog: RequestLog;
  /** The tenant itself, for tests that arrange or look behind Graph. */
  readonly directory: Directory;
  /** A copy of everything in the tenant, as data. */
  snapshot(): ReturnType<typeof snapshot>;
  /** How people answer the consent page from now on. */
  answerConsent(answer: ConsentAnswer): void;
  readonly fetch: LoopbackFetch;
  /** Graph as a deploying identity, the first one by default. */
  graph(identity?: DeployingIdentity): GraphCall;
  /**
   * Stops listening, cuts open connections and removes what was written, except the state file: that gets what is not
   * saved yet, and it rejects with a `SandboxError` when it cannot be written.
   */
  close(): Promise<void>;
}

/** Starts a local Entra ID on 127.0.0.1. Rejects with a `SandboxError` for a port, state file or temporary folder it cannot use. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { stateFile, now } = options;
  const cloud = clouds[options.cloud ?? "public"];
  const restored = stateFile === undefined ? undefined : readState(stateFile, cloud, now);
  const directory = restored ?? seededDirectory(options, new VirtualClock(now));
  const identities = issueIdentitySecrets(directory);
  const [certificate, key] = await Promise.all([serverCertificate(), signingKey()]);
  const server = await listen(options.port ?? 0, certificate);
  const unsaved = new UnsavedChanges(directory, () => {
    if (stateFile !== undefined) writeState(stateFile, directory);
  });
  let ca: CaFile | undefined;
  try {
    ca = writeCaFile(certificate.caPem);
    // Only now: a start that fails must not take the secrets from another sandbox that uses the file.
    unsaved.save();
  } catch (error) {
    ca?.remove();
    await close(server);
    throw error;
  }
  const port = portOf(server);
  const url = `https://localhost:${port}`;
  const faults = new Faults();
  const requestLog = new RequestLog();
  const delays = {
    latencyMs: options.latencyMs ?? 0,
    replicationLagMs: options.replicationLagMs ?? 0,
    secretLagMs: options.secretLagMs ?? 0,
  };
  const adminToken = randomBytes(32).toString("base64url");
  const log = (line: string) => options.log?.(printable(line));
  let consent = options.consent ?? "accept";
  const consentAnswer = () => consent;
  const state = { directory, key, faults, delays, requestLog, unsaved, consentAnswer };
  serve(server, httpApplication({ ...state, url, adminToken, log }, options).fetch, log);
  const agent = new Agent({ ca: certificate.caPem, keepAlive: true });
  const fetch = loopbackFetch(url, cloud, { agent, adminToken });
  return {
    port,
    url,
    tenantId: directory.tenantId,
    caPem: certificate.caPem,
    adminToken,
    caFile: ca.path,
    environment: environment(port, directory.tenantId, ca, identities[0]),
    identities,
    users: [...directory.users.values()],
    clock: directory.clock,
    faults,
    delays,
    requestLog,
    directory,
    snapshot: () => structuredClone(snapshot(directory)),
    answerConsent: (answer) => {
      consent = answer;
    },
    fetch,
    graph: (identity = identities[0]) => {
      if (!identity) throw new Error("the sandbox was seeded without a deploying identity");
      return graphClient(fetch, directory, identity);
    },
    close: async () => {
      agent.destroy();
      await close(server);
      ca.remove();
      unsaved.save();
    },
  };
}

/** What a request can put into a line of the log must not move the cursor or turn text around. */
function printable(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

function environment(port: number, tenantId: string, ca: CaFile, identity: DeployingIdentity | undefined) {
  return {
    ARM_METADATA_HOSTNAME: `localhost:${port}`,
    ARM_TENANT_ID: tenantId,
    ...(identity && { ARM_CLIENT_ID: identity.clientId, ARM_CLIENT_SECRET: identity.clientSecret }),
    ARM_USE_CLI: "false",
    ARM_USE_MSI: "false",
    // Go programs on Linux; on macOS and Windows they ask the system's store.
    SSL_CERT_FILE: ca.path,
    NODE_EXTRA_CA_CERTS: ca.path,
  };
}
