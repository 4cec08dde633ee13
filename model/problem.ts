import { closest } from "fastest-levenshtein";
import * as v from "valibot";
import { shorten } from "./shorten";

/** One thing a person configured that cannot be accepted. */
export interface Problem {
  /** Where: the path of the setting, for example `rotation.overlapDays`. */
  readonly key: string;
  /** What was given; left out where it is missing or secret. */
  readonly got?: unknown;
  /** What is allowed, and after `; ` what to do next. */
  readonly message: string;
}

/** One line per problem: key, value, what is allowed, what to do. */
export function formatProblems(problems: readonly Problem[], prefix = ""): string {
  return problems.map((problem) => `  ${prefix}${formatProblem(problem)}`).join("\n");
}

function formatProblem({ key, got, message }: Problem): string {
  return `${shorten(key)}: ${got === undefined ? "" : `got ${shorten(JSON.stringify(got))}; `}${message}`;
}

/**
 * Reads a value by a schema, every problem at once.
 *
 * @param at - the setting the value belongs to
 */
export function readBy<T extends object>(schema: v.GenericSchema<unknown, T>, value: unknown, at = ""): T | Problem[] {
  const { success, output, issues } = v.safeParse(schema, value, { message: shapeMessage });
  return success ? output : issues.map((issue) => problemOf(issue, value, at));
}

/** An object of exactly these members: every other one is a problem. valibot's strict objects stop at the first. */
export function closedObject<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.ObjectSchema<Entries, undefined> {
  const known = Object.keys(entries).join(", ");
  // The type of `objectWithRest` with `never` accepts no object at all.
  return v.objectWithRest(entries, v.never(known)) as unknown as v.ObjectSchema<Entries, undefined>;
}

/** A check that can find several things wrong with one value; each finding is a message. */
export function findings<T>(find: (value: T) => readonly string[]): v.RawCheckAction<T> {
  return v.rawCheck(({ dataset, addIssue }) => {
    if (dataset.typed) for (const message of find(dataset.value)) addIssue({ message });
  });
}

function problemOf(issue: v.BaseIssue<unknown>, value: unknown, at: string): Problem {
  const path = (issue.path ?? []).map((item) => item.key as string | number);
  const key = path.reduce<string>(memberKey, at);
  if (issue.type === "never") {
    const guess = closest(String(path.at(-1)), issue.message.split(", "));
    return { key, message: `is not a setting of this program; did you mean ${guess}? known here: ${issue.message}` };
  }
  const got = path.reduce<unknown>((object, member) => (object as Record<string | number, unknown>)?.[member], value);
  return { key, ...(got !== undefined && { got }), message: issue.message };
}

/** The key of a member as messages name it: `scopes[0].value`. */
function memberKey(at: string, member: string | number): string {
  if (typeof member === "number") return `${at}[${member}]`;
  return at === "" ? member : `${at}.${member}`;
}

/** What a value of each shape is, and how to write one in the stack's file. */
const shapes: Readonly<Record<string, string>> = {
  string: "must be a text; put the value in quotes",
  number: "must be a number; write digits without quotes",
  boolean: "must be true or false; write it without quotes",
  array: "must be a list; write one entry per line, each after a dash",
  object_with_rest: "must be an object; write its members below it, one `name: value` per line",
};

function shapeMessage(issue: v.BaseIssue<unknown>): string {
  if (issue.received === "undefined") return "is required; add it to the stack's file";
  return shapes[issue.type] ?? `must be ${issue.expected?.replace(/[()]/g, "")}; correct the value`;
}
