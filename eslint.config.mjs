import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["**/dist/", "node_modules/", "examples/", "**/*.mjs", "**/*.js"] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "@pulumi": pulumi },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      "@pulumi/no-output-instance-in-template-literal": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      eqeqeq: "error",
      "max-params": ["error", 4],
      "no-console": "error",
      "no-nested-ternary": "error",
    },
  },
  {
    // Commands and the demo speak to a person on the console; everything else reports through return values.
    files: ["cli/**", "entra/processContext.ts", "packages/entra-sandbox/src/main.ts", "workbench/**"],
    rules: { "no-console": "off" },
  },
  {
    // mocha's `describe`/`it` return promises that nobody awaits by design.
    files: ["test/**", "packages/*/test/**"],
    rules: { "@typescript-eslint/no-floating-promises": ["error", { allowForKnownSafeCalls: ["describe", "it"] }] },
  },
);
