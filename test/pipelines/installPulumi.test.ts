import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { processContext } from "../../entra/processContext";
import type { UserError } from "../../entra/userError";
import { temporaryFolder } from "../temporaryFolder";
import { installPulumi, pinnedVersion, withPinnedPulumi } from "../../pipelines/steps/installPulumi";

describe("the installation of the Pulumi CLI", () => {
  const folder = temporaryFolder();
  let archive: Buffer;
  const bin = () => join(folder, "versions", pinnedVersion, "bin");
  before(async () => {
    mkdirSync(join(folder, "pulumi"));
    writeFileSync(join(folder, "pulumi", "pulumi"), "the CLI");
    await processContext(process.env, folder).run("tar", ["-czf", "made.tar.gz", "pulumi"]);
    archive = readFileSync(join(folder, "made.tar.gz"));
  });

  const install = (checksum: string, hosts: string[] = []) => {
    const name = `pulumi-v${pinnedVersion}-${process.platform}-${process.arch}.tar.gz`;
    const environment = { ...process.env, PULUMI_HOME: folder };
    return installPulumi({
      ...processContext(environment, folder),
      out: () => undefined,
      fetch: (url) => {
        const { host } = new URL(url);
        hosts.push(host);
        // GitHub answers a release's file with a redirect.
        if (host === "github.com") {
          const headers = { location: "https://objects.githubusercontent.com/checksums" };
          return Promise.resolve(new Response(null, { status: 302, headers }));
        }
        const body = host === "get.pulumi.com" ? new Uint8Array(archive) : `aaaa  other.tar.gz\n${checksum}  ${name}\n`;
        return Promise.resolve(new Response(body));
      },
    });
  };

  it("unpacks nothing whose checksum is not the published one", async () => {
    for (const checksum of ["0".repeat(64), ""]) {
      await assert.rejects(install(checksum), ({ code }: UserError) => code === "checksum-wrong");
      assert.equal(existsSync(bin()), false);
    }
  });

  it("takes archive and checksum from two hosts, and puts the CLI of the SDK's version first on PATH", async () => {
    const hosts: string[] = [];
    await install(createHash("sha256").update(archive).digest("hex"), hosts);
    assert.deepEqual(hosts, ["github.com", "objects.githubusercontent.com", "get.pulumi.com"]);
    assert.equal(readFileSync(join(bin(), "pulumi"), "utf8"), "the CLI");
    assert.equal(withPinnedPulumi({ PULUMI_HOME: folder, PATH: "/usr/bin" })["PATH"], `${bin()}:/usr/bin`);
  });

  it("downloads nothing where it is there", async () => {
    const hosts: string[] = [];
    await install("", hosts);
    assert.deepEqual(hosts, []);
  });
});
