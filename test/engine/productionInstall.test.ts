import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { describeOnEngine } from "./onEngine";
import { credentialsOf } from "./tenant";

const project = join(__dirname, "..", "..");

/** Folders that a checkout does not have, or that an install does not look at. */
const left = new Set(["node_modules", "dist", ".git", "docs", "test", "workbench"]);

const installs: Readonly<Record<string, { readonly args: readonly string[]; readonly environment?: object }>> = {
  "npm ci --omit=dev": { args: ["ci", "--omit=dev"] },
  "npm ci --omit=dev --ignore-scripts": { args: ["ci", "--omit=dev", "--ignore-scripts"] },
  "NODE_ENV=production npm ci": { args: ["ci"], environment: { NODE_ENV: "production" } },
};

describeOnEngine("a production install", { now: new Date("2026-11-23T08:00:00Z") }, (on) => {
  for (const [title, { args, environment }] of Object.entries(installs)) {
    it(`deploys and destroys: ${title}`, async () => {
      const copy = mkdtempSync(join(tmpdir(), "icertis-access-production-"));
      try {
        const filter = (file: string) =>
          !relative(project, file)
            .split(sep)
            .some((part) => left.has(part));
        cpSync(project, copy, { recursive: true, filter });
        const env = { ...process.env, ...environment };
        await promisify(execFile)("npm", [...args, "--no-audit", "--no-fund", "--prefer-offline"], { cwd: copy, env });
        assert.equal(existsSync(join(copy, "node_modules", "mocha")), false, "no development packages");

        const dev = await on.newStack("dev", { project: copy });
        on.setNow(dev, "2026-11-23T08:00:00Z");
        await dev.up();
        assert.equal(credentialsOf(on.sandbox).length, 1);
        const schedule = { firstIssued: "2026-11-23", lifetimeDays: 180, overlapDays: 30 };
        dev.configure({ rotation: { ...schedule, allowRevocationUntil: "2026-11-23T09:00:00Z" } });
        await dev.destroy();
      } finally {
        rmSync(copy, { recursive: true });
      }
    });
  }
});
