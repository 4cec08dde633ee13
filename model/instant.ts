/** An instant is a number: milliseconds since 1970-01-01T00:00:00Z. Durations are whole days of 24 hours. */
export const dayMs = 86_400_000;

const isoForm = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(:\d{2})?(?:\.\d+)?(Z|[+-]\d{2}:\d{2}))?$/;
/** What an unquoted YAML timestamp becomes on its way through the Pulumi CLI: Go's `Time.String()`. */
const goForm = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})(:\d{2})(?:\.\d+)? ([+-]\d{2})(\d{2}) \S+$/;

/**
 * Reads a date (00:00 UTC of that day) or an instant with `Z` or an offset, to the whole second below.
 *
 * @returns the instant, or `undefined` when the text is neither or names a day that does not exist.
 */
export function parseInstant(text: string): number | undefined {
  const iso = text.replace(goForm, "$1T$2$3$4:$5");
  const [, day, clock = "00:00", seconds = ":00", offset = "Z"] = isoForm.exec(iso) ?? [];
  if (!day || !isCalendarDay(day)) return undefined;
  const instant = Date.parse(`${day}T${clock}${seconds}${offset}`);
  return Number.isNaN(instant) ? undefined : instant;
}

/** Writes an instant in UTC to the second, without the milliseconds that would make Entra ID see another `endDate`. */
export function formatInstant(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** `Date.parse` rolls 30 February over into March instead of refusing it. */
function isCalendarDay(day: string): boolean {
  const instant = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(day);
}
