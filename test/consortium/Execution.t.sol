// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IConsortiumRegistry} from "../../contracts/consortium/IConsortiumRegistry.sol";
import {GovernorFixture} from "./GovernorFixture.sol";

/// @notice From a passed vote to its execution, or not.
contract ExecutionTest is GovernorFixture {
    function setUp() public {
        found(4, 1);
    }

    function test_aProposalTakesEffectAfterVoteQueueAndDelay() public {
        uint256 proposalId = voted(3, 4);
        assertState(proposalId, IGovernor.ProposalState.Succeeded, "after the vote");
        vm.expectEmit(address(governor));
        emit IGovernor.ProposalQueued(proposalId, timeNow() + TIMELOCK_DELAY);
        vm.prank(stranger());
        governor.queue(proposalId);
        assertState(proposalId, IGovernor.ProposalState.Queued, "after queue");
        vm.warp(governor.proposalEta(proposalId) - 1);
        _executeFails(proposalId);
        vm.warp(governor.proposalEta(proposalId));
        vm.prank(stranger());
        governor.execute(proposalId);
        assertState(proposalId, IGovernor.ProposalState.Executed, "after execution");
        assertEq(registry.capabilitiesOf(org(1)), PROPOSED_CAPABILITIES, "capabilities");
        expectError(
            wrongState(proposalId, IGovernor.ProposalState.Executed, only(IGovernor.ProposalState.Queued))
        );
        governor.execute(proposalId);
    }

    function test_aMemberIsAdmittedByVote() public {
        IConsortiumRegistry.Application memory request = application("newcomer");
        vm.prank(request.admin);
        registry.applyForMembership(request);
        bytes memory call = abi.encodeCall(IConsortiumRegistry.admit, (request));
        uint256 proposalId = proposeCall(admin(1), call, "admit the newcomer");
        openVote(proposalId);
        voteRange(1, 3, proposalId, FOR);
        closeVote(proposalId);
        governor.queue(proposalId);
        vm.warp(governor.proposalEta(proposalId));
        governor.execute(proposalId);
        assertEq(registry.memberCount(), 5, "members");
    }

    function test_expiresUnlessQueuedInTime() public {
        uint256 proposalId = voted(3, 4);
        vm.warp(governor.proposalDeadline(proposalId) + EXECUTION_PERIOD);
        assertState(proposalId, IGovernor.ProposalState.Succeeded, "in the last second");
        skipSeconds(1);
        assertState(proposalId, IGovernor.ProposalState.Expired, "one second later");
        expectError(
            wrongState(proposalId, IGovernor.ProposalState.Expired, only(IGovernor.ProposalState.Succeeded))
        );
        governor.queue(proposalId);
    }

    function test_isQueuedInTheLastSecond() public {
        uint256 proposalId = voted(3, 4);
        vm.warp(governor.proposalDeadline(proposalId) + EXECUTION_PERIOD);
        governor.queue(proposalId);
        assertState(proposalId, IGovernor.ProposalState.Queued, "state");
    }

    function test_expiresUnlessExecutedInTime() public {
        uint256 proposalId = queued(3, 4);
        vm.warp(governor.proposalEta(proposalId) + EXECUTION_PERIOD + 1);
        assertState(proposalId, IGovernor.ProposalState.Expired, "one second late");
        expectError(
            wrongState(proposalId, IGovernor.ProposalState.Expired, only(IGovernor.ProposalState.Queued))
        );
        governor.execute(proposalId);
    }

    function test_isExecutedInTheLastSecond() public {
        uint256 proposalId = queued(3, 4);
        vm.warp(governor.proposalEta(proposalId) + EXECUTION_PERIOD);
        governor.execute(proposalId);
        assertState(proposalId, IGovernor.ProposalState.Executed, "state");
    }

    function test_revertsWhenExecutedWithoutQueue() public {
        uint256 proposalId = voted(3, 4);
        _executeFails(proposalId);
    }

    /* Withdrawing */

    function test_theProposingOrganisationWithdrawsAtAnyStage() public {
        uint256 proposalId = proposeAs(admin(1), "pending");
        _cancelAs(deputy(1), proposalId);
        proposalId = proposeAs(admin(1), "active");
        openVote(proposalId);
        _cancelAs(deputy(1), proposalId);
        proposalId = voted(3, 4);
        _cancelAs(deputy(1), proposalId);
        proposalId = proposeAs(admin(1), "queued");
        openVote(proposalId);
        voteRange(1, 3, proposalId, FOR);
        closeVote(proposalId);
        governor.queue(proposalId);
        _cancelAs(admin(1), proposalId);
        vm.warp(governor.proposalEta(proposalId));
        expectError(
            wrongState(proposalId, IGovernor.ProposalState.Canceled, only(IGovernor.ProposalState.Queued))
        );
        governor.execute(proposalId);
    }

    function test_revertsWhenAnotherWithdraws() public {
        uint256 proposalId = proposeAs(admin(1), "mine");
        _cancelFails(admin(2), proposalId);
        _cancelFails(operator(1), proposalId);
        _cancelFails(stranger(), proposalId);
        _cancelFails(address(timelock), proposalId);
        suspend(1);
        _cancelFails(admin(1), proposalId);
    }

    function test_revertsWhenAStrangerWithdrawsWhatWasNeverProposed() public {
        (address[] memory targets, uint256[] memory values, bytes[] memory calls) = single(setCapabilities());
        uint256 proposalId = governor.getProposalId(targets, values, calls, keccak256("never"));
        expectError(
            abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, proposalId, stranger())
        );
        vm.prank(stranger());
        governor.cancel(targets, values, calls, keccak256("never"));
    }

    function test_revertsWhenAnExecutedProposalIsWithdrawn() public {
        uint256 proposalId = queued(3, 4);
        vm.warp(governor.proposalEta(proposalId));
        governor.execute(proposalId);
        bytes32 open = bytes32(
            uint256(0xff) ^
                uint256(only(IGovernor.ProposalState.Canceled)) ^
                uint256(only(IGovernor.ProposalState.Expired)) ^
                uint256(only(IGovernor.ProposalState.Executed))
        );
        expectError(wrongState(proposalId, IGovernor.ProposalState.Executed, open));
        vm.prank(admin(1));
        governor.cancel(proposalId);
    }

    /* The timelock and the rules obey the vote alone */

    function testFuzz_nobodyButTheGovernorUsesTheTimelock(address caller) public {
        vm.assume(caller != address(governor) && caller != address(timelock));
        bytes32 proposer = timelock.PROPOSER_ROLE();
        bytes32 executor = timelock.EXECUTOR_ROLE();
        bytes32 canceller = timelock.CANCELLER_ROLE();
        bytes memory call = setCapabilities();
        _expectMissingRole(caller, proposer);
        vm.prank(caller);
        timelock.schedule(address(registry), 0, call, bytes32(0), bytes32(0), TIMELOCK_DELAY);
        _expectMissingRole(caller, executor);
        vm.prank(caller);
        timelock.execute(address(registry), 0, call, bytes32(0), bytes32(0));
        _expectMissingRole(caller, canceller);
        vm.prank(caller);
        timelock.cancel(bytes32(0));
        expectError(abi.encodeWithSelector(TimelockController.TimelockUnauthorizedCaller.selector, caller));
        vm.prank(caller);
        timelock.updateDelay(0);
        _expectMissingRole(caller, bytes32(0));
        vm.prank(caller);
        timelock.grantRole(proposer, caller);
    }

    function testFuzz_nobodyButTheAllianceChangesTheRules(address caller) public {
        vm.assume(caller != address(timelock));
        bytes memory refused = abi.encodeWithSelector(IGovernor.GovernorOnlyExecutor.selector, caller);
        expectError(refused);
        vm.prank(caller);
        governor.setVotingDelay(0);
        expectError(refused);
        vm.prank(caller);
        governor.setVotingPeriod(1);
        expectError(refused);
        vm.prank(caller);
        governor.setProposalThreshold(1);
        expectError(refused);
        vm.prank(caller);
        governor.updateTimelock(timelock);
        expectError(refused);
        vm.prank(caller);
        governor.relay(address(registry), 0, "");
    }

    function _cancelAs(address caller, uint256 proposalId) private {
        vm.expectEmit(address(governor));
        emit IGovernor.ProposalCanceled(proposalId);
        vm.prank(caller);
        governor.cancel(proposalId);
        assertState(proposalId, IGovernor.ProposalState.Canceled, "withdrawn");
    }

    function _cancelFails(address caller, uint256 proposalId) private {
        expectError(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, proposalId, caller));
        vm.prank(caller);
        governor.cancel(proposalId);
    }

    function _executeFails(uint256 proposalId) private {
        (bool done, ) = address(governor).call(abi.encodeWithSignature("execute(uint256)", proposalId));
        assertFalse(done, "executed");
        assertTrue(registry.capabilitiesOf(org(1)) != PROPOSED_CAPABILITIES, "capabilities");
    }

    function _expectMissingRole(address caller, bytes32 role) private {
        expectError(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, caller, role)
        );
    }
}
