/** A text as a message quotes it: a 300-character redirect URI would bury what is said about it. */
export function shorten(text: string): string {
  return text.length <= 160 ? text : `${text.slice(0, 157)}…`;
}
