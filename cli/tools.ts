#!/usr/bin/env node
// What an administrator or a developer needs, without the Pulumi CLI; bundled into one file, dist/icertis-tools.mjs.
import { runProcess } from "./commandProcess";
import { secretStatusVerb } from "./secret/command";
import { tenantJsonVerbs } from "./tenantJson/command";
import { verifyVerb } from "./verify/command";

const secret = { name: "secret", description: "the client secret: how it stands", verbs: [secretStatusVerb] };

runProcess({ name: "node icertis-tools.mjs", verbs: [tenantJsonVerbs, verifyVerb, secret] });
