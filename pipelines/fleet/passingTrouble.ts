const signs = [
  /\bstatus(?: code)?:? (?:429|50[0234])\b/i,
  /TooManyRequests|Too Many Requests/i,
  // What the SDK of Azure Storage and Key Vault prints on a line of its own.
  /^\s*RESPONSE (?:429|50[0234])\b/,
  /connection reset/i,
  /\bEOF\b/,
  /AADSTS700024/,
];

/**
 * Whether a stack met trouble that passes by itself and is worth one more run. Only the lines of errors count: names of
 * resources, counts and the program's own words are in the text too.
 */
export function passes(text: string): boolean {
  return errorLines(text).some((line) => signs.some((sign) => sign.test(line)));
}

/** Lines with `error:`, the items listed below one, and Azure's own. */
function errorLines(text: string): string[] {
  let inError = false;
  return text.split("\n").filter((line) => {
    inError = /\berror: /.test(line) || (inError && /^\s*\* /.test(line));
    return inError || /^\s*RESPONSE \d{3}\b/.test(line);
  });
}
