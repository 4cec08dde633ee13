/** The version of the outputs' contract with other stacks; it grows when an output changes its meaning or goes. */
export const contractVersion = 1;
