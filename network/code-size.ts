/** Tests compile without the optimizer, and then contracts are larger than a chain takes: their chains take code of any size. */
export const takesAnyCodeSize = process.env.HARDHAT_BUILD_PROFILE === "fast";
