import { createHash } from "node:crypto";
import { dayMs, formatInstant } from "../../model/instant";
import { shortInstant } from "../days";
import type { Handoff } from "./content";

interface CalendarEvent {
  /** Stays the same from file to file, so that a calendar replaces what it has. */
  readonly id: string;
  /** The day, as an instant. */
  readonly day: number;
  readonly summary: string;
  readonly description: string;
  /** Days before it that a reminder is shown. */
  readonly reminders: readonly number[];
}

/** The dates of the client secrets as iCalendar (RFC 5545), to be imported or subscribed to. */
export function calendar(handoff: Handoff): string {
  const stamp = dateTime(handoff.preparedOn);
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//icertis-access//secrets//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    ...events(handoff).flatMap((event) => component(event, stamp)),
    "END:VCALENDAR",
  ];
  return lines.map(folded).join("\r\n").concat("\r\n");
}

function events({ environments }: Handoff): CalendarEvent[] {
  return environments.flatMap(({ title, validity, apiKeyExpires, page }) => {
    if (apiKeyExpires !== undefined) return [renewal(title, apiKeyExpires, page)];
    if (!validity) return [];
    const { keyId, previousExpires, next, expires } = validity;
    const enter = (id: string, secret: string, until: number): CalendarEvent => ({
      id,
      // The last whole day on which the one before still works.
      day: until - dayMs,
      summary: `Icertis ${title}: enter the ${secret} secret in UiPath before ${shortInstant(until)}`,
      description: `Open the connection in Orchestrator, select Edit, paste the ${secret} client secret, sign in. The one before stops working at ${formatInstant(until)}.`,
      reminders: [14, 3],
    });
    return [
      ...(previousExpires === undefined ? [] : [enter(`${keyId}-enter`, "current", previousExpires)]),
      {
        id: `${keyId}-next`,
        day: next,
        summary: `Icertis ${title}: the next secret is issued on ${shortInstant(next)}`,
        description: `From ${formatInstant(next)} the next run of the pipeline issues it. Both secrets work until ${formatInstant(expires)}.`,
        reminders: [],
      },
      enter(`${keyId}-enter-next`, "next", expires),
    ];
  });
}

function renewal(title: string, expires: number, page: string): CalendarEvent {
  return {
    id: `${createHash("sha256").update(`${page} ${expires}`).digest("hex").slice(0, 32)}-api-key`,
    // The last whole day on which it still works.
    day: expires - dayMs,
    summary: `Icertis ${title}: enter a new API key in UiPath before ${shortInstant(expires)}`,
    description: `The API key expires at ${formatInstant(expires)}. A signed-in ICI user reads a new one at ${page}; it goes into the configuration of the stack and into the connection in UiPath.`,
    reminders: [30, 7],
  };
}

function component({ id, day, summary, description, reminders }: CalendarEvent, stamp: string): string[] {
  return [
    "BEGIN:VEVENT",
    `UID:${id}@icertis-access`,
    `DTSTAMP:${stamp}`,
    `DTSTART;VALUE=DATE:${date(day)}`,
    `DTEND;VALUE=DATE:${date(day + dayMs)}`,
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped(description)}`,
    "TRANSP:TRANSPARENT",
    ...reminders.flatMap((days) => [
      "BEGIN:VALARM",
      "ACTION:DISPLAY",
      `DESCRIPTION:${escaped(summary)}`,
      `TRIGGER:-P${days}D`,
      "END:VALARM",
    ]),
    "END:VEVENT",
  ];
}

function dateTime(instant: number): string {
  return formatInstant(instant).replace(/[-:]/g, "");
}

function date(instant: number): string {
  return dateTime(instant).slice(0, 8);
}

/** §3.3.11 of the RFC; control characters have no place in a text. */
function escaped(text: string): string {
  return text
    .replace(/[\\;,]/g, "\\$&")
    .replace(/\r?\n/g, "\\n")
    .replace(/\p{Cc}/gu, "");
}

/** §3.1 of the RFC: a line is of 75 bytes at most, and goes on behind a line end and a space. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = "";
  let size = 0;
  for (const character of line) {
    const bytes = Buffer.byteLength(character);
    if (size + bytes > 75) {
      parts.push(part);
      [part, size] = ["", 1];
    }
    part += character;
    size += bytes;
  }
  return [...parts, part].join("\r\n ");
}
