// sucrase leaves every line where it is, so a stack trace needs no source map. ts-node maps each one all the same, and
// the Pulumi SDK takes one for every promise of its own: an eighth of the tests' processor time.
Reflect.deleteProperty(Error, "prepareStackTrace");
