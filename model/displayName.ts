import type { Problem } from "./problem";

/** The longest display name of an application, in characters. */
const longestDisplayName = 120;
const clientSuffix = " client";

/** The name of the client's registration, where it has one of its own. */
export function clientDisplayName(displayName: string): string {
  return `${displayName}${clientSuffix}`;
}

/** @param separate - whether a client's registration is named after it */
export function displayNameProblems(displayName: string, separate: boolean): Problem[] {
  const longest = separate ? longestDisplayName - clientSuffix.length : longestDisplayName;
  if (displayName.trim() !== "" && displayName.length <= longest) return [];
  const rule = `must be 1 to ${longest} characters long, not only spaces`;
  return [{ key: "displayName", got: displayName, rule, remedy: 'choose a name such as "ICM API"' }];
}
