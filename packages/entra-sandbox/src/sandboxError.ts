/** Something the person who started the sandbox can put right; its message is the whole story. */
export class SandboxError extends Error {}
