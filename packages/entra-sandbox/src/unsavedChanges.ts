import type { Directory } from "./directory/directory";

/** Knows whether tenant or date have changed since they were last written; what could not be written is tried again. */
export class UnsavedChanges {
  private any = true;

  constructor(
    directory: Directory,
    private readonly write: () => void,
  ) {
    const changed = () => {
      this.any = true;
    };
    directory.onChange = changed;
    directory.clock.onChange = changed;
  }

  /** Writes if there is anything to write. */
  save(): void {
    if (!this.any) return;
    this.write();
    this.any = false;
  }
}
