// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";

/// @title The list of validators that Besu QBFT reads
/// @notice Besu calls `getValidators()` on the state after block N to learn who seals block N+1. A list that reverts,
/// is empty, holds a key twice or names more than f dead nodes halts the chain for good, so every write is guarded
/// here, inside the contract, whoever asks for it.
/// @dev Two instances exist from block 0: the one that consensus reads and the rescue list, standby nodes to which a
/// transition in the genesis file can point after more than f validators are lost. A key sits in at most one of them, so
/// the proposer of a block (`block.coinbase`) proves which of the two governs. Only the one that governs can halt the
/// chain, so only its changes are checked against the live validators; the other may be mended, dead nodes and all.
/// Quorum of n validators is ⌈2n/3⌉; ⌊(n−1)/3⌋ of them may fail (Besu `BftHelpers`).
interface IValidatorSet {
    /// @notice A seat in the list.
    /// @param validator Address of the node's key; it is the node's address on the network.
    /// @param orgId The organisation that runs the node.
    struct Seat {
        address validator;
        OrgId orgId;
    }

    /// @notice The bounds a set is founded with; they never change.
    /// @param floor Fewest validators that a removal may leave, at least 1.
    /// @param changeInterval Blocks that must pass between two changes of the list.
    /// @param livenessWindow Blocks during which a recorded proposal counts as proof of life.
    /// @param probation Blocks after which a newcomer that never proposed may be ejected by anyone.
    struct Bounds {
        uint16 floor;
        uint32 changeInterval;
        uint32 livenessWindow;
        uint32 probation;
    }

    /// @notice What the set knows of one validator.
    /// @param orgId The organisation that runs it; zero if it is not in the list.
    /// @param joinedAt Block in which it entered the list.
    /// @param lastSeenAt Latest block that it is recorded to have proposed; zero if none.
    struct Validator {
        OrgId orgId;
        uint64 joinedAt;
        uint64 lastSeenAt;
    }

    /// @notice A validator entered the list; it governs from the next block on.
    event ValidatorAdded(address indexed validator, OrgId indexed orgId, uint256 count);
    /// @notice A validator left the list; it may not seal the next block.
    event ValidatorRemoved(address indexed validator, OrgId indexed orgId, uint256 count);
    /// @notice The proposer of this block was recorded as alive.
    event ProposerSeen(address indexed validator, uint256 blockNumber);

    /// @notice Only the registry that the directory names may change the list.
    /// @custom:remedy Propose the change through the alliance (`validator propose-add`, `validator propose-remove`) or
    /// swap your own validator (`validator swap`).
    error ValidatorSet_OnlyRegistry(address caller, address registry);
    /// @notice The zero address cannot be a validator: nobody holds its key.
    /// @custom:remedy Give the address of the node's own key.
    error ValidatorSet_ZeroValidator();
    /// @notice The key is already in this list or in the other one; a duplicate would propose every block.
    /// @custom:remedy Give a key that no validator uses; `validator list` shows them.
    error ValidatorSet_DuplicateValidator(address validator);
    /// @notice The address is not in this list.
    /// @custom:remedy `validator list` shows who is.
    error ValidatorSet_UnknownValidator(address validator);
    /// @notice The list would grow beyond what a block can be checked against cheaply.
    /// @custom:remedy Remove a validator first.
    error ValidatorSet_AboveMaximum(uint256 count, uint256 maximum);
    /// @notice The list would shrink below the number of validators the alliance was founded to keep.
    /// @custom:remedy Add a validator first, or swap this one for another.
    error ValidatorSet_BelowFloor(uint256 count, uint256 floor);
    /// @notice The list changed a moment ago; changes are spaced so that each is seen to work before the next.
    /// @custom:remedy Try again at block `nextChangeAt`.
    error ValidatorSet_ChangeTooSoon(uint256 blockNumber, uint256 nextChangeAt);
    /// @notice One organisation would run more validators than may fail together.
    /// @custom:remedy Let another organisation run the node, or remove one of this organisation's validators first.
    error ValidatorSet_OrganisationAboveCap(OrgId orgId, uint256 count, uint256 cap);
    /// @notice After the change the validators known to be alive would not reach a quorum, counting the newcomer as
    /// dead: the chain could halt for good.
    /// @custom:remedy Record who is alive (`validator poke`), bring silent validators back, or replace a dead one.
    error ValidatorSet_QuorumAtRisk(uint256 live, uint256 quorum);
    /// @notice Anyone may eject a newcomer that stayed silent, but this one has proposed or its probation still runs.
    /// @custom:remedy Wait until block `probationEnds`, or propose the removal to the alliance.
    error ValidatorSet_NotSilentNewcomer(address validator, uint256 probationEnds, uint256 lastSeenAt);
    /// @notice Consensus reads the other list, so nobody in this one had a chance to propose a block.
    /// @custom:remedy Propose the removal to the alliance, or wait until this list governs again.
    error ValidatorSet_NotGoverning();
    /// @notice The bounds the set was to be founded with contradict each other.
    /// @custom:remedy Floor between 1 and the number of founding validators; window and probation above the change
    /// interval and at least as many blocks as a full list has proposers.
    error ValidatorSet_BadBounds(Bounds bounds, uint256 founders);

