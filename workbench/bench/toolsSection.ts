import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cloudNamed } from "../../model/cloud";
import { adminConsentUrl, fullScopeNames, icertisHandoff } from "../../model/handoff";
import { contractVersion } from "../../model/program";
import { renderTenantJson } from "../../model/tenantJson";
import { identifierUriOf, tokenContract } from "../../model/token";
import { project } from "./benchStack";
import { type Bench, type Section, atMost, median, rangeText } from "./report";
import { timed } from "./timedCommand";

const id = (digit: string) => [8, 4, 4, 4, 12].map((length) => digit.repeat(length)).join("-");

/** Outputs as `pulumi stack output --json` prints them, of a stack that never was. */
function sampleOutputs(): string {
  const ids = { tenantId: id("1"), clientId: id("2"), objectId: id("3"), servicePrincipalObjectId: id("4") };
  const cloud = cloudNamed("public");
  const contract = tokenContract(cloud, ids.tenantId, ids.clientId, false);
  const scopes = fullScopeNames(ids.clientId, ["user_impersonation"]);
  return JSON.stringify({
    contractVersion,
    authentication: "oauth",
    ...ids,
    openIdMetadataUrl: contract.metadataUrl,
    identifierUri: identifierUriOf(ids.clientId),
    scopes,
    clientSecretKeyId: id("5"),
    clientSecretIssuedOn: "2026-11-23T00:00:00Z",
    clientSecretExpiresOn: "2027-11-23T00:00:00Z",
    nextRotationOn: "2027-09-24T00:00:00Z",
    tenantJson: renderTenantJson(contract),
    icertisHandoff: icertisHandoff(ids, contract),
    adminConsentUrl: adminConsentUrl(cloud, {
      ...ids,
      scopes,
      redirectUris: ["https://cloud.uipath.com/provisioning_/callback"],
    }),
  });
}

/** How an administrator's tenant.json can be built: an object keyed by name, or a list of objects with a `Name`. */
const tenantFileShapes = ["object", "list"] as const;

/** A tenant.json of about so many bytes, without the keys of this program. */
function tenantFile(shape: (typeof tenantFileShapes)[number], bytes: number): string {
  const entries: string[] = [];
  for (let size = 0, index = 0; size < bytes; index++) {
    const text = indented(setting(index));
    const entry = shape === "object" ? `  ${JSON.stringify(settingName(index))}: ${text}` : `  ${text}`;
    entries.push(entry);
    size += entry.length + 2;
  }
  const [open, close] = shape === "object" ? ["{", "}"] : ["[", "]"];
  return `${open}\n${entries.join(",\n")}\n${close}\n`;
}

function settingName(index: number): string {
  return `Core.Setting.N${index}`;
}

function setting(index: number) {
  return {
    Id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    IsEncrypted: index % 7 === 0,
    OverrideType: "Overridable",
    ValueType: "System.String, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089",
    Value: `value ${index}`,
    Description: "A setting of the instance",
    DefaultValue: null,
    IsReadOnly: false,
    ErrorMessageDescription: null,
    Name: settingName(index),
  };
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll("\n", "\n  ");
}

const title = "The `icertis-access` command";
const megabytes = 10;
const command = join(project, "dist", "cli", "main.js");

/** Start-up of the command, and its work on a large file. */
export async function toolsSection(bench: Bench): Promise<Section> {
  const reason = notBuilt();
  if (reason !== undefined) return { title, method: [`Not measured: ${reason}.`], tables: [], bounds: [] };
  const { node, help } = await measureStart(bench);
  const merges = await measureMerges(bench);
  const ratio = median(help) / median(node);
  const row = (what: string, seconds: readonly number[]) => [what, median(seconds).toFixed(3), rangeText(seconds, 3)];
  return {
    title,
    method: [
      `The compiled command in a fresh process each time, ${help.length} times in turn with an empty Node.js, and ${bench.runs} merges into files of ${megabytes} MB.`,
    ],
    tables: [
      {
        title: "Seconds",
        columns: ["command", "median", "range"],
        rows: [
          row("`node -e 0`", node),
          row("`icertis-access --help`", help),
          ...merges.map(({ shape, seconds }) => row(`\`icertis-access tenant-json merge\`, ${shape}`, seconds)),
        ],
      },
    ],
    bounds: [
      atMost("`icertis-access --help` / `node -e 0`", ratio, 1.5),
      ...merges.map(({ shape, seconds }) =>
        atMost(`\`tenant-json merge\` of ${megabytes} MB, ${shape}`, median(seconds), 2, "s"),
      ),
    ],
  };
}

/** Why there is nothing to measure: a build that is missing, or older than a source of the command. */
function notBuilt(): string | undefined {
  if (!existsSync(command)) return "the command is not built (`npm run prepare`)";
  const built = statSync(command).mtimeMs;
  const sources = ["cli", "entra", "model"].flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
  );
  const newer = sources.some((file) => statSync(join(file.parentPath, file.name)).mtimeMs > built);
  return newer ? "the build of the command is older than its sources (`npm run prepare`)" : undefined;
}

async function measureStart({ runs, signal, progress }: Bench) {
  progress("tools: --help");
  const node: number[] = [];
  const help: number[] = [];
  const take = async (args: string[]) =>
    (await timed({ command: process.execPath, args, folder: project, environment: process.env, signal })).seconds;
  for (let run = 0; run < 3 * runs; run++) {
    node.push(await take(["-e", "0"]));
    help.push(await take([command, "--help"]));
  }
  return { node, help };
}

async function measureMerges({ runs, signal, progress }: Bench) {
  const folder = mkdtempSync(join(tmpdir(), "icertis-access-tools-"));
  try {
    const outputs = join(folder, "outputs.json");
    const file = join(folder, "tenant.json");
    writeFileSync(outputs, sampleOutputs());
    const args = [command, "tenant-json", "merge", file, "--outputs", outputs];
    const merges: { readonly shape: string; readonly seconds: number[] }[] = [];
    for (const shape of tenantFileShapes) {
      progress(`tools: merge, ${shape}`);
      const text = tenantFile(shape, megabytes * 1_000_000);
      const seconds: number[] = [];
      for (let run = 0; run < runs; run++) {
        writeFileSync(file, text);
        const result = await timed({ command: process.execPath, args, folder, environment: process.env, signal });
        seconds.push(result.seconds);
      }
      merges.push({ shape, seconds });
    }
    return merges;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
