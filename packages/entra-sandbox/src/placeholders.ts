import { wellKnownIds } from "./directory/microsoftGraph";
import { anyGuid } from "./guid";

const anyPlaceholder = /\{id-\d+\}/g;

/** Members whose value is the moment or chance, not the answer. */
const volatile: Readonly<Record<string, string>> = {
  createdDateTime: "{instant}",
  startDateTime: "{instant}",
  deletedDateTime: "{instant}",
  date: "{instant}",
  hint: "{hint}",
  "request-id": "{requestId}",
  "client-request-id": "{requestId}",
};

/**
 * Translates between the ids of one sandbox and placeholders numbered in the order they turn up, so that two runs of the
 * same requests can be compared word for word.
 */
export class Placeholders {
  private readonly byId = new Map<string, string>();
  private readonly byPlaceholder = new Map<string, string>();

  /** `known`: texts with a name of their own, e.g. `{ "{tenantId}": "…" }`. */
  constructor(known: Readonly<Record<string, string>>) {
    for (const [placeholder, text] of Object.entries(known)) this.bind(placeholder, text);
  }

  /** A copy of JSON data without anything that differs from run to run. */
  normalised(data: unknown): unknown {
    if (typeof data === "string") return this.normalisedText(data);
    if (Array.isArray(data)) return data.map((item) => this.normalised(item));
    if (typeof data !== "object" || data === null) return data;
    return Object.fromEntries(
      Object.entries(data).map(([name, value]) => [
        name,
        typeof value === "string" && name in volatile ? volatile[name] : this.normalised(value),
      ]),
    );
  }

  /** The reverse, for requests: a placeholder not met yet is an id the client makes up, so it gets a new one. */
  actual<T>(data: T): T {
    const text = JSON.stringify(data) as string | undefined;
    if (text === undefined) return data;
    let replaced = text.replace(anyPlaceholder, (placeholder) => {
      if (!this.byPlaceholder.has(placeholder)) this.bind(placeholder, crypto.randomUUID());
      return this.byPlaceholder.get(placeholder) ?? placeholder;
    });
    for (const [placeholder, value] of this.byPlaceholder) replaced = replaced.replaceAll(placeholder, value);
    return JSON.parse(replaced) as T;
  }

  private normalisedText(text: string): string {
    let result = text;
    for (const [value, placeholder] of this.byId) result = result.replaceAll(value, placeholder);
    return result.replace(anyGuid, (id) => (wellKnownIds.includes(id) ? id : this.numbered(id)));
  }

  private numbered(id: string): string {
    const placeholder = this.byId.get(id) ?? `{id-${this.byId.size + 1}}`;
    this.bind(placeholder, id);
    return placeholder;
  }

  private bind(placeholder: string, text: string): void {
    this.byId.set(text, placeholder);
    this.byPlaceholder.set(placeholder, text);
  }
}
