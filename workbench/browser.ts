import { existsSync } from "node:fs";

const candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * A Chromium of this machine, and how it is started so that it stays quiet. One that CHROMIUM names is not looked for:
 * where it is missing, it fails to start.
 */
export function findBrowser(): { readonly executablePath: string; readonly args: string[] } | undefined {
  const executablePath = process.env["CHROMIUM"] ?? candidates.find((path) => existsSync(path));
  if (executablePath === undefined) return undefined;
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
  return { executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", ...quiet] };
}
