import * as v from "valibot";
import { instantText } from "../instantText";

/** `PUT /_sandbox/clock` */
export const clockChange = v.strictObject({
  now: v.pipe(
    instantText,
    v.transform((text) => new Date(text)),
  ),
  frozen: v.optional(v.boolean(), false),
});

const amount = v.optional(v.pipe(v.number(), v.minValue(0)), 0);

/** `POST /_sandbox/clock/advance`, as milliseconds. */
export const durationMs = v.pipe(
  v.strictObject({ days: amount, hours: amount, minutes: amount, seconds: amount }),
  v.transform(({ days, hours, minutes, seconds }) => (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000),
);
