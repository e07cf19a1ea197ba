/**
 * Why OpenZeppelin's contracts refuse and what to do, in the words of the alliance. Errors of our own
 * contracts carry theirs as NatSpec; those of a package cannot. Generation fails when an entry is missing or
 * not needed.
 */
export const openzeppelinErrors: Readonly<Record<string, { why: string; remedy: string }>> = {
  "AccessControlBadConfirmation()": {
    why: "A role is renounced by its holder only, who repeats its own address to confirm.",
    remedy: "Send from the account that gives up the role, with that same address as confirmation.",
  },
  "AccessControlUnauthorizedAccount(address,bytes32)": {
    why: "The account lacks the timelock's role for this act: proposer, executor, canceller or admin.",
    remedy: "Go through the governor: propose, vote, queue, execute. It alone holds these roles.",
  },
  "AccessManagedInvalidAuthority(address)": {
    why: "The new access manager would be an address without code.",
    remedy: "Give the address of a deployed access manager.",
  },
  "AccessManagedRequiredDelay(address,uint32)": {
    why: "The caller holds the office, but its acts must wait in public view before they take effect.",
    remedy: "Schedule the call in the access manager, wait `delay` seconds, then execute it.",
  },
  "AccessManagedUnauthorized(address)": {
    why: "Only holders of an office may call this, and the caller does not hold it.",
    remedy: "Send from an account with the office (registrar or compliance), or propose to grant it.",
  },
  "AccessManagerAlreadyScheduled(bytes32)": {
    why: "The same call by the same caller is scheduled and has not been executed, cancelled or lapsed.",
    remedy: "Execute or cancel the scheduled call first.",
  },
  "AccessManagerBadConfirmation()": {
    why: "An office is renounced by its holder only, who repeats its own address to confirm.",
    remedy: "Send from the account that gives up the office, with that same address as confirmation.",
  },
  "AccessManagerExpired(bytes32)": {
    why: "The call was scheduled, but not executed within a week after its delay.",
    remedy: "Schedule it again and execute it in time.",
  },
  "AccessManagerInvalidInitialAdmin(address)": {
    why: "An access manager cannot be founded with the zero address as its administrator.",
    remedy: "Found it with the timelock as administrator.",
  },
  "AccessManagerLockedFunction(bytes4)": {
    why: "This function of the access manager is not one that a role can be granted for.",
    remedy: "Leave its own functions to the administrator, the timelock.",
  },
  "AccessManagerLockedRole(uint64)": {
    why: "The administrator's role and the public role are fixed: no new label, no other guardian.",
    remedy: "Use a role of your own number.",
  },
  "AccessManagerNotReady(bytes32)": {
    why: "The call is scheduled, but its delay has not passed.",
    remedy: "Execute it after the time that its schedule gives.",
  },
  "AccessManagerNotScheduled(bytes32)": {
    why: "This call by this caller has not been scheduled, or was executed or cancelled already.",
    remedy: "Schedule exactly this call from the same account first.",
  },
  "AccessManagerUnauthorizedAccount(address,uint64)": {
    why: "The account does not hold the role that administers this part of the access manager.",
    remedy: "Propose the change to the alliance; the timelock is the administrator.",
  },
  "AccessManagerUnauthorizedCall(address,address,bytes4)": {
    why: "The caller holds no office that may call this function, neither at once nor after a delay.",
    remedy: "Send from an account with the office, or propose to grant it.",
  },
  "AccessManagerUnauthorizedCancel(address,address,address,bytes4)": {
    why: "A scheduled call is cancelled by who scheduled it, a guardian of its office or the administrator.",
    remedy: "Send from one of these, or let the alliance vote on it.",
  },
  "AccessManagerUnauthorizedConsume(address)": {
    why: "Only a contract that is asking for a delayed call may use up its schedule.",
    remedy: "Call the target contract itself, or `execute` of the access manager.",
  },
  "AddressEmptyCode(address)": {
    why: "The call goes to an address that holds no contract.",
    remedy: "Check the target address and the network; the directory names the contracts of the alliance.",
  },
  "ECDSAInvalidSignature()": {
    why: "The signature is not one that any key could have made.",
    remedy: "Sign again; hand the signature on unchanged.",
  },
  "ECDSAInvalidSignatureLength(uint256)": {
    why: "A signature is 65 bytes long: r, s and v.",
    remedy: "Sign again; do not use the short form of 64 bytes.",
  },
  "ECDSAInvalidSignatureS(bytes32)": {
    why: "Of the two forms of a signature only the one with low s counts.",
    remedy: "Hand the signature on as it was made.",
  },
  "ERC20InsufficientAllowance(address,uint256,uint256)": {
    why: "The holder has not allowed the spender to take that much.",
    remedy: "Let the holder approve the spender for the amount, or sign a permit.",
  },
  "ERC20InsufficientBalance(address,uint256,uint256)": {
    why: "The account holds less than it is to pay.",
    remedy: "`token balance` shows what it holds; pay less, or fund it first.",
  },
  "ERC20InvalidApprover(address)": {
    why: "Nobody can approve for the zero address.",
    remedy: "Send from the account that holds the money.",
  },
  "ERC20InvalidReceiver(address)": {
    why: "Money cannot be sent to the zero address.",
    remedy: "Give the payee's account; to give money back to its issuer, redeem it.",
  },
  "ERC20InvalidSender(address)": {
    why: "The zero address holds no money.",
    remedy: "Give the account that pays.",
  },
  "ERC20InvalidSpender(address)": {
    why: "The zero address cannot spend.",
    remedy: "Give the account or contract that is to spend.",
  },
  "ERC2612ExpiredSignature(uint256)": {
    why: "The permit has run out.",
    remedy: "Let the holder sign a new one with a later deadline.",
  },
  "ERC2612InvalidSigner(address,address)": {
    why: "The permit was signed by another key, or for other terms, another token or another chain.",
    remedy: "Let the holder sign again; check every field.",
  },
  "ERC6909InsufficientAllowance(address,uint256,uint256,uint256)": {
    why: "The spender may move fewer units of this claim than asked for.",
    remedy: "Let the holder approve more (`approve`), or make the spender its operator (`setOperator`).",
  },
  "ERC6909InsufficientBalance(address,uint256,uint256,uint256)": {
    why: "The account holds fewer units of this claim than asked for.",
    remedy: "`asset show` tells what it holds; give a smaller amount.",
  },
  "ERC6909InvalidApprover(address)": {
    why: "The zero address approves nothing.",
    remedy: "Sign as the holder.",
  },
  "ERC6909InvalidReceiver(address)": {
    why: "Units of a claim cannot go to the zero address.",
    remedy: "Name the account that is to receive them.",
  },
  "ERC6909InvalidSender(address)": {
    why: "The zero address holds no claims.",
    remedy: "Name the account that holds the units.",
  },
  "ERC6909InvalidSpender(address)": {
    why: "The zero address cannot be a spender or operator.",
    remedy: "Name the account or contract that is to act for the holder.",
  },
  "FailedCall()": {
    why: "A call made on behalf of the caller failed without giving a reason.",
    remedy:
      "Simulate that inner call on its own, from the contract that makes it; check target and arguments.",
  },
  "GovernorAlreadyCastVote(address)": {
    why: "The account has voted on this proposal; a vote is final.",
    remedy: "Nothing to do; `proposal show` lists who voted.",
  },
  "GovernorAlreadyQueuedProposal(uint256)": {
    why: "The proposal is in the timelock's queue already.",
    remedy: "Wait for its delay to pass, then execute it.",
  },
  "GovernorDisabledDeposit()": {
    why: "The governor keeps no assets; everything belongs to the timelock.",
    remedy: "Send it to the timelock instead.",
  },
  "GovernorInsufficientProposerVotes(address,uint256,uint256)": {
    why: "The proposer has fewer votes than a proposal requires.",
    remedy: "Propose from an admin account of a member in good standing.",
  },
  "GovernorInvalidProposalLength(uint256,uint256,uint256)": {
    why: "A proposal needs at least one call, and as many values and calldatas as targets.",
    remedy: "Give each call its target, value and calldata.",
  },
  "GovernorInvalidSignature(address)": {
    why: "The ballot is not this voter's signature for this vote, on this chain, with its current nonce.",
    remedy: "Sign the ballot again and submit it unchanged.",
  },
  "GovernorInvalidVoteParams()": {
    why: "This way of counting takes no extra parameters with a vote.",
    remedy: "Vote without parameters.",
  },
  "GovernorInvalidVoteType()": {
    why: "Votes are 0 against, 1 for, 2 abstain.",
    remedy: "Vote with one of these.",
  },
  "GovernorInvalidVotingPeriod(uint256)": {
    why: "A vote must last some time.",
    remedy: "Give a voting period of at least one second.",
  },
  "GovernorNonexistentProposal(uint256)": {
    why: "No proposal has this number. The number follows from the calls and the whole text, to the letter.",
    remedy: "`proposal list` shows the numbers.",
  },
  "GovernorOnlyExecutor(address)": {
    why: "The governor changes its own rules only when the alliance has voted so.",
    remedy: "Propose the change; the timelock makes the call after the vote.",
  },
  "GovernorProposalQueueingFailed(uint256)": {
    why: "The timelock did not take the proposal into its queue.",
    remedy: "Check that the governor still holds the timelock's proposer role.",
  },
  "GovernorProposalQueueingNotRequired(uint256)": {
    why: "The proposal does not go through the timelock.",
    remedy: "Execute it right away.",
  },
  "GovernorRestrictedProposer(address)": {
    why: "The text of the proposal ends with `#proposer=` and another address: only that one may submit it.",
    remedy: "Submit it from the account it names, or change the text.",
  },
  "GovernorUnableToCancel(uint256,address)": {
    why: "Only the organisation that made the proposal may withdraw it, and only until it is executed.",
    remedy: "Let an admin of that organisation withdraw it, or vote against it.",
  },
  "GovernorUnexpectedProposalState(uint256,uint8,bytes32)": {
    why: "The proposal is not in a state that allows this step.",
    remedy: "`proposal show` tells its state and what comes next: vote, then queue, then wait, then execute.",
  },
  "InsufficientBalance(uint256,uint256)": {
    why: "The contract holds less of the chain's coin than it should pass on.",
    remedy: "Send a smaller value; on this chain most calls need none.",
  },
  "InvalidAccountNonce(address,uint256)": {
    why: "The signature was made with another nonce than the signer's current one: used already, or early.",
    remedy: "Read the signer's current nonce and sign again.",
  },
  "InvalidShortString()": {
    why: "The contract's name or version is stored in a form it cannot be read from.",
    remedy: "Deploy the contract with its constructor; do not copy its storage.",
  },
  "ReentrancyGuardReentrantCall()": {
    why: "The contract was called again from within a call that moves money.",
    remedy: "Call it from outside, after the first call has ended.",
  },
  "SafeCastOverflowedUintDowncast(uint8,uint256)": {
    why: "A number is larger than the field it must be kept in.",
    remedy: "Give a smaller number; times are seconds, not milliseconds.",
  },
  "SafeERC20FailedOperation(address)": {
    why: "The token did not confirm that it moved the money.",
    remedy: "Check that the address is a settlement token, and the balance and allowance of the payer.",
  },
  "StringTooLong(string)": {
    why: "The text is longer than the 31 bytes that fit where it must be kept.",
    remedy: "Give a shorter text.",
  },
  "TimelockInsufficientDelay(uint256,uint256)": {
    why: "The delay is shorter than the one the alliance has set.",
    remedy: "Give at least `minDelay` seconds.",
  },
  "TimelockInvalidOperationLength(uint256,uint256,uint256)": {
    why: "An operation needs as many values and payloads as targets.",
    remedy: "Give each call its target, value and payload.",
  },
  "TimelockUnauthorizedCaller(address)": {
    why: "The timelock changes its own delay only by an operation that went through it.",
    remedy: "Propose the change to the alliance.",
  },
  "TimelockUnexecutedPredecessor(bytes32)": {
    why: "The operation has to wait for another one that is not executed yet.",
    remedy: "Execute the predecessor first.",
  },
  "TimelockUnexpectedOperationState(bytes32,bytes32)": {
    why: "The operation is not in a state that allows this step: not queued, still waiting, or done.",
    remedy: "`proposal show` tells when it may be executed.",
  },
};
