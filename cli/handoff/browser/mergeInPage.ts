import type { TenantSetting } from "../../../model/tenantJson";
import { checkSettings, type KeyVerdict } from "../../tenantJson/checkSettings";
import { mergeSettings } from "../../tenantJson/mergeSettings";
import { readSettingsFile } from "../../tenantJson/settingsFile";
import { diffOfEdits } from "../../textDiff";
import { UserError } from "../../../entra/userError";

/** What one environment wants in tenant.json, as the page holds it. */
interface Wanted {
  readonly title: string;
  readonly settings: Readonly<Record<string, TenantSetting>>;
  readonly v1MetadataUrl: string;
}

interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Merges and checks the tenant.json that is dropped on the page: the same code as the command's, and no request. */
export function mergeInPage(): void {
  const data = document.getElementById("wanted");
  const input = document.querySelector<HTMLInputElement>("#merge-file");
  const drop = input?.closest<HTMLElement>(".drop");
  const result = document.getElementById("merge-result");
  if (!data || !input || !drop || !result) return;
  const environments = JSON.parse(data.textContent) as readonly Wanted[];
  let given: GivenFile | undefined;
  const work = () => {
    const wanted = environments[Number(select("merge-environment"))];
    if (given && wanted) result.replaceChildren(...outcome(given, wanted));
  };
  const take = async (file: File | undefined) => {
    if (!file) return;
    given = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
    work();
  };
  input.addEventListener("change", () => void take(input.files?.[0]));
  for (const name of ["merge-environment", "merge-replace", "merge-at"]) {
    document.getElementById(name)?.addEventListener("change", work);
  }
  // A file that misses the box would take the place of the page.
  for (const name of ["dragover", "drop"] as const) {
    document.addEventListener(name, (event) => event.preventDefault());
  }
  drop.addEventListener("dragover", () => drop.classList.add("over"));
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    drop.classList.remove("over");
    void take(event.dataTransfer?.files[0]);
  });
}

function select(id: string): string {
  const element = document.getElementById(id);
  return element instanceof HTMLSelectElement || element instanceof HTMLInputElement ? element.value.trim() : "";
}

function outcome({ name, bytes }: GivenFile, { title, settings, v1MetadataUrl }: Wanted): HTMLElement[] {
  const replace = document.querySelector<HTMLInputElement>("#merge-replace")?.checked ?? false;
  const at = select("merge-at") || undefined;
  try {
    const file = readSettingsFile(bytes, name);
    const wanted = { settings, v1MetadataUrl, at };
    const verdicts = checkSettings(file, wanted);
    const { edits, text } = mergeSettings(file, wanted, replace);
    const isRight = verdicts.every(({ ok }) => ok);
    const heading = `${name}, for ${title}: ICI would ${isRight ? "accept" : "reject"} its tokens as the file is`;
    const found = [made("h5", heading), verdictList(verdicts)];
    if (edits.length === 0) return [...found, made("p", "There is nothing to change.")];
    return [
      ...found,
      made("h5", "What changes"),
      diffBox(diffOfEdits(name, file.text, edits)),
      download(name, file.mark + text),
    ];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const message = made("p", error.message);
    message.className = "failed";
    return [message];
  }
}

function verdictList(verdicts: readonly KeyVerdict[]): HTMLElement {
  const list = made("ul");
  for (const { key, ok, got, expected, hint } of verdicts) {
    const item = made("li");
    item.className = ok ? "ok" : "wrong";
    item.append(
      made("b", ok ? "ok" : "wrong"),
      ` ${key}: `,
      made("code", got === undefined ? "nothing" : visible(got)),
    );
    if (!ok) item.append(made("small", `expected ${expected}: ${hint}`));
    list.append(item);
  }
  return list;
}

/** Characters that cannot be seen are the very thing to look for. */
function visible(text: string): string {
  return text.replace(/[^\x21-\x7e]/gu, (character) =>
    character === " " ? "␠" : `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`,
  );
}

function diffBox(diff: string): HTMLElement {
  const box = made("pre");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.ariaLabel = "What changes";
  for (const line of diff.split("\n").slice(2)) {
    const name = { "+": "ins", "-": "del" }[line[0] ?? ""];
    box.append(name === undefined ? `${line}\n` : made(name, line));
  }
  return box;
}

function download(name: string, text: string): HTMLElement {
  const anchor = document.createElement("a");
  anchor.className = "button";
  anchor.download = name;
  anchor.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  anchor.textContent = `Download the merged ${name}`;
  return anchor;
}

function made(name: string, text = ""): HTMLElement {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
