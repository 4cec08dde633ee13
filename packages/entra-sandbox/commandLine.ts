import { parseArgs } from "node:util";
import type { Sandbox } from "./sandbox";
import { startSandbox } from "./sandbox";
import { SandboxError } from "./sandboxError";

const help = `usage: npm run sandbox -- [--port PORT] [--state FILE] [--json]

Starts a local Entra ID on 127.0.0.1 and prints the environment that points Pulumi, MSAL or curl at it.

  --port PORT   port to listen on; a free one by default
  --state FILE  keep tenant and date in this file: read if it exists, written after every change
  --json        print one JSON object instead of shell exports
  --help        this text

Go programs (the Pulumi providers) take the authority from SSL_CERT_FILE on Linux only; on macOS and Windows they ask the
system's store: add the ca.pem file there, or use Linux, a container or WSL.
Date, faults and the request log: GET https://localhost:PORT/_sandbox lists the admin routes.
`;

/** Where the command writes. */
export interface Console {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Starts what the arguments ask for; undefined after `--help`. Rejects with a `SandboxError` for what cannot be done. */
export async function startFromCommandLine(args: string[], { out, error }: Console): Promise<Sandbox | undefined> {
  const flags = readFlags(args);
  if (flags.help) {
    out(help);
    return undefined;
  }
  const sandbox = await startSandbox({
    port: flags.port,
    ...(flags.state !== undefined && { stateFile: flags.state }),
    log: (line) => error(`sandbox: ${line}`),
  });
  out(flags.json ? JSON.stringify(summary(sandbox)) : shellLines(sandbox));
  return sandbox;
}

interface Flags {
  readonly port: number;
  readonly state?: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

function readFlags(args: string[]): Flags {
  const options = {
    port: { type: "string", default: "0" },
    state: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  } as const;
  let values;
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    throw new SandboxError(`${(error as Error).message.split(". ")[0]}; --help shows what there is`);
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new SandboxError(`--port ${values.port}: expected a number from 0 to 65535`);
  }
  return { ...values, port };
}

function shellLines({ url, environment, users }: Sandbox): string {
  return [
    `# A local Entra ID at ${url}; Ctrl-C stops it. In another shell:`,
    ...Object.entries(environment).map(([name, value]) => `export ${name}=${value}`),
    `# People who can sign in: ${users.map(({ userPrincipalName }) => userPrincipalName).join(", ")}`,
    `# Date, faults, request log: curl --cacert $SSL_CERT_FILE ${url}/_sandbox`,
  ].join("\n");
}

function summary({ url, port, tenantId, caFile, environment, users }: Sandbox): object {
  return { url, port, tenantId, caFile, environment, users };
}
