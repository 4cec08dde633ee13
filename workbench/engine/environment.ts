/** Runs something with variables of this process set, and puts the old values back. `undefined` unsets one. */
export async function withEnvironment<T>(
  variables: Readonly<Record<string, string | undefined>>,
  run: () => Promise<T>,
): Promise<T> {
  const before = Object.fromEntries(Object.keys(variables).map((key) => [key, process.env[key]]));
  apply(variables);
  try {
    return await run();
  } finally {
    apply(before);
  }
}

function apply(variables: Readonly<Record<string, string | undefined>>): void {
  for (const [key, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[key];
    else process.env[key] = value;
  }
}
