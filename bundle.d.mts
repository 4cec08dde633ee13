/** Builds one bundle, named by the file it is written to, and returns its text; nothing is written. */
export function bundleText(name: string): string;
