import { duplicateIndexes } from "./duplicates";
import { isGuid } from "./guid";
import type { Problem } from "./problem";

/** A permission the API exposes, as configured. */
export interface ScopeSettings {
  /** What a client asks for after `api://{clientId}/`, for example `user_impersonation`. */
  readonly value: string;
  /** Title on the consent page. @default derived from `value` */
  readonly displayName?: string;
  /** Text on the consent page. @default derived from `value` */
  readonly description?: string;
  /** Who may consent: `User` (users and administrators) or `Admin`. @default "User" */
  readonly type?: string;
  /** The scope's id where it exists already. @default a random UUID kept for the value */
  readonly id?: string;
}

/** The texts and the type of a scope, every default filled in. */
export interface ScopeTexts {
  readonly value: string;
  readonly type: string;
  readonly displayName: string;
  readonly description: string;
}

/** The longest scope value Entra ID takes, in characters. */
const longestValue = 120;
const valueForm = /^[A-Za-z0-9:!#$%&'()*+,\-./;<=>?@[\]^_{}~`|]+$/;
const scopeTypes: readonly string[] = ["User", "Admin"];

/** Every reason why Entra ID would refuse one of the scopes: https://learn.microsoft.com/graph/api/resources/permissionscope. */
export function scopesProblems(scopes: readonly ScopeSettings[]): Problem[] {
  if (scopes.length === 0) {
    return [
      {
        key: "scopes",
        got: [],
        rule: "must hold at least one scope: without one no client can ask for a token",
        remedy: "add `- value: user_impersonation`",
      },
    ];
  }
  return [
    ...scopes.flatMap((scope, index) => scopeProblems(scope, `scopes[${index}]`)),
    ...repeated(scopes, "value", (scope) => scope.value),
    ...repeated(scopes, "id", (scope) => scope.id?.toLowerCase()),
  ];
}

/** A scope with its consent texts, derived from the value where the configuration gives none. */
export function scopeTexts(scope: ScopeSettings): ScopeTexts {
  const words = scope.value.replace(/[^A-Za-z0-9]+/g, " ").trim();
  const title = words === "" ? scope.value : words.charAt(0).toUpperCase() + words.slice(1);
  return {
    value: scope.value,
    type: scope.type ?? "User",
    displayName: scope.displayName ?? title,
    description:
      scope.description ??
      `Lets the application call the Icertis API on behalf of the signed-in user with the permission ${scope.value}.`,
  };
}

function scopeProblems(scope: ScopeSettings, at: string): Problem[] {
  const problems: Problem[] = [];
  const { value, type, id } = scope;
  if (value.length === 0 || value.length > longestValue) {
    problems.push({
      key: `${at}.value`,
      got: value,
      rule: `must be 1 to ${longestValue} characters long`,
      remedy: "choose a shorter name, such as user_impersonation",
    });
  }
  if (value !== "" && (value.startsWith(".") || !valueForm.test(value))) {
    problems.push({
      key: `${at}.value`,
      got: value,
      rule: "must hold only letters, digits and : ! # $ % & ' ( ) * + , - . / ; < = > ? @ [ ] ^ _ { } ~ ` |, and not start with a dot",
      remedy: "remove spaces and other characters",
    });
  }
  if (type !== undefined && !scopeTypes.includes(type)) {
    problems.push({
      key: `${at}.type`,
      got: type,
      rule: "must be User or Admin",
      remedy: "leave it out for User: users can consent for themselves",
    });
  }
  for (const text of ["displayName", "description"] as const) {
    if (scope[text]?.trim() === "") {
      problems.push({
        key: `${at}.${text}`,
        got: scope[text],
        rule: "must not be blank: it stands on the consent page",
        remedy: "write a text, or leave it out to have one derived from the value",
      });
    }
  }
  if (id !== undefined && !isGuid(id)) {
    problems.push({
      key: `${at}.id`,
      got: id,
      rule: "must be a GUID",
      remedy: "copy the scope's id from the application's manifest, or leave it out for a new scope",
    });
  }
  return problems;
}

function repeated(
  scopes: readonly ScopeSettings[],
  member: "value" | "id",
  keyOf: (scope: ScopeSettings) => string | undefined,
): Problem[] {
  return duplicateIndexes(scopes, keyOf).map((index) => ({
    key: `scopes[${index}].${member}`,
    got: scopes[index]?.[member],
    rule: "must be unique among the scopes",
    remedy: "remove the repeated scope or give it another " + member,
  }));
}
