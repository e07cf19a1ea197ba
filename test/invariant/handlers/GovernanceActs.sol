// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {IConsortiumRegistry} from "../../../contracts/consortium/IConsortiumRegistry.sol";
import {NodeActs} from "./NodeActs.sol";

/// @notice Proposals, votes, the clock. Proposals ask the register for its authority, so executing one changes no books.
abstract contract GovernanceActs is NodeActs {
    uint256[] public proposals;
    mapping(uint256 proposalId => IGovernor.ProposalState) private _lastSeen;

    function proposalsBooked() external view returns (uint256) {
        return proposals.length;
    }

    function propose(uint256 which, uint256 seed) external {
        address[] memory targets = new address[](1);
        targets[0] = address(registry);
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(IConsortiumRegistry.memberCount, ());
        string memory description = Strings.toString(proposals.length);
        vm.prank(_someAdmin(_someOrganisation(which), seed));
        try governor.propose(targets, new uint256[](1), calls, description) returns (uint256 proposalId) {
            proposals.push(proposalId);
        } catch {}
        noteStates();
    }

    /// @dev Every organisation votes by its two bits of `votes`, in half of the calls for it, through whichever admin.
    function voteAll(uint256 which, uint256 votes, uint256 seed) external {
        if (proposals.length == 0) return;
        uint256 proposalId = _someProposal(which);
        _waitUntil(governor.proposalSnapshot(proposalId) + 1, seed);
        for (uint256 i = 1; i <= organisationCount; ++i) {
            uint8 support = seed % 4 < 2 ? 1 : uint8((votes >> (2 * i)) & 3);
            bool hadVoted = governor.hasOrganisationVoted(proposalId, org(i));
            address voter = _someAdmin(i, seed | 1);
            bytes memory call = abi.encodeCall(IGovernor.castVote, (proposalId, support));
            if (_attempt(voter, address(governor), call) && _accounts[voter].organisation == i) {
                assertFalse(hadVoted, "a second vote");
            }
        }
        noteStates();
    }

    function queueOrExecute(uint256 which, uint256 seed) external {
        if (proposals.length == 0) return;
        uint256 proposalId = _someProposal(which);
        _waitUntil(governor.proposalDeadline(proposalId) + 1, seed);
        _attempt(_someone(seed), address(governor), abi.encodeWithSignature("queue(uint256)", proposalId));
        noteStates();
        if (seed % 3 != 0) _waitUntil(governor.proposalEta(proposalId), seed);
        _attempt(_someone(seed), address(governor), abi.encodeWithSignature("execute(uint256)", proposalId));
        noteStates();
    }

    function cancel(uint256 which, uint256 seed) external {
        if (seed % 4 != 0 || proposals.length == 0) return;
        bytes memory call = abi.encodeWithSignature("cancel(uint256)", _someProposal(which));
        _attempt(_someone(seed >> 2), address(governor), call);
        noteStates();
    }

    /// @dev Mostly hours, seldom days.
    function passTime(uint256 duration, uint256 seed) external {
        skipSeconds(bound(duration, 1, seed % 6 == 0 ? 5 days : 12 hours));
        noteStates();
    }

    /// @dev Compares each proposal with how it was last seen.
    function noteStates() public {
        for (uint256 i = 0; i < proposals.length; ++i) {
            IGovernor.ProposalState state = governor.state(proposals[i]);
            if (_isFinal(_lastSeen[proposals[i]])) assertTrue(_isFinal(state), "a dead proposal came back");
            _lastSeen[proposals[i]] = state;
        }
    }

    /// @dev Rather a late one than one that is long dead.
    function _someProposal(uint256 seed) private view returns (uint256) {
        uint256 back = seed % (proposals.length < 3 ? proposals.length : 3);
        return proposals[proposals.length - 1 - back];
    }

    function _waitUntil(uint256 time, uint256 seed) private {
        if (seed % 5 != 0 && timeNow() < time) vm.warp(time);
    }

    function _isFinal(IGovernor.ProposalState state) private pure returns (bool) {
        return
            state == IGovernor.ProposalState.Canceled ||
            state == IGovernor.ProposalState.Defeated ||
            state == IGovernor.ProposalState.Expired ||
            state == IGovernor.ProposalState.Executed;
    }
}
