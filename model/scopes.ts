import * as v from "valibot";
import { guid } from "./guid";
import { connectionScope, fullScopeNames } from "./handoff";
import { closedObject } from "./problem";

/** The longest scope value Entra ID takes, in characters. */
const longestValue = 120;
const valueForm = /^(?!\.)[A-Za-z0-9:!#$%&'()*+,\-./;<=>?@[\]^_{}~`|]+$/;
/**
 * What is left of an address of 8,000 characters, which every server is to take (RFC 9110, 4.1), for the scopes of a
 * sign-in: Entra ID answers longer ones with AADSTS90015.
 */
const longestScopeField = 7_000;

const consentText = v.optional(
  v.pipe(
    v.string(),
    v.check(
      (text) => text.trim() !== "",
      "must not be blank: it stands on the consent page; write a text, or leave it out to have one derived from the value",
    ),
  ),
);

const Scope = closedObject({
  /** What a client asks for after `api://{clientId}/`, for example `user_impersonation`. */
  value: v.pipe(
    v.string(),
    v.minLength(1, "must have a value; choose a name such as user_impersonation"),
    v.maxLength(longestValue, `must be at most ${longestValue} characters long; choose a shorter name`),
    v.check(
      (value) => value === "" || valueForm.test(value),
      "must hold only letters, digits and : ! # $ % & ' ( ) * + , - . / < = > ? @ [ ] ^ _ { } ~ ` | or a semicolon, and not start with a dot; remove spaces and other characters",
    ),
  ),
  /** Title on the consent page. @default derived from `value` */
  displayName: consentText,
  /** Text on the consent page. @default derived from `value` */
  description: consentText,
  /** Who may consent: `User` (users and administrators) or `Admin`. @default "User" */
  type: v.optional(v.picklist(["User", "Admin"])),
  /** The scope's id where it exists already. @default a random UUID kept for the value */
  id: v.optional(
    guid("must be a GUID; copy the scope's id from the application's manifest, or leave it out for a new scope"),
  ),
});

/** A permission the API exposes, as configured: https://learn.microsoft.com/graph/api/resources/permissionscope. */
export type ScopeSettings = Readonly<v.InferOutput<typeof Scope>>;

/** The permissions the API exposes. */
export const Scopes = v.pipe(
  v.array(Scope),
  v.minLength(
    1,
    "must hold at least one scope: without one no client can ask for a token; add `- value: user_impersonation`",
  ),
  v.checkItems(
    ({ value }, index, all) => all.findIndex((other) => other.value === value) === index,
    "must have a value of its own; remove the repeated scope or give it another value",
  ),
  v.checkItems(
    ({ id }, index, all) =>
      id === undefined || all.findIndex((other) => other.id?.toLowerCase() === id.toLowerCase()) === index,
    "must have an id of its own; remove the repeated scope or give it another id",
  ),
  v.check(
    (scopes) => scopeFieldLength(scopes) <= longestScopeField,
    `must fit into one sign-in address: UiPath asks for all of them at once, and together they are longer than ${longestScopeField} characters; use fewer or shorter scopes`,
  ),
);

function scopeFieldLength(scopes: readonly ScopeSettings[]): number {
  const names = fullScopeNames(
    "00000000-0000-0000-0000-000000000000",
    scopes.map(({ value }) => value),
  );
  return encodeURIComponent(connectionScope(names)).length;
}

/** The texts and the type of a scope, every default filled in. */
interface ScopeTexts {
  readonly value: string;
  readonly type: string;
  readonly displayName: string;
  readonly description: string;
}

/** A scope with its consent texts, derived from the value where the configuration gives none. */
export function scopeTexts(scope: Pick<ScopeTexts, "value"> & Partial<ScopeTexts>): ScopeTexts {
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
