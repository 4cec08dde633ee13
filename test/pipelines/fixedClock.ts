// Preloaded into `icertis-access` when a pipeline runs at another instant: shifts the clock of the process.
const fixed = process.env["ICERTIS_ACCESS_NOW"];

if (fixed) {
  const offset = Date.parse(fixed) - Date.now();
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...given: unknown[]) {
      super(...((given.length === 0 ? [RealDate.now() + offset] : given) as []));
    }
    static override now(): number {
      return RealDate.now() + offset;
    }
  } as DateConstructor;
}
