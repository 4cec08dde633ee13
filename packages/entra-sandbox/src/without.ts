/** A copy of an object that lacks some of its members. */
export function without<T extends object, K extends keyof T>(object: T, ...names: readonly K[]): Omit<T, K> {
  const entries = Object.entries(object).filter(([name]) => !names.includes(name as K));
  return Object.fromEntries(entries) as Omit<T, K>;
}