    /// @notice The validators of the next block, in no particular order (Besu sorts them). Never reverts, never empty.
    /// @dev Selector 0xb7ab4db5; called by Besu from the zero address with at most 16,777,216 gas.
    function getValidators() external view returns (address[] memory);

    /// @notice Records that the proposer of this block is alive. Anyone may call; without effect for a stranger.
    /// @return validator The proposer of this block (`block.coinbase`).
    /// @return recorded Whether it is in this list.
    function poke() external returns (address validator, bool recorded);

    /// @notice Adds a validator. Only the registry. Refused unless the live validators reach the quorum of the longer
    /// list with the newcomer counted as dead.
    function add(address validator, OrgId orgId) external;

    /// @notice Removes a validator. Only the registry. Refused if the list would fall below its floor or the live ones that
    /// remain would miss the quorum of the shorter list; removing a live one is also refused if it would leave an
    /// organisation above its cap.
    /// @return orgId The organisation that ran it.
    function remove(address validator) external returns (OrgId orgId);

    /// @notice Replaces a validator by another key of the same organisation in one step. Only the registry. Refused
    /// unless the live validators that remain reach a quorum with the newcomer counted as dead.
    /// @return orgId The organisation that runs both.
    function swap(address validator, address replacement) external returns (OrgId orgId);

    /// @notice Removes a newcomer that has not proposed within its probation. Only the registry, for anyone, and only while
    /// this list governs.
    /// @return orgId The organisation that ran it.
    function eject(address validator) external returns (OrgId orgId);

    /// @notice Number of validators in the list.
    function count() external view returns (uint256);

    /// @notice Validators whose proof of life is within the liveness window.
    function liveCount() external view returns (uint256);

    /// @notice Whether this list is the one consensus reads at present: true unless the proposer of this block sits in the
    /// other list.
    function governs() external view returns (bool);

    /// @notice Whether `validator` is in the list.
    function isValidator(address validator) external view returns (bool);

    /// @notice Whether `validator` is in the list and was seen within the liveness window.
    function isLive(address validator) external view returns (bool);

    /// @notice What the set knows of `validator`.
    function validatorOf(address validator) external view returns (Validator memory);

    /// @notice Number of validators that `orgId` runs in this list.
    function countOf(OrgId orgId) external view returns (uint256);

    /// @notice Most validators one organisation may run while the list has `validators` entries: ⌊(n−1)/3⌋, at least 1.
    function capOf(uint256 validators) external pure returns (uint256);

    /// @notice Validators needed to seal a block while the list has `validators` entries: ⌈2n/3⌉.
    function quorumOf(uint256 validators) external pure returns (uint256);

    /// @notice First block in which the list may change again.
    function nextChangeAt() external view returns (uint256);

    /// @notice The bounds the set was founded with.
    function bounds() external view returns (Bounds memory);
}
