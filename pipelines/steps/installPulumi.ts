import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { Context, Environment } from "../../entra/context";
import { UserError } from "../../entra/userError";
import { log } from "./step";

/** The version of the SDK, and so of the CLI: pinned in one place, package.json. */
export const pinnedVersion = (
  JSON.parse(readFileSync(require.resolve("@pulumi/pulumi/package.json"), "utf8")) as { readonly version: string }
).version;

/** The environment with the CLI that `install-pulumi` installed first on PATH, where it is there. */
export function withPinnedPulumi(environment: Environment): Environment {
  const folder = join(homeOf(environment), "bin");
  if (!existsSync(folder)) return environment;
  return { ...environment, PATH: [folder, environment["PATH"]].filter(Boolean).join(delimiter) };
}

function homeOf(environment: Environment): string {
  return join(environment["PULUMI_HOME"] ?? join(homedir(), ".pulumi"), "versions", pinnedVersion);
}

/**
 * Installs the CLI of the SDK's very version. The archive is compared with the checksum that its release publishes, which
 * comes from another host than the archive. Nothing that was downloaded runs before that.
 */
export async function installPulumi(context: Context): Promise<void> {
  const archive = `pulumi-v${pinnedVersion}-${system()}.tar.gz`;
  const home = homeOf(context.environment);
  if (existsSync(join(home, "bin"))) return log(context, `Pulumi CLI ${pinnedVersion} is there`);
  const releases = `https://github.com/pulumi/pulumi/releases/download/v${pinnedVersion}`;
  const checksums = (await download(context, `${releases}/pulumi-${pinnedVersion}-checksums.txt`)).toString("utf8");
  const published = checksums
    .split("\n")
    .find((line) => line.trim().endsWith(archive))
    ?.split(/\s+/, 1)[0];
  const content = await download(context, `https://get.pulumi.com/releases/sdk/${archive}`);
  const actual = createHash("sha256").update(content).digest("hex");
  if (actual !== published) {
    throw new UserError(
      "checksum-wrong",
      `${archive} has the SHA-256 ${actual}, and its release publishes ${published ?? "none for it"}; nothing was installed`,
      "run the job again; if it fails again, do not use the archive and report it to Pulumi",
    );
  }
  mkdirSync(dirname(home), { recursive: true });
  const folder = mkdtempSync(`${home}-`);
  try {
    writeFileSync(join(folder, archive), content);
    const unpacked = await context.run("tar", ["-xzf", archive], { folder });
    if (unpacked?.code !== 0) {
      throw new UserError(
        "archive-unreadable",
        `tar could not unpack ${archive}: ${unpacked?.text ?? "there is no tar"}`,
      );
    }
    mkdirSync(home, { recursive: true });
    renameSync(join(folder, "pulumi"), join(home, "bin"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  log(context, `Pulumi CLI ${pinnedVersion}`);
}

/** Follows redirects within HTTPS: GitHub answers a release's file with one. */
async function download({ fetch }: Context, url: string, hops = 3): Promise<Buffer> {
  const answer = await fetch(url);
  const next = answer.headers.get("location");
  if (next !== null && next.startsWith("https://") && hops > 0) return download({ fetch } as Context, next, hops - 1);
  if (answer.ok) return Buffer.from(await answer.arrayBuffer());
  throw new UserError(
    "download-failed",
    `${url} answered ${answer.status}`,
    `let the runner reach get.pulumi.com and GitHub's releases, or use an image with Pulumi ${pinnedVersion} and leave this step out`,
  );
}

function system(): string {
  const names: Partial<Record<NodeJS.Platform, string>> = { linux: "linux", darwin: "darwin" };
  const name = names[process.platform];
  if (name !== undefined) return `${name}-${process.arch}`;
  throw new UserError(
    "system-unsupported",
    `this step installs on Linux and macOS, and this is ${process.platform}`,
    "install Pulumi as its own page says",
  );
}
