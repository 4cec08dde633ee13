// What npm runs after an installation: builds dist/, the commands and whatever other programs import.
// A production install (`npm ci --omit=dev`) deploys from the sources and has nothing to build with.
import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL(".", import.meta.url));

/** The build, step by step: Node.js scripts with their arguments, run in this folder. */
const steps = [
  ["typescript/bin/tsc", "-p", "tsconfig.build.json"],
  ["typescript/bin/tsc", "-p", "packages/entra-sandbox/tsconfig.build.json"],
  ["./bundle.mjs"],
];

if (isInstalled("mocha/package.json") && isInstalled("typescript/bin/tsc")) {
  for (const [script, ...args] of steps) run(require.resolve(script), args);
  // npx makes the command executable when it first links this folder, and not when it is built again.
  chmodSync(new URL("dist/cli/main.js", import.meta.url), 0o755);
} else {
  console.log("prepare: without the development packages dist/ is not built; `pulumi` does not need it");
}

function isInstalled(file) {
  try {
    return require.resolve(file) !== "";
  } catch {
    return false;
  }
}

function run(script, args) {
  const { status, error } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
