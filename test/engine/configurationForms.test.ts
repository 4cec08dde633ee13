import assert from "node:assert/strict";
import type { EngineStack } from "../../workbench/engine/engineStack";
import { describeOnEngine } from "./onEngine";

describeOnEngine("a configuration in another form", {}, (on) => {
  let dev: EngineStack;

  before(async () => {
    dev = await on.newStack("dev");
  });

  /** What a preview with these settings ends in; nothing may have been asked of Entra ID's applications. */
  async function previewWith(settings: Readonly<Record<string, unknown>>): Promise<string> {
    dev.configure(settings);
    const message = await dev.stack.preview().then(
      () => "",
      (error: Error) => error.message,
    );
    assert.deepEqual(on.sandbox.directory.applications.allNewest(), []);
    assert.doesNotMatch(message, /\n\s+at .*\.ts:\d+/);
    return message;
  }

  it("is named where the rotation is a JSON text, whose first day the program never sees", async () => {
    const message = await previewWith({ rotation: '{"firstIssued":"2026-11-23"}' });
    assert.match(message, /icertis-access:rotation\.firstIssued: is required/);
    assert.match(message, /JSON/);
  });

  it("is refused with more scopes than the Scope field can carry, and with local addresses that differ by port", async () => {
    const scopes = Array.from({ length: 130 }, (_, index) => ({ value: `contracts.read.${index}` }));
    const redirectUris = ["http://localhost:8400/callback", "http://localhost:8401/callback"];
    const rotation = { firstIssued: "2026-11-23" };
    const message = await previewWith({ rotation, scopes, redirectUris });
    assert.match(message, /icertis-access:scopes/);
    assert.match(message, /icertis-access:redirectUris\[1\]/);
  });
});
