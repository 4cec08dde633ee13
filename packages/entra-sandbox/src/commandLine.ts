import { Command, CommanderError, InvalidArgumentError } from "commander";
import type { Sandbox } from "./sandbox";
import { startSandbox } from "./sandbox";
import { SandboxError } from "./sandboxError";

const notes = `
Go programs (the Pulumi providers) take the authority from SSL_CERT_FILE on Linux only; on macOS and Windows they ask the
system's store: add the ca.pem file there, or use Linux, a container or WSL.
Date, faults and the request log: GET https://localhost:PORT/_sandbox, with the token printed at start, lists the routes.
`;

/** Where the command writes. */
interface Console {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

interface Options {
  readonly port: number;
  readonly state?: string;
  readonly json: boolean;
}

/** Starts what the arguments ask for; undefined after `--help`. Rejects with a `SandboxError` for what cannot be done. */
export async function startFromCommandLine(args: string[], { out, error }: Console): Promise<Sandbox | undefined> {
  const options = readOptions(args, out);
  if (!options) return undefined;
  const { port, state, json } = options;
  const sandbox = await startSandbox({
    port,
    ...(state !== undefined && { stateFile: state }),
    log: (line) => error(`entra-sandbox: ${line}`),
  });
  out(json ? JSON.stringify(summary(sandbox)) : shellLines(sandbox));
  return sandbox;
}

function readOptions(args: string[], out: Console["out"]): Options | undefined {
  const command = new Command("entra-sandbox")
    .description(
      "Starts a local Entra ID on 127.0.0.1 and prints the environment that points Pulumi, MSAL or curl at it.",
    )
    .option("--port <port>", "port to listen on; 0 is a free one", portNumber, 0)
    .option("--state <file>", "keep tenant and date in this file: read if it exists, written after every change")
    .option("--json", "print one JSON object instead of shell exports", false)
    .addHelpText("after", notes)
    .exitOverride()
    .configureOutput({ writeOut: (text) => out(text.trimEnd()), outputError: () => undefined });
  try {
    command.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw new SandboxError(
      "arguments-invalid",
      `${error.message.replace(/^error: /, "").replaceAll("\n", " ")}; --help shows what there is`,
    );
  }
  return command.opts<Options>();
}

/** Digits only: `Number` takes `1e4` and ` 8443` too. */
function portNumber(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError("Expected a number from 0 to 65535.");
}

function shellLines({ url, environment, users, adminToken }: Sandbox): string {
  return [
    `# A local Entra ID at ${url}; Ctrl-C stops it. In another shell:`,
    ...Object.entries(environment).map(([name, value]) => `export ${name}=${value}`),
    `# People who can sign in: ${users.map(({ userPrincipalName }) => userPrincipalName).join(", ")}`,
    `export ENTRA_SANDBOX_TOKEN=${adminToken}`,
    `# Date, faults, request log: curl --cacert $SSL_CERT_FILE -H "Authorization: Bearer $ENTRA_SANDBOX_TOKEN" ${url}/_sandbox`,
  ].join("\n");
}

function summary({ url, port, tenantId, caFile, adminToken, environment, users }: Sandbox): object {
  return { url, port, tenantId, caFile, adminToken, environment, users };
}
