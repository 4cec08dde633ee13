// Bundles what has to run on its own: the script of the hand-off page, and the tools as one file for people who have
// Node.js and nothing else.
import { buildSync } from "esbuild";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL(".", import.meta.url));
const common = { absWorkingDir: root, bundle: true, minify: true, charset: "utf8", legalComments: "eof" };

/** The bundles, by the file each is written to. */
export const bundles = {
  "dist/handoff-page.js": {
    ...common,
    entryPoints: ["cli/handoff/browser/main.ts"],
    tsconfig: "cli/handoff/browser/tsconfig.json",
    platform: "browser",
    format: "iife",
    target: "es2022",
  },
  "dist/icertis-tools.mjs": {
    ...common,
    entryPoints: ["cli/tools.ts"],
    platform: "node",
    format: "esm",
    target: "node20",
    // Its other build loads its parts by a `require` that no bundler sees.
    alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    // Packages that are not ES modules ask for Node.js' own modules by `require`.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  },
};

/** Builds one bundle and returns its text; nothing is written. */
export function bundleText(name) {
  return buildSync({ ...bundles[name], write: false }).outputFiles[0].text;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [outfile, options] of Object.entries(bundles)) buildSync({ ...options, outfile });
}
