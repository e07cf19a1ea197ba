// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IValidatorSet} from "../../contracts/consortium/IValidatorSet.sol";
import {ValidatorSetFixture} from "./ValidatorSetFixture.sol";

/// @notice The proposer of the block tells which of the two lists governs; only that one guards its quorum.
contract RescueValidatorSetTest is ValidatorSetFixture {
    function setUp() public {
        found(4, 1);
    }

    function test_theListOfTheProposerGoverns() public {
        vm.coinbase(validatorNode(1));
        _assertGoverns(true, false);
        vm.coinbase(standbyNode(1));
        _assertGoverns(false, true);
        vm.coinbase(stranger());
        _assertGoverns(true, true);
    }

    function test_theStandbyListIsMendedWhileTheMainOneGoverns() public {
        vm.coinbase(validatorNode(1));
        add(rescue, NEWCOMER, 5);
        skipBlocks(CHANGE_INTERVAL);
        swap(rescue, standbyNode(1), address(0xcafe));
        skipBlocks(CHANGE_INTERVAL);
        remove(rescue, standbyNode(2));
        assertEq(rescue.count(), 4, "standby validators");
    }

    function test_nobodyIsEjectedFromTheListThatDoesNotGovern() public {
        vm.coinbase(validatorNode(1));
        add(rescue, NEWCOMER, 5);
        skipBlocks(PROBATION + CHANGE_INTERVAL);
        expectError(abi.encodeWithSelector(IValidatorSet.ValidatorSet_NotGoverning.selector));
        eject(rescue, NEWCOMER);
    }

    function test_theMainListIsMendedWhileTheStandbyGoverns() public {
        vm.coinbase(standbyNode(1));
        remove(validators, validatorNode(1));
        skipBlocks(CHANGE_INTERVAL);
        add(validators, NEWCOMER, 5);
        assertEq(validators.count(), 4, "validators");
    }

    function test_theOtherGuardsHoldAlsoForTheListThatDoesNotGovern() public {
        vm.coinbase(validatorNode(1));
        expectError(aboveCap(1, 2, 1));
        add(rescue, NEWCOMER, 1);
        for (uint256 i = 1; i < 4; ++i) {
            remove(rescue, standbyNode(i));
            skipBlocks(CHANGE_INTERVAL);
        }
        expectError(belowFloor(0, 1));
        remove(rescue, standbyNode(4));
    }

    function test_theStandbyListIsGuardedOnceItsOwnMemberProposes() public {
        vm.coinbase(standbyNode(1));
        expectError(atRisk(1, 4));
        add(rescue, NEWCOMER, 5);
        expectError(atRisk(1, 2));
        remove(rescue, standbyNode(2));
        expectError(atRisk(1, 3));
        swap(rescue, standbyNode(2), NEWCOMER);
        wakeFirst(rescue, 4);
        vm.coinbase(standbyNode(1));
        add(rescue, NEWCOMER, 5);
    }

    function test_theStandbyListIsGuardedWhenItsProposerRemovesItself() public {
        vm.coinbase(standbyNode(1));
        expectError(atRisk(0, 2));
        remove(rescue, standbyNode(1));
        expectError(atRisk(0, 3));
        swap(rescue, standbyNode(1), NEWCOMER);
    }

    function test_bothAreGuardedUnderAStrangersBlock() public {
        vm.coinbase(stranger());
        expectError(atRisk(0, 2));
        remove(rescue, standbyNode(1));
        expectError(atRisk(0, 2));
        remove(validators, validatorNode(1));
    }

    function test_takingTheProposerOutOfTheMainListDoesNotFreeTheStandbyList() public {
        wakeFirst(validators, 4);
        vm.coinbase(validatorNode(1));
        remove(validators, validatorNode(1));
        expectError(atRisk(0, 2));
        remove(rescue, standbyNode(2));
    }

    function test_movingTheProposerToTheStandbyListDoesNotFreeTheMainList() public {
        wakeFirst(validators, 4);
        wakeFirst(rescue, 4);
        vm.coinbase(validatorNode(1));
        remove(validators, validatorNode(1));
        add(rescue, validatorNode(1), 5);
        assertFalse(validators.governs(), "for the rest of this block");
        vm.prank(address(registry));
        (bool done, ) = address(validators).call(abi.encodeCall(validators.remove, (validatorNode(2))));
        assertFalse(done, "a second change in one block");
    }

    function _assertGoverns(bool main, bool standby) private view {
        assertTrue(validators.governs() == main, "main list governs");
        assertTrue(rescue.governs() == standby, "standby list governs");
    }
}
