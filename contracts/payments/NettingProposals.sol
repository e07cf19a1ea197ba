// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId} from "../common/OrgId.sol";
import {INettingCycle} from "./INettingCycle.sol";
import {NettingQueue} from "./NettingQueue.sol";

/// @title NettingProposals
/// @notice Whose selection a closed cycle is settled by: the four best proposals in turn, then anyone's.
abstract contract NettingProposals is NettingQueue {
    uint256 private constant PROPOSALS_KEPT = 4;
    /// @dev How many cycles an organisation sits out whose proposal was not proven.
    uint32 private constant BARRED_CYCLES = 10;

    mapping(uint32 cycle => Proposal[] best) private _proposals;
    /// @inheritdoc INettingCycle
    mapping(OrgId orgId => uint32 cycle) public barredUntil;

    /// @inheritdoc INettingCycle
    function propose(
        uint32 cycle,
        uint256[] calldata taken,
        uint256[] calldata parts,
        uint128 value
    ) external {
        OrgId orgId = _callingMember();
        if (!_takesPart(orgId)) revert Netting_NotAParticipant(orgId);
        if (cycle < barredUntil[orgId]) revert Netting_Barred(orgId, barredUntil[orgId]);
        _requirePending(cycle);
        uint256 until = _proposalsEndAt(cycle);
        if (block.timestamp >= until) revert Netting_TooLate(block.timestamp, until);
        bytes32 selection = _selectionOf(_chain(0, taken), _chain(0, parts));
        _rank(_proposals[cycle], Proposal(orgId, value, selection));
        emit SelectionProposed(cycle, orgId, value, selection, taken, parts);
    }

    /// @inheritdoc INettingCycle
    function proposalsOf(uint32 cycle) external view returns (Proposal[] memory) {
        return _proposals[cycle];
    }

    /// @dev A selection may settle a cycle if it is its turn and it is worth what was said, or if all turns are over.
    function _requireTurn(uint32 cycle, bytes32 selection, uint256 value) internal {
        Proposal[] storage best = _proposals[cycle];
        uint256 turn = (block.timestamp - _proposalsEndAt(cycle)) / _turnSeconds;
        uint256 count = best.length;
        if (turn < count) {
            if (selection != best[turn].selection) {
                revert Netting_NotItsTurn(selection, best[turn].selection);
            }
            if (value < best[turn].value) revert Netting_ProposalNotMet(value, best[turn].value);
        }
        for (uint256 i = 0; i < turn && i < count; ++i) {
            uint32 until = cycle + 1 + BARRED_CYCLES;
            barredUntil[best[i].orgId] = until;
            emit ProposalFailed(cycle, best[i].orgId, until);
        }
    }

    function _requirePending(uint32 cycle) internal view {
        uint32 pending = pendingCycle();
        if (cycle != pending || cycle == 0) revert Netting_NotPending(cycle, pending);
    }

    function _proposalsEndAt(uint32 cycle) internal view returns (uint256) {
        return uint256(cycleOf(cycle).readyAt) + _proposalSeconds;
    }

    function _selectionOf(bytes32 takenChain, bytes32 partsChain) internal pure returns (bytes32) {
        return keccak256(abi.encode(takenChain, partsChain));
    }

    function _chain(bytes32 chain, uint256[] calldata words) internal pure returns (bytes32) {
        for (uint256 i = 0; i < words.length; ++i) chain = keccak256(abi.encode(chain, words[i]));
        return chain;
    }

    /// @dev Keeps the best, in order; of equal ones the earlier first; one of each organisation.
    function _rank(Proposal[] storage best, Proposal memory proposal) private {
        uint256 place = best.length;
        for (uint256 i = 0; i < best.length; ++i) {
            if (best[i].orgId == proposal.orgId) place = i;
        }
        if (place == PROPOSALS_KEPT) --place;
        if (place == best.length) {
            best.push(proposal);
        } else if (proposal.value <= best[place].value) {
            revert Netting_NotBetter(proposal.value, best[place].value);
        }
        for (; place > 0 && best[place - 1].value < proposal.value; --place) best[place] = best[place - 1];
        best[place] = proposal;
    }
}
