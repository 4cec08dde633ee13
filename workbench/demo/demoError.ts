/** Something the person who started the demo can put right; its message is the whole story. */
export class DemoError extends Error {}
