/** Random draws that follow from a seed: sfc32 by Chris Doty-Humphrey, in the public domain. */
export class Draw {
  #a = 0x9e3779b9;
  #b = 0x243f6a88;
  #c = 0xb7e15162;
  #count = 1;

  constructor(seed: number) {
    this.#a ^= seed;
    for (let i = 0; i < 16; ++i) this.uniform();
  }

  /** From 0 to 1, 1 excluded. */
  uniform(): number {
    const mixed = (this.#a + this.#b + this.#count++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + mixed) | 0;
    return (mixed >>> 0) / 2 ** 32;
  }

  /** With the given probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** An index, as often as its weight says. */
  weighted(weights: readonly number[]): number {
    let rest = this.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    const index = weights.findIndex((weight) => {
      rest -= weight;
      return rest < 0;
    });
    return index === -1 ? weights.length - 1 : index;
  }

  /** Normal, of mean 0 and deviation 1 (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Four bytes as 8 hex digits. */
  hex(): string {
    return Math.floor(this.uniform() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  }
}
