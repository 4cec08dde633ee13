import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mostBytes, processFiles } from "../../entra/files";
import { temporaryFolder } from "../temporaryFolder";

describe("reading a file", () => {
  const folder = temporaryFolder();

  it("gives every byte, of one that is larger than what is read at once too", () => {
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
    const path = join(folder, "bytes");
    writeFileSync(path, bytes);
    assert.deepEqual(processFiles.read(path), bytes);
  });

  it("ends where a device does not", function () {
    if (!existsSync("/dev/zero")) this.skip();
    assert.throws(() => processFiles.read("/dev/zero"), { code: "file-too-large" });
    assert.ok(mostBytes > 10_000_000);
  });

  it("says what is wrong with a folder, and that there is no file", () => {
    assert.throws(() => processFiles.read(folder), { code: "file-unreadable" });
    assert.throws(() => processFiles.read(join(folder, "none")), { code: "file-unreadable" });
  });
});
