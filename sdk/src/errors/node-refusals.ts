/** A refusal of the node or of the way to it, and how to recognise it. */
export interface NodeRefusal {
  readonly name: string;
  /** JSON-RPC code, or code of the library or transport. Nothing when the message alone tells. */
  readonly codes?: readonly (number | string)[];
  readonly message?: RegExp;
  readonly why: string;
  readonly remedy: string;
}

/** The first that fits is taken: the more exact come first. */
export const nodeRefusals: readonly NodeRefusal[] = [
  {
    name: "UpfrontCostExceedsBalance",
    message:
      /upfront cost exceeds|doesn't have enough funds|insufficient funds|exceeds the balance of the account/i,
    why: "The sender could not pay for the gas or the value of this transaction, or of this estimate.",
    remedy:
      "Gas is free on this chain: ask and send with zero prices and no value. If the node still refuses, " +
      "its operator must start it with `--tx-pool-enable-balance-check=false`, on a `zeroBaseFee` chain.",
  },
  {
    name: "GasCapExceeded",
    message:
      /gas limit cap exceeded|exceeds transaction gas cap|intrinsic gas too high|gas limit is \d+ and exceeds/i,
    why: "The transaction asks for more gas than one transaction may use (16,777,216) or than a block holds.",
    remedy: "Ask for less gas; split the work into several transactions, as the batch commands do.",
  },
  {
    name: "LogRangeTooWide",
    message:
      /range exceeds maximum RPC range limit|block range|range (is )?too (wide|large)|exceed maximum block range|query returned more than/i,
    why: "The question for events spans more blocks, or finds more events, than the node answers at once.",
    remedy: "Ask for fewer blocks at a time, at most 5,000.",
  },
  {
    name: "NonceTooDistant",
    message: /nonce is too distant|nonce too far|nonce too high/i,
    why: "The account has more transactions under way than the node keeps for one sender.",
    remedy: "Wait for some of them to be mined, then send on.",
  },
  {
    name: "PoolFull",
    message: /pool is full|pool limit|too many pending|exceeds the per.?(sender|account)|queue limit/i,
    why: "The node holds as many waiting transactions as it may.",
    remedy: "Wait for some of them to be mined, then send on; if no block takes any, ask `doctor`.",
  },
  {
    name: "NodeNotInSync",
    message: /transaction pool not enabled|not yet in sync/i,
    why: "The node takes no transactions: it is catching up with the chain, or its pool is switched off.",
    remedy: "Wait until it has caught up (`status`), or send through another node.",
  },
  {
    name: "TooManyRequests",
    codes: [429, "LIMIT_EXCEEDED"],
    message: /too many requests|rate limit/i,
    why: "The node, or what stands before it, takes no more requests for now.",
    remedy: "Ask less often, or ask its operator for a higher limit.",
  },
  {
    name: "ReplacementUnderpriced",
    message: /replacement transaction underpriced|replacement fee too low/i,
    why: "Another transaction of this account waits under the same nonce, at the same or a higher price.",
    remedy:
      "Wait for it; if it can never be mined (`doctor` tells), the operator must drop it from the pool.",
  },
  {
    name: "AlreadyKnown",
    message: /known transaction|already known|already imported/i,
    why: "The node has this very transaction already.",
    remedy: "Nothing to do but wait for its receipt.",
  },
  {
    name: "NonceTooLow",
    codes: [-32001, "NONCE_EXPIRED"],
    message: /nonce too low|nonce has already been used|nonce.*too low/i,
    why: "A transaction of this account with this nonce is mined already.",
    remedy: "Look whether it was this one; otherwise send again with the account's next nonce.",
  },
  {
    name: "SenderNotPermitted",
    codes: [-32007],
    message: /sender account not authorized/i,
    why: "The node's permission list does not let this account send transactions.",
    remedy: "Have the account registered (`member account add`); the permission agent then updates the list.",
  },
  {
    name: "GasPriceBelowMinimum",
    codes: [-32009],
    message: /gas price below|gas price too low|underpriced/i,
    why: "The node demands a gas price, which this chain does not have.",
    remedy: "Its operator must start it with `--min-gas-price=0`.",
  },
  {
    name: "IntrinsicGasTooLow",
    message: /intrinsic gas (too low|exceeds)|intrinsic gas cost/i,
    why: "The gas limit does not even cover the bare transaction and its data.",
    remedy: "Estimate the gas instead of setting it.",
  },
  {
    name: "WrongChain",
    message: /wrong chain ?id|invalid chain id|incompatible with the network/i,
    why: "The transaction was signed for another chain than the node's.",
    remedy: "Check the URL and the chain id of the network that you chose.",
  },
  {
    name: "UnknownBlock",
    codes: [-39001],
    message: /unknown block|block not found|invalid block number params|block ?out ?of ?range/i,
    why: "The node does not have this block; Besu also knows no `finalized` and `safe` on such a chain.",
    remedy: "Ask for `latest`, which is final here, or for a number up to it, in hex.",
  },
  {
    name: "StateUnavailable",
    message: /world state unavailable|missing trie node/i,
    why: "The node no longer keeps the state of that block.",
    remedy: "Ask a node that keeps the whole history, or for one of the latest 512 blocks.",
  },
  {
    name: "InitcodeTooLarge",
    message: /initcode size|init code size/i,
    why: "What creates the contract exceeds 49,152 bytes.",
    remedy: "Build it with the default build profile, or split it.",
  },
  {
    name: "ValueOutOfRange",
    message: /value out-of-bounds/i,
    why: "A number is larger or smaller than the contract takes there; the argument is named below.",
    remedy: "Give a number within the range that `--help` or the interface of the contract tells.",
  },
  {
    name: "AlreadyListed",
    message: /cannot add an existing/i,
    why: "The node's permission list holds this entry already.",
    remedy: "Nothing to do.",
  },
  {
    name: "AllowlistNotEnabled",
    message: /allowlist has not been enabled/i,
    why: "The node runs without this permission list, so it lets everyone in.",
    remedy:
      "Its operator starts it with `--permissions-accounts-config-file-enabled` or " +
      "`--permissions-nodes-config-file-enabled`; `network init` writes both.",
  },
  {
    name: "NotListed",
    message: /cannot remove an absent/i,
    why: "The node's permission list does not hold this entry.",
    remedy: "Nothing to do; `perm_get…Allowlist` shows what it holds.",
  },
  {
    name: "StaticNodeStays",
    message: /cannot remove a fixed node/i,
    why: "A node that stands in the node's static list cannot be taken off its permission list.",
    remedy: "Take it out of `static-nodes.json` and restart the node first.",
  },
  {
    name: "BadListEntry",
    message: /contains an invalid (account|node)/i,
    why: "An entry for the node's permission list is no account or no enode.",
    remedy: "Give accounts as 20 bytes in hex, nodes as enode://<128 hex digits>@<IP>:<port>.",
  },
  {
    name: "FilterGone",
    message: /filter not found/i,
    why: "The node does not have this filter; it drops those that nobody asked for two minutes.",
    remedy: "Ask for events by ranges of blocks instead.",
  },
  {
    name: "NotHeldByNode",
    message: /no signer available|unknown account|account .* not found/i,
    why: "The node does not hold the key of the sender.",
    remedy: "Sign with a wallet and send the signed transaction.",
  },
  {
    name: "OutOfGas",
    message: /exception \(Out of gas\)|ran out of gas|out ?of ?gas/i,
    why: "The call ran out of gas.",
    remedy: "Give more gas, up to 16,777,216, or do less in one call.",
  },
  {
    name: "CodeTooLarge",
    message: /code is too large|code size limit|max code size/i,
    why: "The contract's code exceeds 24,576 bytes.",
    remedy: "Build it with the default build profile, or split it.",
  },
  {
    name: "InvalidOpcode",
    message: /invalid ?(fe)?opcode/i,
    why: "The contract ran into an instruction that this chain does not know.",
    remedy: "Compile for the chain's fork (`evmVersion`), and check the address.",
  },
  {
    name: "ExecutionHalted",
    message: /could not be completed due to an exception/i,
    why: "The contract stopped on a fault of its own, without a reason that it could give.",
    remedy: "Check the arguments; trace the call on a node with the debug API.",
  },
  {
    name: "Unauthorised",
    codes: [-40100],
    message: /unauthori[sz]ed|response (status code )?40[13]|forbidden/i,
    why: "The node asks for a sign-in, and the token is missing, lapsed or not allowed to call this method.",
    remedy: "Sign in anew and send the token, or ask the node's operator for the permission.",
  },
  {
    name: "MethodNotAvailable",
    codes: [-32601, -32604],
    message: /method not (found|enabled)|is not supported/i,
    why: "The node does not offer this method.",
    remedy:
      "Its operator can enable the API that holds it; Besu neither signs for accounts nor mines on request.",
  },
  {
    name: "NodeUnavailable",
    message:
      /response (status code )?5\d\d|unexpected status code|bad gateway|service unavailable|gateway time-?out|socket hang up|aborted|not valid json|invalid json-rpc response|missing response for request/i,
    why: "What stands before the node answers, or the node stopped in the middle of its answer: it may be starting.",
    remedy:
      "Wait a minute and try again; if it lasts, look at the node (`status`), and whether the proxy before it wants a token.",
  },
  {
    name: "NodeUnreachable",
    codes: [
      "ECONNREFUSED",
      "ECONNRESET",
      "ENOTFOUND",
      "ETIMEDOUT",
      "EHOSTUNREACH",
      "EPIPE",
      "UND_ERR_CONNECT_TIMEOUT",
      "UND_ERR_SOCKET",
      "NETWORK_ERROR",
    ],
    message:
      /failed to fetch|fetch failed|failed to make \w+ request|other side closed|couldn't connect|cannot connect to the network|failed to detect network/i,
    why: "Nothing answers at the node's address.",
    remedy: "Check the URL and that the node runs (`status`); the local one is started with `npm start`.",
  },
  {
    name: "RequestTimeout",
    codes: ["TIMEOUT"],
    message: /timed? ?out/i,
    why: "The node did not answer in time.",
    remedy: "Look whether it is syncing or overloaded (`doctor`), then try again.",
  },
  {
    name: "InvalidParameters",
    codes: [-32602],
    why: "The node does not accept the parameters of the request.",
    remedy: "Block numbers must be hex and not beyond the head, addresses 20 bytes, data whole bytes.",
  },
  {
    name: "InternalError",
    codes: [-32603],
    why: "The node failed: often the block's state is no longer kept, or the init code is too large.",
    remedy: "Ask for a recent block, look at the size of the code, then at the node's log.",
  },
];
