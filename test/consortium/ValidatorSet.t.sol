// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../contracts/common/OrgId.sol";
import {DirectoryNames} from "../../contracts/consortium/DirectoryNames.sol";
import {IValidatorSet} from "../../contracts/consortium/IValidatorSet.sol";
import {ValidatorSet} from "../../contracts/consortium/ValidatorSet.sol";
import {ValidatorSetFixture} from "./ValidatorSetFixture.sol";

/// @notice The list, its bounds, its proofs of life, and who may write it.
contract ValidatorSetTest is ValidatorSetFixture {
    address private constant ELSEWHERE = address(0x8888);

    function test_foundersAreListed() public {
        found(4, 3);
        assertEq(validators.count(), 4, "count");
        assertEq(validators.liveCount(), 0, "live");
        assertEq(validators.nextChangeAt(), 0, "next change");
        for (uint256 i = 1; i <= 4; ++i) {
            assertEq(validators.getValidators()[i - 1], validatorNode(i), "validator");
            assertTrue(validators.isValidator(validatorNode(i)), "listed");
            assertFalse(validators.isLive(validatorNode(i)), "live");
            assertEq(validators.countOf(org(i)), 1, "count of the organisation");
            IValidatorSet.Validator memory record = validators.validatorOf(validatorNode(i));
            assertEq(OrgId.unwrap(record.orgId), i, "organisation");
            assertEq(record.joinedAt, 0, "joined at");
            assertEq(record.lastSeenAt, 0, "last seen at");
        }
        IValidatorSet.Bounds memory kept = validators.bounds();
        assertEq(keccak256(abi.encode(kept)), keccak256(abi.encode(bounds(3))), "bounds");
        assertFalse(validators.isValidator(standbyNode(1)), "standby listed");
        assertBesuCanRead();
    }

    function testFuzz_quorumAndCapOfAnyLength(uint16 length) public {
        found(1, 1);
        assertEq(validators.quorumOf(length), quorum(length), "quorum");
        uint256 tolerated = length == 0 ? 0 : (uint256(length) - 1) / 3;
        assertEq(validators.capOf(length), tolerated == 0 ? 1 : tolerated, "cap");
    }

    /* Proof of life */

    function test_anyoneRecordsTheProposer() public {
        found(4, 1);
        vm.coinbase(validatorNode(2));
        vm.expectEmit(address(validators));
        emit IValidatorSet.ProposerSeen(validatorNode(2), blockNow());
        vm.prank(stranger());
        (address validator, bool recorded) = validators.poke();
        assertEq(validator, validatorNode(2), "proposer");
        assertTrue(recorded, "recorded");
        assertEq(validators.validatorOf(validatorNode(2)).lastSeenAt, blockNow(), "last seen at");
        assertEq(validators.liveCount(), 1, "live");
    }

    function test_aStrangersBlockRecordsNothing() public {
        found(4, 1);
        vm.coinbase(standbyNode(2));
        (address validator, bool recorded) = validators.poke();
        assertEq(validator, standbyNode(2), "proposer");
        assertFalse(recorded, "recorded");
        assertEq(validators.validatorOf(standbyNode(2)).lastSeenAt, 0, "last seen at");
        assertEq(validators.liveCount(), 0, "live");
    }

    function test_aProofOfLifeHoldsForTheWindow() public {
        found(4, 1);
        wakeFirst(validators, 4);
        skipBlocks(LIVENESS_WINDOW);
        assertEq(validators.liveCount(), 4, "in the last block of the window");
        assertTrue(validators.isLive(validatorNode(1)), "live");
        skipBlocks(1);
        assertEq(validators.liveCount(), 0, "past the window");
        assertFalse(validators.isLive(validatorNode(1)), "still live");
    }

    function test_nobodyIsLiveInTheFirstBlocksWithoutProof() public {
        found(4, 1);
        vm.roll(5);
        assertEq(validators.liveCount(), 0, "live");
        assertFalse(validators.isLive(validatorNode(1)), "founder live");
    }

    function test_aValidatorTakenOutIsNotLive() public {
        foundLive(4, 1);
        remove(validators, validatorNode(1));
        assertFalse(validators.isLive(validatorNode(1)), "live");
        assertEq(validators.validatorOf(validatorNode(1)).lastSeenAt, 0, "record kept");
    }

    /* Who writes */

    function testFuzz_revertsWhenCallerIsNotTheRegistry(address caller) public {
        vm.assume(caller != address(registry));
        foundLive(4, 1);
        bytes memory refused = abi.encodeWithSelector(
            IValidatorSet.ValidatorSet_OnlyRegistry.selector,
            caller,
            address(registry)
        );
        expectError(refused);
        vm.prank(caller);
        validators.add(NEWCOMER, org(1));
        expectError(refused);
        vm.prank(caller);
        validators.remove(validatorNode(1));
        expectError(refused);
        vm.prank(caller);
        validators.swap(validatorNode(1), NEWCOMER);
        expectError(refused);
        vm.prank(caller);
        validators.eject(validatorNode(1));
    }

    function test_theDirectoryNamesWhoWrites() public {
        foundLive(4, 1);
        vm.prank(address(timelock));
        directory.set(DirectoryNames.REGISTRY, address(this));
        expectError(
            abi.encodeWithSelector(
                IValidatorSet.ValidatorSet_OnlyRegistry.selector,
                address(registry),
                address(this)
            )
        );
        vm.prank(address(registry));
        validators.remove(validatorNode(1));
        validators.remove(validatorNode(1));
        assertEq(validators.count(), 3, "count");
    }

    /* Pace */

    function test_changesAreSpaced() public {
        foundLive(7, 1);
        skipBlocks(3);
        remove(validators, validatorNode(1));
        uint256 next = uint256(blockNow()) + CHANGE_INTERVAL;
        assertEq(validators.nextChangeAt(), next, "next change");
        vm.roll(next - 1);
        bytes memory early = abi.encodeWithSelector(
            IValidatorSet.ValidatorSet_ChangeTooSoon.selector,
            next - 1,
            next
        );
        expectError(early);
        add(validators, NEWCOMER, 1);
        expectError(early);
        remove(validators, validatorNode(2));
        expectError(early);
        swap(validators, validatorNode(2), NEWCOMER);
        expectError(early);
        eject(validators, validatorNode(2));
        vm.roll(next);
        add(validators, NEWCOMER, 1);
        vm.roll(next + CHANGE_INTERVAL);
        swap(validators, validatorNode(2), address(0xcafe));
        assertEq(validators.nextChangeAt(), next + 2 * CHANGE_INTERVAL, "after a swap");
    }

    function test_theTwoListsKeepTheirOwnPace() public {
        foundLive(7, 1);
        vm.coinbase(validatorNode(3));
        remove(validators, validatorNode(1));
        remove(rescue, standbyNode(1));
        assertEq(rescue.count(), 6, "standby validators");
    }

    /* Founding */

    function test_revertsWhenFoundedWithBadBounds() public {
        found(4, 1);
        _refusedBounds(IValidatorSet.Bounds(0, 10, 100, 80), 4);
        _refusedBounds(IValidatorSet.Bounds(5, 10, 100, 80), 4);
        _refusedBounds(IValidatorSet.Bounds(1, 0, 100, 80), 4);
        _refusedBounds(IValidatorSet.Bounds(1, 10, 63, 80), 4);
        _refusedBounds(IValidatorSet.Bounds(1, 10, 100, 63), 4);
        _refusedBounds(IValidatorSet.Bounds(1, 70, 69, 80), 4);
        _refusedBounds(IValidatorSet.Bounds(1, 70, 80, 69), 4);
        _refusedBounds(IValidatorSet.Bounds(1, 10, 100, 80), 65);
        _refusedBounds(IValidatorSet.Bounds(1, 10, 100, 80), 0);
        _accepted(IValidatorSet.Bounds(4, 1, 64, 64), 4);
    }

    function test_foundsAFullList() public {
        found(1, 1);
        _accepted(IValidatorSet.Bounds(64, 70, 70, 70), 64);
        assertEq(IValidatorSet(ELSEWHERE).count(), 64, "count");
        assertBesuCanRead(IValidatorSet(ELSEWHERE));
    }

    function test_revertsWhenFoundedWithBadSeats() public {
        found(1, 1);
        IValidatorSet.Seat[] memory seats = _seats(4);
        seats[2].validator = seats[0].validator;
        _refusedSeats(seats, duplicate(seats[0].validator));
        seats[2].validator = address(0);
        _refusedSeats(seats, abi.encodeWithSelector(IValidatorSet.ValidatorSet_ZeroValidator.selector));
        seats = _seats(6);
        seats[5].orgId = org(2);
        _refusedSeats(seats, aboveCap(2, 2, 1));
        seats = _seats(7);
        seats[6].orgId = org(2);
        bytes memory arguments = abi.encode(directory, rescue, bounds(1), seats);
        deployTo(ELSEWHERE, codeOf("ValidatorSet"), arguments);
    }

    function test_revertsWhenASeatBelongsToNobody() public {
        found(1, 1);
        IValidatorSet.Seat[] memory seats = _seats(2);
        seats[1].orgId = org(0);
        bytes memory arguments = abi.encode(directory, rescue, bounds(1), seats);
        assertTrue(tryDeployTo(ELSEWHERE, codeOf("ValidatorSet"), arguments).length != 0, "founded");
    }

    function _seats(uint256 length) private pure returns (IValidatorSet.Seat[] memory seats) {
        seats = new IValidatorSet.Seat[](length);
        for (uint256 i = 0; i < length; ++i) {
            seats[i] = IValidatorSet.Seat(address(uint160(0xa000 + i)), org(i + 1));
        }
    }

    function _refusedBounds(IValidatorSet.Bounds memory bad, uint256 seats) private {
        bytes memory arguments = abi.encode(directory, rescue, bad, _seats(seats));
        bytes memory reason = tryDeployTo(ELSEWHERE, codeOf("ValidatorSet"), arguments);
        bytes memory expected = abi.encodeWithSelector(
            IValidatorSet.ValidatorSet_BadBounds.selector,
            bad,
            seats
        );
        assertEq(keccak256(reason), keccak256(expected), "reason");
    }

    function _refusedSeats(IValidatorSet.Seat[] memory seats, bytes memory expected) private {
        bytes memory arguments = abi.encode(directory, rescue, bounds(1), seats);
        bytes memory reason = tryDeployTo(ELSEWHERE, codeOf("ValidatorSet"), arguments);
        assertEq(keccak256(reason), keccak256(expected), "reason");
    }

    function _accepted(IValidatorSet.Bounds memory good, uint256 seats) private {
        deployTo(ELSEWHERE, codeOf("ValidatorSet"), abi.encode(directory, rescue, good, _seats(seats)));
    }
}
