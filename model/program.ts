/** The project's and the package's name. */
export const programName = "icertis-access";

/** The version of the outputs' contract with other stacks; it grows when an output changes its meaning or goes. */
export const contractVersion = 1;
