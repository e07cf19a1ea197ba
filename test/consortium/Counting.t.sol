// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {GovernorFixture} from "./GovernorFixture.sol";

/// @notice How a change of standing tells on a vote: while it runs, until `queue`, and afterwards.
contract CountingTest is GovernorFixture {
    function setUp() public {
        found(7, 1);
    }

    function testFuzz_passesOnlyAboveTheApprovalAndWithMoreForThanAgainst(uint8 f, uint8 a) public {
        uint256 forVotes = bound(f, 0, 7);
        uint256 againstVotes = bound(a, 0, 7 - forVotes);
        uint256 proposalId = voted(forVotes, forVotes + againstVotes);
        bool passes = forVotes * 10_000 > 7 * uint256(APPROVAL_BPS) && forVotes > againstVotes;
        assertState(
            proposalId,
            passes ? IGovernor.ProposalState.Succeeded : IGovernor.ProposalState.Defeated,
            "state"
        );
    }

    function test_abstentionsDoNotHelp() public {
        uint256 proposalId = proposeAs(admin(1), "abstain");
        openVote(proposalId);
        voteRange(1, 4, proposalId, FOR);
        voteRange(5, 7, proposalId, ABSTAIN);
        closeVote(proposalId);
        assertState(proposalId, IGovernor.ProposalState.Defeated, "state");
    }

    /* While the vote runs */

    function test_theVoteOfASuspendedMemberDropsOutAndSoDoesTheMember() public {
        uint256 proposalId = _open();
        voteRange(1, 5, proposalId, FOR);
        assertEq(governor.requiredVotes(proposalId), 5, "required of seven");
        suspend(5);
        assertVotes(proposalId, 0, 4, 0);
        assertEq(governor.requiredVotes(proposalId), 4, "required of six");
        expel(4);
        assertVotes(proposalId, 0, 3, 0);
        assertEq(governor.requiredVotes(proposalId), 4, "required of five");
        reinstate(5);
        assertVotes(proposalId, 0, 4, 0);
    }

    function test_dropsVotesOfEveryKind() public {
        uint256 proposalId = _open();
        voteAs(admin(1), proposalId, AGAINST);
        voteAs(admin(2), proposalId, ABSTAIN);
        suspend(1);
        suspend(2);
        assertVotes(proposalId, 0, 0, 0);
        assertTrue(governor.hasOrganisationVoted(proposalId, org(1)), "a vote cast stays cast");
    }

    function test_aMemberUnderEmergencyLosesItsVoteButStaysInTheDenominator() public {
        uint256 proposalId = _open();
        voteRange(1, 5, proposalId, FOR);
        emergencySuspend(1, 5);
        assertVotes(proposalId, 0, 4, 0);
        assertEq(governor.requiredVotes(proposalId), 5, "required of seven");
        closeVote(proposalId);
        assertState(proposalId, IGovernor.ProposalState.Defeated, "state");
    }

    function test_anEmergencyThatLapsesBeforeTheEndGivesTheVoteBack() public {
        emergencySuspend(1, 5);
        skipSeconds(EMERGENCY_PERIOD - 1 days);
        uint256 proposalId = _open();
        voteRange(1, 4, proposalId, FOR);
        expectError(notAVoter(admin(5)));
        voteAs(admin(5), proposalId, FOR);
        vm.warp(registry.emergencyUntil(org(5)));
        voteAs(admin(5), proposalId, FOR);
        closeVote(proposalId);
        assertState(proposalId, IGovernor.ProposalState.Succeeded, "state");
    }

    /* Between the end of the vote and queue */

    function test_aPassedProposalExpiresWhenAnyonesStandingChangesBeforeQueue() public {
        uint256 proposalId = voted(5, 7);
        suspend(7);
        assertState(proposalId, IGovernor.ProposalState.Expired, "an opponent suspended");
        reinstate(7);
        assertState(proposalId, IGovernor.ProposalState.Expired, "never again Succeeded");
        expectError(
            wrongState(proposalId, IGovernor.ProposalState.Expired, only(IGovernor.ProposalState.Succeeded))
        );
        governor.queue(proposalId);
    }

    function test_aPassedProposalDefeatedByAnEmergencyDoesNotComeBack() public {
        uint256 proposalId = voted(5, 7);
        emergencySuspend(1, 5);
        assertState(proposalId, IGovernor.ProposalState.Defeated, "four of seven");
        vm.warp(registry.emergencyUntil(org(5)));
        _assertDead(proposalId, "lapsed");
    }

    function test_aDefeatedProposalIsNotRaisedByRemovingOpponents() public {
        uint256 proposalId = voted(4, 7);
        assertState(proposalId, IGovernor.ProposalState.Defeated, "four of seven");
        suspend(7);
        _assertDead(proposalId, "suspended opponent");
        expel(6);
        _assertDead(proposalId, "expelled opponent");
        expel(7);
        _assertDead(proposalId, "four of five");
    }

    function test_aDefeatedProposalIsNotRaisedByReinstatingSupporters() public {
        uint256 proposalId = _open();
        voteRange(1, 5, proposalId, FOR);
        suspend(5);
        suspend(4);
        closeVote(proposalId);
        assertState(proposalId, IGovernor.ProposalState.Defeated, "three of five");
        reinstate(5);
        _assertDead(proposalId, "one reinstated");
        reinstate(4);
        _assertDead(proposalId, "both reinstated");
    }

    function test_aDefeatedProposalIsNotRaisedByALapse() public {
        uint256 proposalId = _open();
        voteRange(1, 5, proposalId, FOR);
        vm.warp(governor.proposalDeadline(proposalId));
        emergencySuspend(1, 5);
        closeVote(proposalId);
        assertState(proposalId, IGovernor.ProposalState.Defeated, "four of seven");
        vm.warp(registry.emergencyUntil(org(5)));
        _assertDead(proposalId, "lapsed");
    }

    function test_aChangeInTheLastSecondOfTheVoteCounts() public {
        uint256 proposalId = _open();
        voteRange(1, 5, proposalId, FOR);
        vm.warp(governor.proposalDeadline(proposalId));
        suspend(5);
        reinstate(5);
        closeVote(proposalId);
        assertState(proposalId, IGovernor.ProposalState.Succeeded, "changes in the last second count");
        suspend(6);
        assertState(proposalId, IGovernor.ProposalState.Expired, "changes one second later do not");
    }

    function test_anAdmissionAfterTheVoteChangesNothing() public {
        uint256 proposalId = voted(5, 7);
        admitted("newcomer");
        assertState(proposalId, IGovernor.ProposalState.Succeeded, "state");
    }

    /* After queue */

    function test_aQueuedResultStandsWhateverHappensToTheVoters() public {
        uint256 proposalId = queued(5, 7);
        emergencySuspend(1, 5);
        assertState(proposalId, IGovernor.ProposalState.Queued, "a supporter under emergency");
        suspend(4);
        assertState(proposalId, IGovernor.ProposalState.Queued, "a supporter suspended");
        vm.warp(governor.proposalEta(proposalId));
        governor.execute(proposalId);
        assertEq(registry.capabilitiesOf(org(1)), PROPOSED_CAPABILITIES, "capabilities");
        assertState(proposalId, IGovernor.ProposalState.Executed, "state");
    }

    /* Many members */

    function test_countsAcrossWords() public {
        for (uint256 i = 8; i <= 260; ++i) admitted(string.concat("admin ", Strings.toString(i)));
        uint256 proposalId = _open();
        assertEq(governor.requiredVotes(proposalId), 157, "required of 260");
        voteRange(250, 260, proposalId, FOR);
        assertVotes(proposalId, 0, 11, 0);
        suspend(256);
        suspend(255);
        assertVotes(proposalId, 0, 9, 0);
        assertEq(governor.requiredVotes(proposalId), 155, "required of 258");
    }

    function _open() private returns (uint256 proposalId) {
        proposalId = proposeAs(admin(1), "open");
        openVote(proposalId);
    }

    function _assertDead(uint256 proposalId, string memory what) private {
        IGovernor.ProposalState state = governor.state(proposalId);
        assertTrue(
            state == IGovernor.ProposalState.Defeated || state == IGovernor.ProposalState.Expired,
            what
        );
        expectError(wrongState(proposalId, state, only(IGovernor.ProposalState.Succeeded)));
        governor.queue(proposalId);
    }
}
