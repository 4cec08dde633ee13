import { findEngine } from "../workbench/engine/findEngine";

const engine = findEngine();

// It takes half an hour, so it is run when asked for; this test says that it was not.
describe("the engine suite", () => {
  const needs = "missing" in engine ? `; it needs the real engine: ${engine.missing}` : "";
  it.skip(`NOT RUN: \`npm run test:engine\` runs it${needs}`, () => undefined);
});
