// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IConsortiumGovernor} from "../../contracts/consortium/IConsortiumGovernor.sol";
import {IConsortiumRegistry} from "../../contracts/consortium/IConsortiumRegistry.sol";
import {Signing} from "./Signing.sol";

/// @notice Takes proposals through their life. The standard proposal sets the capabilities of organisation 1.
abstract contract GovernorFixture is Signing {
    uint8 internal constant AGAINST = 0;
    uint8 internal constant FOR = 1;
    uint8 internal constant ABSTAIN = 2;

    uint16 internal constant PROPOSED_CAPABILITIES = 0xff;

    function proposeAs(address proposer, string memory description) internal returns (uint256) {
        return proposeCall(proposer, setCapabilities(), description);
    }

    function proposeCall(
        address proposer,
        bytes memory call,
        string memory description
    ) internal returns (uint256) {
        (address[] memory targets, uint256[] memory values, bytes[] memory calls) = single(call);
        vm.prank(proposer);
        return governor.propose(targets, values, calls, description);
    }

    function single(
        bytes memory call
    ) internal pure returns (address[] memory targets, uint256[] memory values, bytes[] memory calls) {
        targets = new address[](1);
        targets[0] = address(registry);
        values = new uint256[](1);
        calls = new bytes[](1);
        calls[0] = call;
    }

    function setCapabilities() internal pure returns (bytes memory) {
        return abi.encodeCall(IConsortiumRegistry.setCapabilities, (org(1), PROPOSED_CAPABILITIES));
    }

    function voteAs(address voter, uint256 proposalId, uint8 support) internal {
        vm.prank(voter);
        governor.castVote(proposalId, support);
    }

    /// @dev The admins of organisations `first` to `last` vote.
    function voteRange(uint256 first, uint256 last, uint256 proposalId, uint8 support) internal {
        for (uint256 i = first; i <= last; ++i) voteAs(admin(i), proposalId, support);
    }

    function openVote(uint256 proposalId) internal {
        vm.warp(governor.proposalSnapshot(proposalId) + 1);
    }

    function closeVote(uint256 proposalId) internal {
        vm.warp(governor.proposalDeadline(proposalId) + 1);
    }

    /// @dev A standard proposal right after the end of the vote; organisations 1 to `supporters` were for it, the
    /// others up to `all` against.
    function voted(uint256 supporters, uint256 all) internal returns (uint256 proposalId) {
        proposalId = proposeAs(admin(1), "standard");
        openVote(proposalId);
        voteRange(1, supporters, proposalId, FOR);
        voteRange(supporters + 1, all, proposalId, AGAINST);
        closeVote(proposalId);
    }

    function queued(uint256 supporters, uint256 all) internal returns (uint256 proposalId) {
        proposalId = voted(supporters, all);
        governor.queue(proposalId);
    }

    function suspend(uint256 organisation) internal {
        vm.prank(address(timelock));
        registry.suspend(org(organisation), REASON);
    }

    function reinstate(uint256 organisation) internal {
        vm.prank(address(timelock));
        registry.reinstate(org(organisation));
    }

    function expel(uint256 organisation) internal {
        vm.prank(address(timelock));
        registry.expel(org(organisation), REASON);
    }

    function assertState(
        uint256 proposalId,
        IGovernor.ProposalState expected,
        string memory what
    ) internal view {
        assertEq(uint256(governor.state(proposalId)), uint256(expected), what);
    }

    function assertVotes(
        uint256 proposalId,
        uint256 against,
        uint256 forVotes,
        uint256 abstain
    ) internal view {
        (uint256 a, uint256 f, uint256 n) = governor.proposalVotes(proposalId);
        assertEq(a, against, "votes against");
        assertEq(f, forVotes, "votes for");
        assertEq(n, abstain, "abstentions");
    }

    function wrongState(
        uint256 proposalId,
        IGovernor.ProposalState current,
        bytes32 allowed
    ) internal pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IGovernor.GovernorUnexpectedProposalState.selector,
                proposalId,
                current,
                allowed
            );
    }

    function only(IGovernor.ProposalState state) internal pure returns (bytes32) {
        return bytes32(1 << uint8(state));
    }

    function notAVoter(address account) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IConsortiumGovernor.Governor_NotAVoter.selector, account);
    }
}
