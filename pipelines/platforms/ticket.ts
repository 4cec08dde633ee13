/** An issue or work item that asks a person to enter one secret in UiPath. */
export interface Ticket {
  readonly id: string;
  readonly open: boolean;
  readonly keyId: string;
  /** When the old secret stops working: an instant, where there is one. */
  readonly until: string | undefined;
}

/** Where tickets are kept: the platform's issues or work items. */
export interface Tickets {
  list(label: string): Promise<Ticket[]>;
  /** @returns its address */
  open(ticket: { title: string; body: string; label: string; due: string | undefined }): Promise<string>;
  close(id: string, comment: string): Promise<void>;
}

/** The secret that a person has to enter. */
export interface SecretToEnter {
  readonly keyId: string;
  readonly until: string | undefined;
}

/** The line by which a ticket is found again, as a person reads it. */
export function reference({ keyId, until }: SecretToEnter): string {
  return `Reference: secret ${keyId}${until === undefined ? "" : `, due ${until}`}`;
}

/** The ticket that a text belongs to; none for a text without our reference. */
export function ticketOf(id: string, open: boolean, text: string | null | undefined): Ticket[] {
  const [, keyId, until] = /Reference: secret ([\w-]+)(?:, due ([\d-]+T[\d:.]+Z))?/.exec(text ?? "") ?? [];
  return keyId === undefined ? [] : [{ id, open, keyId, until }];
}
