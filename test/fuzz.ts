import assert from "node:assert/strict";
import fc from "fast-check";
import { terminalText } from "../cli/safeText";

/**
 * `FUZZ_RUNS=200` tries 200 times as many inputs as `npm test`, other ones each time; the seed it prints repeats them:
 * `FUZZ_RUNS=200@12345`.
 */
const [times = "", chosen] = (process.env["FUZZ_RUNS"] ?? "").split("@");
const factor = Math.max(1, Number(times));
const seed = times === "" ? 17 : Number(chosen ?? Date.now() % 2 ** 31);
if (times !== "") process.stderr.write(`FUZZ_RUNS=${times}@${seed}\n`);

/** A test of a property for any input: the same inputs in every run of `npm test`. */
export function fuzz<Ts>(title: string, usual: number, property: fc.IRawProperty<Ts>): void {
  it(title, async function () {
    this.timeout(factor > 1 ? 0 : 60_000);
    await fc.assert(property, { seed, numRuns: usual * factor });
  });
}

/** How a command ended. */
interface Ending {
  readonly code: number;
  /** Standard output. */
  readonly out: string;
  /** Standard error. */
  readonly notes: string;
}

/** Standard error, or a log, with the one message that says why a command failed. */
const failure = /^(?:icertis-access: |::error::|##vso\[task.logissue type=error\]|.{0,12}ERROR: )/gm;
/** Nobody reads more. */
const longestMessage = 8_000;

/**
 * What holds of every command, whatever it was given: it ends with a known code, where it failed with one message, and
 * shows neither a stack trace nor a secret nor what acts on a terminal.
 */
export function assertEnded({ code, out, notes }: Ending, secrets: readonly string[], codes = [0, 1, 2]): void {
  const text = `${out}\n${notes}`;
  assert.ok(codes.includes(code), `it ended with ${code}: ${text}`);
  assert.doesNotMatch(text, /^ +at .*:\d+|an error of the (?:tool|step) itself|\[object Object\]/m);
  assert.ok(!secrets.some((secret) => text.includes(secret)), `it shows a secret: ${text}`);
  assert.equal(terminalText(text), text);
  const messages = [...notes.matchAll(failure)].length;
  assert.ok(messages === 1 || (messages === 0 && (code === 0 || out !== "")), `${messages} messages: ${text}`);
  if (code > 1) assert.ok(text.length <= longestMessage, `${text.length} characters: ${text.slice(0, 300)}`);
}

/** Texts that sit badly wherever they stand, and what YAML and JSON have for structure. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...["", " ", "\0", "null", "__proto__", "constructor", "toString", "../nowhere/x", "-", "--help", "[secret]"],
    ...["\u001b[31mred\u001b[0m", "a\u202eb", "\r\nx: y", "\ud800", "`|<b>", "${x}", "%zz%0a", "x".repeat(20_000)],
    ...["2026-02-30T00:00:00Z", "2026-02-30", "9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "+275760-09-13"],
    ...["https://x:99999/", "http://login.example/", "javascript:alert(1)", "https://a:b@evil.example/", "https://["],
    ...["00000000-0000-0000-0000-000000000000", "api://x/a/b", "a b c", "user_impersonation/read"],
  ),
  fc.string({ unit: "binary", maxLength: 20 }),
);
const syntax = fc.constantFrom(
  ...["&a ", "*a", "*a ", "<<: *a\n", "!!binary ", "!!str ", "? ", "| ", "---\n", "...\n", "%YAML 1.1\n", "\t", "# "],
  ...["060", "0x10", "1_0", "+5", ".inf", "~", "2026-11-23", "{", "[", "'", '"', "\r", "- ", "secure: x\n", "\u2028"],
  ...[",", "]", "}", ":", "null", "//", "/*", "1e999", "\\u0000", "\\ud800", "[".repeat(20_000)],
  "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c]\n",
);
const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e308, 2 ** 53, [], {}, [null], [[]], [{}], { "": null }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** One place of a document that holds another value, none, or one more. */
interface Change {
  readonly at: number;
  readonly how: "replace" | "remove" | "add";
  readonly value: unknown;
  readonly name: string;
}

/** What becomes of a document on its way; it says nothing of which document. */
export interface Damage {
  readonly changes: readonly Change[];
  /** What is put between two words of the text. */
  readonly inserted: readonly (readonly [at: number, text: string])[];
  /** Where the text ends too early. */
  readonly cutAt: number | null;
  readonly encoding: "utf8" | "utf16le" | "latin1";
  readonly mark: boolean;
  /** Bytes in place of it all. */
  readonly bytes: Uint8Array | null;
}

const usually = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

export const damage: fc.Arbitrary<Damage> = fc.record({
  changes: fc.array(
    fc.record({
      at: fc.nat(),
      how: fc.constantFrom<Change["how"]>("replace", "replace", "remove", "add"),
      value: hostileValue,
      name: hostileText,
    }),
    { maxLength: 3 },
  ),
  inserted: usually<Damage["inserted"]>(
    [],
    fc.array(fc.tuple(fc.nat(), fc.oneof(syntax, hostileText)), { maxLength: 2 }),
  ),
  cutAt: usually<number | null>(null, fc.nat()),
  encoding: usually<Damage["encoding"]>("utf8", fc.constantFrom("utf16le", "latin1")),
  mark: usually(false, fc.constant(true)),
  bytes: usually<Uint8Array | null>(null, fc.uint8Array({ maxLength: 60 })),
});

/** The bytes of a document after its damage. */
export function damaged(valid: unknown, { bytes, ...how }: Damage, write: Writer = JSON.stringify): Buffer {
  if (bytes) return Buffer.from(bytes);
  let text = write(changed(valid, how)) ?? "";
  for (const [at, inserted] of how.inserted) {
    const starts = [0, ...[...text.matchAll(/\b|^/gm)].map(({ index }) => index)];
    const place = starts[at % starts.length] ?? 0;
    text = text.slice(0, place) + inserted + text.slice(place);
  }
  if (how.cutAt !== null) text = text.slice(0, how.cutAt % (text.length + 1));
  return Buffer.from(how.mark ? `\uFEFF${text}` : text, how.encoding);
}

type Writer = (value: unknown) => string | undefined;

/** A document with its changed places; what is no document of JSON is left as it is. */
export function changed(valid: unknown, { changes }: Pick<Damage, "changes">): unknown {
  return changes.reduce<unknown>((document, change) => {
    const all = places(document);
    return changedAt(document, all[change.at % all.length] ?? [], change);
  }, valid);
}

type Path = readonly string[];

function places(value: unknown): Path[] {
  if (typeof value !== "object" || value === null) return [[]];
  const members: [string, unknown][] = Object.entries(value);
  return [[], ...members.flatMap(([key, one]) => places(one).map((path) => [key, ...path]))];
}

function changedAt(document: unknown, [step, ...rest]: Path, change: Change): unknown {
  if (step === undefined) {
    if (change.how !== "add" || typeof document !== "object" || document === null) return change.value;
    return Array.isArray(document)
      ? [...(document as unknown[]), change.value]
      : { ...document, [change.name]: change.value };
  }
  const isRemoved = rest.length === 0 && change.how === "remove";
  const entries = Object.entries(document as object).flatMap(([key, value]): [string, unknown][] => {
    if (key !== step) return [[key, value]];
    return isRemoved ? [] : [[key, changedAt(value, rest, change)]];
  });
  return Array.isArray(document) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}
