// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {Rights} from "../../contracts/common/Rights.sol";
import {IConsortiumGovernor} from "../../contracts/consortium/IConsortiumGovernor.sol";
import {GovernorFixture} from "./GovernorFixture.sol";

/// @notice Who proposes, who votes, and what a vote by signature is good for.
contract VotingTest is GovernorFixture {
    function setUp() public {
        found(5, 1);
    }

    function test_theRulesOfTheVote() public view {
        assertEq(governor.name(), "Guildhall ConsortiumGovernor", "name");
        assertEq(governor.votingDelay(), VOTING_DELAY, "delay");
        assertEq(governor.votingPeriod(), VOTING_PERIOD, "period");
        assertEq(governor.approvalBps(), APPROVAL_BPS, "approval");
        assertEq(governor.executionPeriod(), EXECUTION_PERIOD, "execution period");
        assertEq(governor.proposalThreshold(), 0, "threshold");
        assertEq(governor.clock(), timeNow(), "clock");
        assertEq(governor.CLOCK_MODE(), "mode=timestamp", "clock mode");
        assertEq(governor.COUNTING_MODE(), "support=bravo&quorum=for&params=organisation", "counting mode");
        assertEq(governor.timelock(), address(timelock), "timelock");
        assertEq(governor.quorum(0), 4, "60% of five members, exceeded");
    }

    function test_anyMembersAdminProposes() public {
        uint256 proposalId = proposeAs(deputy(3), "by a deputy");
        assertEq(OrgId.unwrap(governor.proposingOrganisation(proposalId)), 3, "proposing organisation");
        assertEq(governor.proposalSnapshot(proposalId), uint256(timeNow()) + VOTING_DELAY, "start");
        assertEq(
            governor.proposalDeadline(proposalId),
            uint256(timeNow()) + VOTING_DELAY + VOTING_PERIOD,
            "end"
        );
        assertTrue(governor.proposalNeedsQueuing(proposalId), "needs queuing");
        assertEq(governor.requiredVotes(proposalId), 4, "required votes");
        assertState(proposalId, IGovernor.ProposalState.Pending, "state");
    }

    function test_revertsWhenTheProposerHasNoVote() public {
        _refusedProposer(stranger());
        _refusedProposer(operator(1));
        vm.prank(admin(1));
        registry.freezeAccount(deputy(1));
        _refusedProposer(deputy(1));
        suspend(2);
        _refusedProposer(admin(2));
        emergencySuspend(3, 1);
        _refusedProposer(admin(1));
    }

    function test_timeAndNotBlocksOpensAndClosesTheVote() public {
        uint256 proposalId = proposeAs(admin(1), "times");
        skipBlocks(1_000_000);
        assertState(proposalId, IGovernor.ProposalState.Pending, "after a million blocks");
        vm.warp(governor.proposalSnapshot(proposalId));
        assertState(proposalId, IGovernor.ProposalState.Pending, "at the snapshot");
        expectError(
            wrongState(proposalId, IGovernor.ProposalState.Pending, only(IGovernor.ProposalState.Active))
        );
        voteAs(admin(1), proposalId, FOR);
        skipSeconds(1);
        voteAs(admin(1), proposalId, FOR);
        vm.warp(governor.proposalDeadline(proposalId));
        voteAs(admin(2), proposalId, FOR);
        skipSeconds(1);
        expectError(
            wrongState(proposalId, IGovernor.ProposalState.Defeated, only(IGovernor.ProposalState.Active))
        );
        voteAs(admin(3), proposalId, FOR);
        assertVotes(proposalId, 0, 2, 0);
    }

    function test_countsForAgainstAndAbstain() public {
        uint256 proposalId = proposeAs(admin(1), "all ways");
        openVote(proposalId);
        vm.expectEmit(address(governor));
        emit IGovernor.VoteCast(admin(1), proposalId, FOR, 1, "");
        voteAs(admin(1), proposalId, FOR);
        voteAs(admin(2), proposalId, AGAINST);
        voteAs(admin(3), proposalId, ABSTAIN);
        voteAs(admin(4), proposalId, FOR);
        assertVotes(proposalId, 1, 2, 1);
        for (uint256 i = 1; i <= 4; ++i) {
            assertTrue(governor.hasOrganisationVoted(proposalId, org(i)), "organisation has voted");
            assertTrue(governor.hasVoted(proposalId, viewer(i)), "any of its accounts tells so");
        }
        assertFalse(governor.hasOrganisationVoted(proposalId, org(5)), "the fifth has voted");
        assertFalse(governor.hasVoted(proposalId, admin(5)), "its admin has voted");
        assertFalse(governor.hasVoted(proposalId, stranger()), "a stranger has voted");
    }

    function testFuzz_revertsWhenTheVoteIsNoneOfTheThree(uint8 support) public {
        uint256 proposalId = proposeAs(admin(1), "odd votes");
        openVote(proposalId);
        if (support > ABSTAIN) {
            expectError(abi.encodeWithSelector(IConsortiumGovernor.Governor_BadVote.selector, support));
        }
        voteAs(admin(1), proposalId, support);
    }

    function testFuzz_oneVotePerOrganisation(uint8 first, uint8 second) public {
        uint8 support = uint8(bound(first, 0, 2));
        uint256 proposalId = proposeAs(admin(1), "twice");
        openVote(proposalId);
        voteAs(admin(2), proposalId, support);
        bytes memory again = abi.encodeWithSelector(
            IConsortiumGovernor.Governor_AlreadyVoted.selector,
            proposalId,
            org(2)
        );
        expectError(again);
        voteAs(admin(2), proposalId, uint8(bound(second, 0, 2)));
        expectError(again);
        voteAs(deputy(2), proposalId, uint8(bound(second, 0, 2)));
    }

    function test_rotatingOrAddingAKeyGivesNoSecondVote() public {
        uint256 proposalId = proposeAs(admin(1), "rotation");
        openVote(proposalId);
        voteAs(admin(2), proposalId, FOR);
        uint8 rights = Rights.ADMIN | Rights.OPERATOR;
        uint256 key = keyNamed("new key");
        bytes memory consent = consentOf(key, org(2), rights, timeNow());
        vm.prank(admin(2));
        registry.rotateAccount(admin(2), vm.addr(key), timeNow(), consent);
        expectError(
            abi.encodeWithSelector(IConsortiumGovernor.Governor_AlreadyVoted.selector, proposalId, org(2))
        );
        voteAs(vm.addr(key), proposalId, FOR);
        expectError(notAVoter(admin(2)));
        voteAs(admin(2), proposalId, FOR);
        assertVotes(proposalId, 0, 1, 0);
    }

    function test_anAdminAddedDuringTheVoteMayCastIt() public {
        uint256 proposalId = proposeAs(admin(1), "new admin");
        openVote(proposalId);
        uint256 key = keyNamed("new key");
        bytes memory consent = consentOf(key, org(2), Rights.ADMIN, timeNow());
        vm.prank(admin(2));
        registry.addAccount(vm.addr(key), Rights.ADMIN, timeNow(), consent);
        voteAs(vm.addr(key), proposalId, FOR);
        assertVotes(proposalId, 0, 1, 0);
    }

    function test_revertsWhenTheVoterHasNoVote() public {
        uint256 proposalId = proposeAs(admin(1), "no vote");
        openVote(proposalId);
        expectError(notAVoter(stranger()));
        voteAs(stranger(), proposalId, FOR);
        expectError(notAVoter(operator(2)));
        voteAs(operator(2), proposalId, FOR);
        suspend(2);
        expectError(notAVoter(admin(2)));
        voteAs(admin(2), proposalId, FOR);
        assertEq(governor.getVotes(admin(2), timeNow()), 0, "weight of the suspended");
        assertEq(governor.getVotes(admin(3), timeNow()), 1, "weight of a member");
    }

    function test_complianceAndKycDoNotTakeTheVote() public {
        vm.prank(complianceOfficer());
        registry.complianceFreeze(admin(2));
        vm.warp(KYC_UNTIL);
        uint256 proposalId = proposeAs(admin(2), "still voting");
        openVote(proposalId);
        voteAs(admin(2), proposalId, FOR);
        assertVotes(proposalId, 0, 1, 0);
    }

    function test_revertsWhenAdmittedAfterTheProposal() public {
        uint256 before = proposeAs(admin(1), "before");
        OrgId newcomer = admitted("newcomer");
        uint256 later = proposeAs(admin(1), "after");
        openVote(later);
        expectError(
            abi.encodeWithSelector(
                IConsortiumGovernor.Governor_AdmittedAfterProposal.selector,
                before,
                newcomer
            )
        );
        voteAs(addressNamed("newcomer"), before, FOR);
        voteAs(addressNamed("newcomer"), later, FOR);
        assertEq(governor.requiredVotes(before), 4, "required of the five");
        assertEq(governor.requiredVotes(later), 4, "required of the six");
        assertEq(governor.quorum(0), 4, "required now");
    }

    function test_newcomersDoNotRaiseTheBarOfOlderProposals() public {
        uint256 proposalId = proposeAs(admin(1), "before");
        for (uint256 i = 0; i < 5; ++i) admitted(string(abi.encodePacked("newcomer", i)));
        assertEq(governor.requiredVotes(proposalId), 4, "required of the five");
        assertEq(governor.quorum(0), 7, "required of the ten");
    }

    /* By signature */

    function test_aSignedVoteCountsOnce() public {
        uint256 proposalId = proposeAs(admin(1), "signed");
        openVote(proposalId);
        bytes memory ballot = _ballot(keyOf("admin", 2), proposalId, FOR);
        vm.prank(stranger());
        governor.castVoteBySig(proposalId, FOR, admin(2), ballot);
        assertVotes(proposalId, 0, 1, 0);
        expectError(_invalid(admin(2)));
        governor.castVoteBySig(proposalId, FOR, admin(2), ballot);
    }

    function test_aSignedVoteIsForThisProposalAndSupport() public {
        uint256 one = proposeAs(admin(1), "one");
        uint256 two = proposeAs(admin(1), "two");
        openVote(two);
        bytes memory ballot = _ballot(keyOf("admin", 2), one, FOR);
        expectError(_invalid(admin(2)));
        governor.castVoteBySig(two, FOR, admin(2), ballot);
        expectError(_invalid(admin(2)));
        governor.castVoteBySig(one, AGAINST, admin(2), ballot);
        expectError(_invalid(deputy(2)));
        governor.castVoteBySig(one, FOR, deputy(2), ballot);
    }

    function test_aSignedVoteIsVoidOnAChainWithAnotherId() public {
        uint256 proposalId = proposeAs(admin(1), "signed");
        openVote(proposalId);
        bytes memory ballot = _ballot(keyOf("admin", 2), proposalId, FOR);
        vm.chainId(block.chainid + 1);
        expectError(_invalid(admin(2)));
        governor.castVoteBySig(proposalId, FOR, admin(2), ballot);
    }

    function test_aMalleatedVoteIsVoid() public {
        uint256 proposalId = proposeAs(admin(1), "signed");
        openVote(proposalId);
        bytes memory ballot = malleated(_ballot(keyOf("admin", 2), proposalId, FOR));
        expectError(_invalid(admin(2)));
        governor.castVoteBySig(proposalId, FOR, admin(2), ballot);
    }

    function test_aSignedVoteIsNoSecondVote() public {
        uint256 proposalId = proposeAs(admin(1), "signed");
        openVote(proposalId);
        voteAs(deputy(2), proposalId, FOR);
        bytes memory ballot = _ballot(keyOf("admin", 2), proposalId, FOR);
        expectError(
            abi.encodeWithSelector(IConsortiumGovernor.Governor_AlreadyVoted.selector, proposalId, org(2))
        );
        governor.castVoteBySig(proposalId, FOR, admin(2), ballot);
    }

    function _ballot(uint256 key, uint256 proposalId, uint8 support) private view returns (bytes memory) {
        address voter = vm.addr(key);
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)"),
                proposalId,
                support,
                voter,
                governor.nonces(voter)
            )
        );
        bytes32 digest = typedDataDigest("Guildhall ConsortiumGovernor", address(governor), structHash);
        return signatureOf(key, digest);
    }

    function _invalid(address voter) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, voter);
    }

    function _refusedProposer(address proposer) private {
        expectError(notAVoter(proposer));
        proposeAs(proposer, "refused");
    }
}
