import type { Node } from "jsonc-parser";
import type { TenantSetting } from "../../model/tenantJson";
import { findEntries, memberOf } from "./entries";
import { isTrue, type Wanted } from "./mergeSettings";
import { judge } from "./settingRules";
import type { SettingsFile } from "./settingsFile";

/** What a check of one key came to. */
export interface KeyVerdict {
  readonly key: string;
  readonly ok: boolean;
  /** The value in the file; `undefined` where there is none. */
  readonly got: string | undefined;
  readonly expected: string;
  /** Why ICI would refuse, and what to do; empty where it would not. */
  readonly hint: string;
}

/** Whether ICI, with a settings file, would do with the stack's tokens what it would with the stack's own keys. */
export function checkSettings(file: SettingsFile, { settings, v1MetadataUrl, at }: Wanted): KeyVerdict[] {
  const { present } = findEntries(file, at);
  return Object.entries(settings).map(([key, setting]) => {
    const { got, hint } = checkEntry(setting, present.get(key), v1MetadataUrl);
    return { key, ok: hint === "", got, expected: setting.Value, hint };
  });
}

function checkEntry(setting: TenantSetting, entry: Node | undefined, v1MetadataUrl: string) {
  const absent = (hint: string) => ({ got: undefined, hint });
  if (!entry) return absent("the key is missing; merge the file (tenant-json merge)");
  if (entry.type !== "object") return absent("it is a plain value, not an object with a Value");
  if (isTrue(memberOf(entry, "IsEncrypted"))) {
    return absent("it is encrypted (IsEncrypted: true), so the file does not show what ICI compares with");
  }
  const got: unknown = memberOf(entry, "Value")?.value;
  if (typeof got !== "string" || got === "") {
    return absent("it has no Value; set it as expected, or merge the file (tenant-json merge)");
  }
  const judgement = judge(setting, got, v1MetadataUrl);
  return { got, hint: judgement.kind === "right" ? "" : judgement.hint };
}
