/**
 * A model of what QBFT needs of its validator set, after Besu's `BftHelpers` and `ValidatorModeTransition`: the set read
 * from the state after block N seals block N+1; a block needs the seals of ⌈2n/3⌉ different validators, n being the
 * length of the list *with* duplicates; proposers take turns in ascending order of address, and each turn of a node
 * that is down costs a round.
 */
export function quorumOf(validators: number): number {
  return Math.ceil((2 * validators) / 3);
}

/** How many of `validators` may be down while the rest still seals. */
export function faultToleranceOf(validators: number): number {
  return Math.floor((validators - 1) / 3);
}

export interface Turn {
  /** The node that proposes the block. */
  proposer: string;
  /** Rounds lost to proposers that are down. */
  rounds: number;
}

export class QbftNetwork {
  readonly #up = new Set<string>();
  #previousProposer: string | undefined;

  /** Nodes that run, whether or not they are validators. */
  get up(): ReadonlySet<string> {
    return this.#up;
  }

  start(node: string): void {
    this.#up.add(node.toLowerCase());
  }

  crash(node: string): void {
    this.#up.delete(node.toLowerCase());
  }

  isUp(node: string): boolean {
    return this.#up.has(node.toLowerCase());
  }

  /** Validators of the list that are down. */
  down(validators: readonly string[]): string[] {
    return validators.filter((validator) => !this.isUp(validator));
  }

  /** Whether the running validators reach the quorum of the list. */
  canSeal(validators: readonly string[]): boolean {
    const sealing = new Set(validators.map(lowerCase).filter((validator) => this.#up.has(validator)));
    return validators.length > 0 && sealing.size >= quorumOf(validators.length);
  }

  /** Who proposes the next block; undefined when the chain stalls. */
  nextTurn(validators: readonly string[]): Turn | undefined {
    if (!this.canSeal(validators)) return undefined;
    const sorted = validators.map(lowerCase).sort();
    const next = sorted.findIndex((validator) => validator > (this.#previousProposer ?? ""));
    const first = next === -1 ? 0 : next;
    for (let rounds = 0; rounds < sorted.length; rounds++) {
      const proposer = sorted[(first + rounds) % sorted.length] as string;
      if (!this.#up.has(proposer)) continue;
      this.#previousProposer = proposer;
      return { proposer, rounds };
    }
    return undefined;
  }
}

function lowerCase(address: string): string {
  return address.toLowerCase();
}
