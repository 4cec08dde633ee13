import * as v from "valibot";

const milliseconds = v.pipe(v.number(), v.minValue(0), v.maxValue(86_400_000));

/**
 * What goes wrong.
 * - `latency`: the answer takes so many real milliseconds longer.
 * - `status`: this answer instead; `when: "after"` does the work first, as a gateway does that loses the answer.
 * - `drop`: the connection is cut before or after the work.
 * - `replicationLag`: reads see what the request writes only so many milliseconds later.
 * - `secretLag`: the token endpoint honours a secret made by the request only so many milliseconds later.
 *
 * Both lags end when so much real time has passed or the sandbox's clock was advanced by as much: `VirtualClock.elapsed`.
 */
const effect = v.variant("kind", [
  v.strictObject({ kind: v.literal("latency"), ms: milliseconds }),
  v.strictObject({
    kind: v.literal("status"),
    status: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)),
    retryAfterSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    when: v.optional(v.picklist(["before", "after"]), "before"),
  }),
  v.strictObject({ kind: v.literal("drop"), when: v.optional(v.picklist(["before", "after"]), "before") }),
  v.strictObject({ kind: v.literal("replicationLag"), ms: milliseconds }),
  v.strictObject({ kind: v.literal("secretLag"), ms: milliseconds }),
]);

/** A fault as given to `Faults.add` or `POST /_sandbox/faults`. */
export const faultSchema = v.strictObject({
  /** HTTP method; every method when left out. */
  method: v.optional(v.pipe(v.string(), v.toUpperCase())),
  /** Path pattern: `*` is one segment, `**` any rest. `/v1.0/applications/*` */
  path: v.optional(
    v.pipe(
      v.string(),
      v.check(
        (path) => path.startsWith("/"),
        ({ received }) => `got ${received}, expected one that starts with "/", such as /v1.0/applications/*`,
      ),
    ),
    "/**",
  ),
  /** Matching requests to let pass first. */
  skip: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  /** How many requests it hits before it is spent; unlimited when left out. */
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  effect,
});

export type FaultInput = v.InferInput<typeof faultSchema>;
export type Fault = v.InferOutput<typeof faultSchema>;
export type FaultEffect = Fault["effect"];

/** A regular expression for a path pattern. */
export function pathExpression(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*|\*)/).map((part) => {
    if (part === "**") return ".*";
    if (part === "*") return "[^/]+";
    return part.replace(/[.$+?()[\]{}|^\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`);
}
