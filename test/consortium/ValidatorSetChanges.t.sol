// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../contracts/common/OrgId.sol";
import {IValidatorSet} from "../../contracts/consortium/IValidatorSet.sol";
import {ValidatorSetFixture} from "./ValidatorSetFixture.sol";

/// @notice Validators come, go and are swapped, as far as the chain survives it.
contract ValidatorSetChangesTest is ValidatorSetFixture {
    /* Adding */

    function test_addsAValidator() public {
        foundLive(4, 1);
        vm.expectEmit(address(validators));
        emit IValidatorSet.ValidatorAdded(NEWCOMER, org(5), 5);
        add(validators, NEWCOMER, 5);
        assertEq(validators.count(), 5, "count");
        assertEq(validators.countOf(org(5)), 1, "count of the organisation");
        assertTrue(validators.isValidator(NEWCOMER), "listed");
        IValidatorSet.Validator memory record = validators.validatorOf(NEWCOMER);
        assertEq(OrgId.unwrap(record.orgId), 5, "organisation");
        assertEq(record.joinedAt, blockNow(), "joined at");
        assertEq(record.lastSeenAt, 0, "last seen at");
    }

    function testFuzz_addsOnlyIfTheLiveReachTheQuorumWithTheNewcomerDead(uint8 n, uint8 k) public {
        uint256 length = bound(n, 1, 12);
        uint256 live = bound(k, 0, length);
        found(length, 1);
        wakeFirst(validators, live);
        uint256 needed = quorum(length + 1);
        if (live < needed) expectError(atRisk(live, needed));
        add(validators, NEWCOMER, length + 1);
    }

    function test_aLoneValidatorNeverGetsAnother() public {
        foundLive(1, 1);
        vm.coinbase(validatorNode(1));
        expectError(atRisk(1, 2));
        add(validators, NEWCOMER, 2);
    }

    function test_twoValidatorsGrowOnlyIfBothLive() public {
        found(2, 1);
        wakeFirst(validators, 1);
        expectError(atRisk(1, 2));
        add(validators, NEWCOMER, 3);
        wakeFirst(validators, 2);
        add(validators, NEWCOMER, 3);
    }

    function test_theProposerOfThisBlockCountsAsLive() public {
        found(2, 1);
        wakeFirst(validators, 1);
        vm.coinbase(validatorNode(2));
        add(validators, NEWCOMER, 3);
        assertEq(validators.validatorOf(validatorNode(2)).lastSeenAt, blockNow(), "last seen at");
    }

    function test_revertsWhenAddingTheZeroAddress() public {
        foundLive(4, 1);
        expectError(abi.encodeWithSelector(IValidatorSet.ValidatorSet_ZeroValidator.selector));
        add(validators, address(0), 5);
    }

    function test_revertsWhenTheKeyIsInEitherList() public {
        foundLive(4, 1);
        expectError(duplicate(validatorNode(3)));
        add(validators, validatorNode(3), 5);
        expectError(duplicate(standbyNode(3)));
        add(validators, standbyNode(3), 5);
        vm.coinbase(validatorNode(1));
        expectError(duplicate(validatorNode(3)));
        add(rescue, validatorNode(3), 5);
    }

    function test_revertsWhenTheListIsFull() public {
        foundLive(63, 1);
        add(validators, NEWCOMER, 64);
        skipBlocks(CHANGE_INTERVAL);
        expectError(abi.encodeWithSelector(IValidatorSet.ValidatorSet_AboveMaximum.selector, 65, 64));
        add(validators, address(0xcafe), 65);
    }

    function test_revertsWhenAnOrganisationWouldRunMoreThanMayFail() public {
        foundLive(5, 1);
        expectError(aboveCap(1, 2, 1));
        add(validators, NEWCOMER, 1);
        add(validators, NEWCOMER, 6);
        _next(6);
        add(validators, address(0xcafe), 1);
        assertEq(validators.countOf(org(1)), 2, "count of the organisation");
        _next(7);
        expectError(aboveCap(1, 3, 2));
        add(validators, address(0xf00d), 1);
    }

    /* Removing */

    function test_removesAValidator() public {
        foundLive(4, 3);
        vm.expectEmit(address(validators));
        emit IValidatorSet.ValidatorRemoved(validatorNode(2), org(2), 3);
        vm.prank(address(registry));
        validators.remove(validatorNode(2));
        assertEq(validators.count(), 3, "count");
        assertEq(validators.countOf(org(2)), 0, "count of the organisation");
        assertFalse(validators.isValidator(validatorNode(2)), "listed");
        address[] memory list = validators.getValidators();
        assertEq(list[0], validatorNode(1), "first");
        assertEq(list[1], validatorNode(4), "last moved into the gap");
        assertEq(list[2], validatorNode(3), "third");
        assertBesuCanRead();
    }

    function testFuzz_removesOnlyIfTheRestReachesItsQuorum(uint8 n, uint8 k, uint8 which) public {
        uint256 length = bound(n, 2, 12);
        uint256 live = bound(k, 0, length);
        uint256 leaver = bound(which, 1, length);
        found(length, 1);
        wakeFirst(validators, live);
        uint256 rest = leaver <= live ? live - 1 : live;
        uint256 needed = quorum(length - 1);
        if (rest < needed) expectError(atRisk(rest, needed));
        remove(validators, validatorNode(leaver));
    }

    function test_revertsWhenRemovingAStranger() public {
        foundLive(4, 1);
        expectError(unknown(standbyNode(1)));
        remove(validators, standbyNode(1));
    }

    function test_revertsBelowTheFloor() public {
        foundLive(4, 4);
        expectError(belowFloor(3, 4));
        remove(validators, validatorNode(1));
    }

    function test_revertsWhenTheLastOneWouldGo() public {
        foundLive(1, 1);
        expectError(belowFloor(0, 1));
        remove(validators, validatorNode(1));
    }

    function test_removingALiveOneKeepsEveryOrganisationWithinItsCap() public {
        _foundWithTwoOfTheFirst();
        expectError(aboveCap(1, 2, 1));
        remove(validators, validatorNode(2));
        remove(validators, validatorNode(1));
        assertEq(validators.countOf(org(1)), 1, "count of the organisation");
    }

    function test_removingADeadOneMayLeaveAnOrganisationAboveItsCap() public {
        _foundWithTwoOfTheFirst();
        skipBlocks(LIVENESS_WINDOW + 1);
        _wakeAllBut(validatorNode(2));
        remove(validators, validatorNode(2));
        assertEq(validators.countOf(org(1)), 2, "count of the organisation");
        assertEq(validators.count(), 6, "count");
    }

    function test_removingTheProposerItselfIsNoWayRoundTheQuorum() public {
        found(5, 1);
        wakeFirst(validators, 2);
        vm.coinbase(validatorNode(3));
        expectError(atRisk(2, 3));
        remove(validators, validatorNode(3));
    }

    /* Swapping */

    function test_swapsAValidator() public {
        foundLive(4, 4);
        vm.expectEmit(address(validators));
        emit IValidatorSet.ValidatorRemoved(validatorNode(2), org(2), 3);
        vm.expectEmit(address(validators));
        emit IValidatorSet.ValidatorAdded(NEWCOMER, org(2), 4);
        vm.prank(address(registry));
        validators.swap(validatorNode(2), NEWCOMER);
        assertEq(validators.count(), 4, "count");
        assertEq(validators.countOf(org(2)), 1, "count of the organisation");
        assertFalse(validators.isValidator(validatorNode(2)), "old one listed");
        assertEq(OrgId.unwrap(validators.validatorOf(NEWCOMER).orgId), 2, "organisation of the new one");
        assertEq(validators.validatorOf(NEWCOMER).joinedAt, blockNow(), "joined at");
        assertBesuCanRead();
    }

    function testFuzz_swapsOnlyIfTheRestReachesTheQuorum(uint8 n, uint8 k, uint8 which) public {
        uint256 length = bound(n, 1, 12);
        uint256 live = bound(k, 0, length);
        uint256 leaver = bound(which, 1, length);
        found(length, 1);
        wakeFirst(validators, live);
        uint256 rest = leaver <= live ? live - 1 : live;
        if (rest < quorum(length)) expectError(atRisk(rest, quorum(length)));
        swap(validators, validatorNode(leaver), NEWCOMER);
    }

    function test_revertsWhenSwappingTheUnknownOrForATakenKey() public {
        foundLive(4, 1);
        expectError(unknown(NEWCOMER));
        swap(validators, NEWCOMER, address(0xcafe));
        expectError(duplicate(validatorNode(2)));
        swap(validators, validatorNode(1), validatorNode(2));
        expectError(duplicate(validatorNode(1)));
        swap(validators, validatorNode(1), validatorNode(1));
        expectError(duplicate(standbyNode(1)));
        swap(validators, validatorNode(1), standbyNode(1));
        expectError(abi.encodeWithSelector(IValidatorSet.ValidatorSet_ZeroValidator.selector));
        swap(validators, validatorNode(1), address(0));
    }

    /* Ejecting */

    function test_ejectsANewcomerThatStayedSilent() public {
        uint256 probationEnds = _foundWithNewcomer(4, 4);
        vm.roll(probationEnds);
        expectError(_notSilent(NEWCOMER, probationEnds, 0));
        eject(validators, NEWCOMER);
        vm.roll(probationEnds + 1);
        wakeFirst(validators, 3);
        vm.expectEmit(address(validators));
        emit IValidatorSet.ValidatorRemoved(NEWCOMER, org(9), 4);
        vm.prank(address(registry));
        assertEq(OrgId.unwrap(validators.eject(NEWCOMER)), 9, "organisation");
        assertEq(validators.countOf(org(9)), 0, "count of the organisation");
        assertBesuCanRead();
    }

    function test_revertsWhenTheNewcomerHasProposed() public {
        uint256 probationEnds = _foundWithNewcomer(4, 1);
        vm.coinbase(NEWCOMER);
        validators.poke();
        uint256 seenAt = blockNow();
        vm.coinbase(address(0xfee));
        vm.roll(probationEnds + 1);
        wakeFirst(validators, 4);
        expectError(_notSilent(NEWCOMER, probationEnds, seenAt));
        eject(validators, NEWCOMER);
    }

    function test_revertsWhenTheNewcomerProposesThisVeryBlock() public {
        uint256 probationEnds = _foundWithNewcomer(4, 1);
        vm.roll(probationEnds + 1);
        wakeFirst(validators, 4);
        vm.coinbase(NEWCOMER);
        expectError(_notSilent(NEWCOMER, probationEnds, blockNow()));
        eject(validators, NEWCOMER);
    }

    function test_revertsWhenEjectingAFounderOrAStranger() public {
        found(4, 1);
        wakeFirst(validators, 3);
        expectError(_notSilent(validatorNode(1), PROBATION, blockNow()));
        eject(validators, validatorNode(1));
        expectError(_notSilent(validatorNode(4), PROBATION, 0));
        eject(validators, validatorNode(4));
        expectError(_notSilent(stranger(), PROBATION, 0));
        eject(validators, stranger());
    }

    function test_revertsWhenEjectingWouldRiskTheQuorum() public {
        uint256 probationEnds = _foundWithNewcomer(4, 1);
        vm.roll(probationEnds + CHANGE_INTERVAL + LIVENESS_WINDOW);
        wakeFirst(validators, 2);
        expectError(atRisk(2, 3));
        eject(validators, NEWCOMER);
    }

    function test_revertsWhenEjectingWouldFallBelowTheFloor() public {
        uint256 probationEnds = _foundWithNewcomer(4, 4);
        vm.roll(probationEnds + 1);
        wakeFirst(validators, 4);
        remove(validators, validatorNode(1));
        skipBlocks(CHANGE_INTERVAL);
        expectError(belowFloor(3, 4));
        eject(validators, NEWCOMER);
    }

    function test_aSwappedInKeyIsOnProbationToo() public {
        foundLive(4, 1);
        swap(validators, validatorNode(1), NEWCOMER);
        skipBlocks(PROBATION + 1);
        wakeFirst(validators, 4);
        remove(validators, validatorNode(2));
        assertEq(validators.validatorOf(NEWCOMER).lastSeenAt, blockNow(), "seen among the first four");
    }

    function _foundWithNewcomer(uint256 n, uint16 floor) private returns (uint256 probationEnds) {
        foundLive(n, floor);
        add(validators, NEWCOMER, 9);
        return uint256(blockNow()) + PROBATION;
    }

    /// @dev Seven live validators, two of them of organisation 1; with six it might run one only.
    function _foundWithTwoOfTheFirst() private {
        foundLive(6, 1);
        add(validators, NEWCOMER, 1);
        _next(7);
    }

    function _next(uint256 live) private {
        skipBlocks(CHANGE_INTERVAL);
        wakeFirst(validators, live);
    }

    function _wakeAllBut(address silent) private {
        address[] memory list = validators.getValidators();
        for (uint256 i = 0; i < list.length; ++i) {
            if (list[i] == silent) continue;
            vm.coinbase(list[i]);
            validators.poke();
        }
        vm.coinbase(address(0xfee));
    }

    function _notSilent(
        address validator,
        uint256 probationEnds,
        uint256 lastSeenAt
    ) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IValidatorSet.ValidatorSet_NotSilentNewcomer.selector,
                validator,
                probationEnds,
                lastSeenAt
            );
    }
}
