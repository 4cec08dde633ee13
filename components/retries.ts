import type * as pulumi from "@pulumi/pulumi";

/** What an error hook is told of an operation that failed. */
export type FailedOperation = Pick<pulumi.ErrorHookArgs, "type" | "failedOperation" | "errors">;

interface Rule {
  /** Ends of resource type tokens; any type where left out. */
  readonly types?: readonly string[];
  readonly operations: readonly string[];
  readonly error: RegExp;
  readonly reason: string;
}

/** Whatever of the rules below says of it, this is never tried again: it may have been done all the same. */
const never: readonly Rule[] = [
  {
    types: ["Application"],
    operations: ["create"],
    error: /./,
    reason: "the provider makes an application in several calls; a second one would have another client id",
  },
  {
    types: ["ApplicationPassword"],
    operations: ["create"],
    error: /^(?![^]*Adding password for [^]*unexpected status 4\d\d)/,
    reason: "only an answer that refuses addPassword says that no secret was made, one whose value nobody would know",
  },
  {
    types: ["ApplicationIdentifierUri"],
    operations: ["create"],
    error: /already exists|nil state|response was nil/,
    reason: "a URI that was set stays refused; it has to be imported into the state",
  },
  {
    operations: ["delete"],
    error: /response was nil|No password credential found/,
    reason: "what is gone already is not found a second time; a refresh finds it gone",
  },
];

/** What Entra ID refused, or what can be done twice without harm. */
const safe: readonly Rule[] = [
  {
    operations: ["create", "update", "delete"],
    error: /Directory_ConcurrencyViolation/,
    reason: "something else changed the object at the same moment",
  },
  {
    operations: ["create"],
    error: /unexpected status 404[^]*ResourceNotFound|NoBackingApplicationObject|replicated/,
    reason: "Entra ID has not copied to all its servers yet what was just made",
  },
  {
    types: ["ServicePrincipal"],
    operations: ["create"],
    // `useExisting` makes a repeated create take over the one there is, of which an application has no second.
    error: /Request_MultipleObjectsWithSameKeyValue|response was nil/,
    reason: "the service principal may be there already, and is taken over",
  },
];

/** Seconds to wait before each further try: half a minute in all, since the provider has waited before. */
const waits = [2, 4, 8, 16] as const;

/** Whether and when to try again. */
interface Retry {
  readonly waitSeconds: number;
  readonly reason: string;
  /** The number of the try to come, and how many there are at most. */
  readonly attempt: number;
  readonly attempts: number;
}

/** The next try of an operation that failed; `undefined` where it has had enough, or is not safe to repeat. */
export function nextTry(failed: FailedOperation): Retry | undefined {
  const error = failed.errors[0] ?? "";
  const waitSeconds = waits[failed.errors.length - 1];
  const applies = ({ types, operations, error: text }: Rule) =>
    (types?.some((type) => failed.type.endsWith(`:${type}`)) ?? true) &&
    operations.includes(failed.failedOperation) &&
    text.test(error);
  const rule = safe.find(applies);
  if (!rule || waitSeconds === undefined || never.some(applies)) return undefined;
  return { waitSeconds, reason: rule.reason, attempt: failed.errors.length + 1, attempts: waits.length + 1 };
}
