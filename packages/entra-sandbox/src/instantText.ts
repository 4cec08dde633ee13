import * as v from "valibot";
import { isClockInstant } from "./clock";

const isoTimestamp = v.pipe(v.string(), v.isoTimestamp());

/** An instant the clock can be set to, as text. */
export const instantText = v.pipe(
  v.string(),
  v.check(
    isInstant,
    ({ received }) => `got ${received}, expected an instant from 1970 to 9999 such as 2027-09-24T00:00:00Z`,
  ),
);

/** The day is compared too: JavaScript takes 30 February for 2 March. */
function isInstant(text: string): boolean {
  if (!v.is(isoTimestamp, text) || !isClockInstant(new Date(text))) return false;
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}
