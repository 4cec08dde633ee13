import fc from "fast-check";
import type { FetchInit } from "../entra/context";
import { type Damage, damage, damaged } from "./fuzz";

type Fetch = (url: string, init?: FetchInit) => Promise<Response>;

/** Another answer than the right one. */
export interface HostileAnswer {
  /** Which of the requests gets it. */
  readonly at: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Damage;
}

/** How many requests there are before the hostile answer comes again. */
const round = 13;

export const hostileAnswer: fc.Arbitrary<HostileAnswer> = fc.record({
  at: fc.nat({ max: round - 1 }),
  status: fc.constantFrom(200, 200, 200, 200, 200, 204, 302, 400, 401, 403, 404, 410, 429, 500, 503),
  headers: fc.constantFrom<Readonly<Record<string, string>>>(
    { "content-type": "application/json" },
    { "content-type": "text/html", location: "https://evil.example/" },
    { "retry-after": "999999" },
    { "retry-after": "-1", date: "yesterday" },
  ),
  body: damage,
});

/** What a service answers; each request is made to it once. */
export class RecordedAnswers {
  /** Tokens it gave, which nobody may see. */
  readonly tokens: string[] = [];
  private readonly known = new Map<string, { readonly status: number; readonly text: string }>();

  constructor(private readonly service: Fetch) {}

  /** Answers as the service does, but for one request of every round. */
  fetch(hostile: HostileAnswer | undefined): Fetch {
    let count = 0;
    return async (url, init = {}) => {
      const { status, text } = await this.right(url, init);
      if (count++ % round !== hostile?.at) return response(status, text, { "content-type": "application/json" });
      return response(hostile.status, damaged(jsonOf(text), hostile.body), hostile.headers);
    };
  }

  private async right(url: string, init: FetchInit): Promise<{ readonly status: number; readonly text: string }> {
    const key = [init.method, url, init.body].join(" ");
    const known = this.known.get(key);
    if (known) return known;
    const answer = await this.service(url, init);
    const text = await answer.text();
    const { access_token: token } = (jsonOf(text) ?? {}) as { readonly access_token?: string };
    if (token !== undefined) this.tokens.push(token);
    const found = { status: answer.status, text };
    this.known.set(key, found);
    return found;
  }
}

function response(status: number, body: string | Buffer, headers: Readonly<Record<string, string>>): Response {
  return new Response([204, 304].includes(status) ? null : body, { status, headers });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
