import type { Problem } from "./problem";

/** Settings whose name is fixed and whose implementation is not part of this version. */
const keys: readonly string[] = ["vault", "adopt", "instance", "apiKey"];
const values: Readonly<Record<string, string>> = {
  authentication: "apiKey",
  clientApplication: "separate",
  adminConsent: "true",
};

/** Refuses, rather than ignores, what this version cannot do yet. Takes the raw texts; never repeats a value. */
export function notYetProblems(raw: Readonly<Record<string, string>>): Problem[] {
  const rule = "is not supported by this version";
  return [
    ...keys.filter((key) => key in raw).map((key) => ({ key, rule, remedy: "remove the setting" })),
    ...Object.entries(values)
      .filter(([key, value]) => raw[key] === value)
      .map(([key, value]) => ({ key, got: value, rule, remedy: "remove the setting to use the default" })),
  ];
}
