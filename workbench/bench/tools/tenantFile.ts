/** How an administrator's tenant.json can be built: an object keyed by name, or a list of objects with a `Name`. */
export const tenantFileShapes = ["object", "list"] as const;

/** A tenant.json of about so many bytes, without the keys of this program. */
export function tenantFile(shape: (typeof tenantFileShapes)[number], bytes: number): string {
  const entries: string[] = [];
  for (let size = 0, index = 0; size < bytes; index++) {
    const text = indented(setting(index));
    const entry = shape === "object" ? `  ${JSON.stringify(settingName(index))}: ${text}` : `  ${text}`;
    entries.push(entry);
    size += entry.length + 2;
  }
  const [open, close] = shape === "object" ? ["{", "}"] : ["[", "]"];
  return `${open}\n${entries.join(",\n")}\n${close}\n`;
}

function settingName(index: number): string {
  return `Core.Setting.N${index}`;
}

function setting(index: number) {
  return {
    Id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    IsEncrypted: index % 7 === 0,
    OverrideType: "Overridable",
    ValueType: "System.String, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089",
    Value: `value ${index}`,
    Description: "A setting of the instance",
    DefaultValue: null,
    IsReadOnly: false,
    ErrorMessageDescription: null,
    Name: settingName(index),
  };
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll("\n", "\n  ");
}
