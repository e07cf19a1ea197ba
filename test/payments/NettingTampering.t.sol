// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {INettingCycle} from "../../contracts/payments/INettingCycle.sol";
import {DIVISIBLE, MAY_WAIT, Obligation} from "../../contracts/payments/Obligation.sol";
import {NettingTest} from "./NettingTest.sol";

/// @notice Everything that whoever settles a cycle may try on the others, each refused under its own name.
contract NettingTamperingTest is NettingTest {
    uint256[] private batchOfA;
    uint256[] private batchOfB;

    function setUp() public {
        foundNetting();
        deposit(A, EUR, 100);
        deposit(B, EUR, 100);
        batchOfA = batch(owes(B, 60), owes(C, 30, DIVISIBLE), owes(B, 20, MAY_WAIT));
        batchOfB = batch(owes(A, 10), owes(A, 20));
    }

    function test_theQueueAsItIsGoesThrough() public {
        _close();
        settle(taking(7, 3));
        assertBalance(A, EUR, 20, "A");
        assertBalance(B, EUR, 150, "B");
        assertBalance(C, EUR, 30, "C");
    }

    /* The queue */

    function test_omittingABatch() public {
        _close();
        INettingCycle.Lot[] memory all = taking(7, 3);
        INettingCycle.Lot[] memory some = new INettingCycle.Lot[](1);
        some[0] = all[0];
        _refused(some, abi.encodeWithSelector(INettingCycle.Netting_QueueIncomplete.selector, 3, 5));
    }

    function test_omittingAnObligationAndAnotherInItsPlace() public {
        _close();
        INettingCycle.Lot[] memory all = taking(7, 3);
        all[1].obligations[1] = all[1].obligations[0];
        _refusedQueue(all);
    }

    function test_alteringAnAmount() public {
        _close();
        INettingCycle.Lot[] memory all = taking(7, 3);
        all[0].obligations[0] = Obligation.unwrap(owes(B, 59));
        _refusedQueue(all);
    }

    function test_alteringADebtor() public {
        _close();
        INettingCycle.Lot[] memory all = taking(7, 3);
        all[1].debtor = org(C);
        _refusedQueue(all);
    }

    function test_alteringAReference() public {
        _close();
        INettingCycle.Lot[] memory all = taking(7, 3);
        all[1].annex = keccak256("another");
        _refusedQueue(all);
    }

    function test_reorderingWithinABatch() public {
        _close();
        INettingCycle.Lot[] memory all = taking(7, 3);
        (all[1].obligations[0], all[1].obligations[1]) = (all[1].obligations[1], all[1].obligations[0]);
        _refusedQueue(all);
    }

    function test_reorderingBatches() public {
        _close();
        INettingCycle.Lot[] memory all = taking(7, 3);
        (all[0], all[1]) = (all[1], all[0]);
        _refusedQueue(all);
    }

    function test_addingAnObligation() public {
        _close();
        INettingCycle.Lot[] memory all = taking(7, 3);
        all[1].obligations = batch(owes(A, 10), owes(A, 20), owes(A, 1));
        _refusedQueue(all);
    }

    function test_passingABatchOffAsCarriedOver() public {
        _close();
        INettingCycle.Lot[] memory all = taking(7, 3);
        all[0].debtor = org(0);
        bytes32 found = chained(all[0].obligations);
        _refused(all, abi.encodeWithSelector(INettingCycle.Netting_QueueDiffers.selector, found, bytes32(0)));
    }

    function test_movingCarriedOnesBehindSubmittedOnes() public {
        _close();
        settle(taking(1, 3));
        submitLater(C, batch(owes(A, 5)));
        carried(batch(stamp(owes(C, 30, DIVISIBLE), A, 2), stamp(owes(B, 20, MAY_WAIT), A, 3)));
        passProposals();
        INettingCycle.Lot[] memory all = lots();
        (all[0], all[1]) = (all[1], all[0]);
        _refused(all, abi.encodeWithSelector(INettingCycle.Netting_LotOutOfPlace.selector, 1));
        _refused(lots(), "");
    }

    /* Pages and cycles */

    function test_theSamePageTwice() public {
        _close();
        netting.settle(1, 0, _page(0, 7), none(), false);
        netting.settle(1, 1, _page(1, 0), none(), false);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_WrongPage.selector, 1, 2));
        netting.settle(1, 1, _page(1, 3), none(), true);
    }

    function test_aPageTooFar() public {
        _close();
        expectError(abi.encodeWithSelector(INettingCycle.Netting_WrongPage.selector, 1, 0));
        netting.settle(1, 1, _page(1, 3), none(), true);
        netting.settle(1, 0, _page(0, 7), none(), false);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_WrongPage.selector, 2, 1));
        netting.settle(1, 2, _page(1, 3), none(), true);
    }

    function test_thePagesOfAnother() public {
        _close();
        netting.settle(1, 0, _page(0, 7), none(), false);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_WrongPage.selector, 1, 0));
        vm.prank(stranger());
        netting.settle(1, 1, _page(1, 3), none(), true);
    }

    function test_pageZeroAgainCountsNothingTwice() public {
        _close();
        netting.settle(1, 0, _page(0, 7), none(), false);
        netting.settle(1, 0, _page(0, 7), none(), false);
        netting.settle(1, 1, _page(1, 3), none(), true);
        assertBalance(A, EUR, 20, "A");
        assertBalance(B, EUR, 150, "B");
    }

    function test_whatPageZeroTookBeforeIsForgotten() public {
        _close();
        netting.settle(1, 0, _page(0, 7), none(), false);
        netting.settle(1, 0, _page(0, 0), none(), false);
        netting.settle(1, 1, _page(1, 0), none(), true);
        assertBalance(A, EUR, 100, "A");
        assertEq(netting.cycleOf(2).carriedCount, 5, "all is carried over");
    }

    function test_theSameCycleAgain() public {
        _close();
        settle(taking(7, 3));
        expectError(abi.encodeWithSelector(INettingCycle.Netting_NotPending.selector, 1, 0));
        netting.settle(1, 0, taking(7, 3), none(), true);
    }

    function test_aCycleThatIsOpenOrDoesNotExist() public {
        submit(A, batchOfA);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_NotPending.selector, 1, 0));
        netting.settle(1, 0, taking(7), none(), true);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_NotPending.selector, 0, 0));
        netting.settle(0, 0, taking(7), none(), true);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_NotPending.selector, 2, 0));
        netting.settle(2, 0, taking(7), none(), true);
    }

    function test_theQueueOfAnotherCycle() public {
        _close();
        settle(taking(7, 3));
        submitLater(A, batch(owes(B, 1)));
        passProposals();
        expectError(
            abi.encodeWithSelector(
                INettingCycle.Netting_QueueDiffers.selector,
                netting.cycleOf(1).submitted,
                netting.cycleOf(2).submitted
            )
        );
        netting.settle(2, 0, taking(7, 3), none(), true);
    }

    /* The selection */

    function test_overdraft() public {
        submit(A, batch(owes(B, 60), owes(C, 41)));
        passProposals();
        _refused(
            taking(3),
            abi.encodeWithSelector(INettingCycle.Netting_BelowFloor.selector, org(A), EUR, -1, 0)
        );
        settle(taking(1));
    }

    function test_takingALaterOneOfTheSamePriority() public {
        _close();
        _refused(taking(2, 0), _outOfOrder(2));
        _refused(taking(4, 0), _outOfOrder(3));
    }

    /// @dev Whoever has marked anything is read closely, and in order all the same.
    function test_takingOneBehindAReleasedOne() public {
        submit(A, batchOfA);
        hold(A, 1);
        release(A, 1);
        passProposals();
        _refused(taking(2), _outOfOrder(2));
    }

    function test_takingOneBehindAPartPayment() public {
        _close();
        _refused(taking(7, 0), part(2, 29), _outOfOrder(3));
        settle(taking(3, 0), part(2, 29));
    }

    function test_takingALessImportantOneInsteadOfALaterMoreImportantOne() public {
        submit(A, batch(owes(B, 10, EUR, 0, 0), owes(B, 10, EUR, URGENT, 0), owes(B, 10, EUR, HIGH, 0)));
        passProposals();
        _refused(taking(1), _outOfOrder(2));
        _refused(taking(3), _outOfOrder(3));
        _refused(taking(5), _outOfOrder(2));
        _refused(taking(4), _outOfOrder(3));
        settle(taking(6));
    }

    function test_halfAPair() public {
        _closePair();
        _refused(taking(1), abi.encodeWithSelector(INettingCycle.Netting_HalfAPair.selector, 1));
        _refused(taking(2), abi.encodeWithSelector(INettingCycle.Netting_HalfAPair.selector, 1));
        settle(taking(3));
    }

    function test_cuttingAPair() public {
        _closePair();
        INettingCycle.Lot[] memory cut = taking(1);
        uint256[] memory first = new uint256[](1);
        first[0] = cut[0].obligations[0];
        cut[0].obligations = first;
        expectError(abi.encodeWithSelector(INettingCycle.Netting_HalfAPair.selector, 1));
        netting.settle(1, 0, cut, none(), false);
    }

    function test_aPairWhoseCounterLegIsNotReleased() public {
        submit(A, swap(A, B, 10, 80));
        deposit(B, CNY, 80);
        passProposals();
        _refused(taking(3), abi.encodeWithSelector(INettingCycle.Netting_Stopped.selector, 2));
        settle(taking(0));
    }

    function test_aPartOfWhatIsNotDivisible() public {
        _close();
        _refused(taking(1), part(1, 30), _badPart(1, 30, 60));
    }

    function test_aPartOfNothingOrAll() public {
        _close();
        _refused(taking(3), part(2, 0), _badPart(2, 0, 30));
        _refused(taking(3), part(2, 30), _badPart(2, 30, 30));
        _refused(taking(3), part(2, 31), _badPart(2, 31, 30));
    }

    function test_aPartOfWhatIsNotTakenOrNotThere() public {
        _close();
        uint256[] memory parts = part(2, 10);
        _refused(
            taking(1),
            parts,
            abi.encodeWithSelector(INettingCycle.Netting_StrayPart.selector, parts[0])
        );
        parts = part(9, 10);
        _refused(
            taking(1),
            parts,
            abi.encodeWithSelector(INettingCycle.Netting_StrayPart.selector, parts[0])
        );
    }

    function test_partsOutOfOrder() public {
        submit(A, batch(owes(B, 10, MAY_WAIT | DIVISIBLE), owes(B, 10, MAY_WAIT | DIVISIBLE)));
        passProposals();
        uint256[] memory parts = new uint256[](2);
        (parts[0], parts[1]) = (part(2, 5)[0], part(1, 5)[0]);
        _refused(
            taking(3),
            parts,
            abi.encodeWithSelector(INettingCycle.Netting_StrayPart.selector, parts[1])
        );
        (parts[0], parts[1]) = (parts[1], parts[0]);
        settle(taking(3), parts);
        assertBalance(B, EUR, 110, "B");
    }

    function test_takenBeyondTheLot() public {
        _close();
        _refused(taking(8, 0), abi.encodeWithSelector(INettingCycle.Netting_TakenBeyondLot.selector, 8, 3));
    }

    function test_whatIsHeldOrCancelled() public {
        submit(A, batchOfA);
        submit(B, batchOfB);
        hold(A, 1);
        cancel(B, 4);
        passProposals();
        _refused(taking(1, 0), abi.encodeWithSelector(INettingCycle.Netting_Stopped.selector, 1));
        _refused(taking(0, 1), abi.encodeWithSelector(INettingCycle.Netting_Stopped.selector, 4));
        settle(taking(6, 2));
    }

    function test_aMemberThatIsSuspended() public {
        _close();
        suspend(C);
        _refused(taking(3, 0), abi.encodeWithSelector(INettingCycle.Netting_MemberExcluded.selector, 2));
        suspend(B);
        _refused(taking(0, 1), abi.encodeWithSelector(INettingCycle.Netting_MemberExcluded.selector, 4));
        settle(taking(0, 0));
    }

    function test_aMemberThatIsSuspendedBetweenTwoPagesWithoutAnyPayment() public {
        _close();
        netting.settle(1, 0, _page(0, 1), none(), false);
        suspend(C);
        netting.settle(1, 1, _page(1, 3), none(), true);
        assertBalance(A, EUR, 70, "A");
    }

    function test_aMemberThatIsSuspendedBetweenTwoPages() public {
        _close();
        netting.settle(1, 0, _page(0, 3), none(), false);
        suspend(C);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_StandingChanged.selector, org(C)));
        netting.settle(1, 1, _page(1, 3), none(), true);
        settle(taking(5, 3));
    }

    function test_aLotThatIsTooLong() public {
        _close();
        INettingCycle.Lot[] memory all = lots();
        all[0].obligations = new uint256[](257);
        _refused(all, abi.encodeWithSelector(INettingCycle.Netting_BadBatchSize.selector, 257));
    }

    function _close() private {
        submit(A, batchOfA);
        submit(B, batchOfB);
        passProposals();
    }

    function _closePair() private {
        submit(A, swap(A, B, 10, 80));
        deposit(B, CNY, 80);
        release(B, 2);
        passProposals();
    }

    function _page(uint256 index, uint256 taken) private view returns (INettingCycle.Lot[] memory page) {
        page = new INettingCycle.Lot[](1);
        page[0] = lots()[index];
        page[0].taken = taken;
    }

    /// @dev An empty reason: it must go through.
    function _refused(INettingCycle.Lot[] memory list, bytes memory reason) private {
        _refused(list, none(), reason);
    }

    function _refused(INettingCycle.Lot[] memory list, uint256[] memory parts, bytes memory reason) private {
        uint32 cycle = pending();
        if (reason.length != 0) expectError(reason);
        netting.settle(cycle, 0, list, parts, true);
    }

    function _refusedQueue(INettingCycle.Lot[] memory list) private {
        bytes32 found;
        for (uint256 i = 0; i < list.length; ++i) {
            bytes32 digest = keccak256(abi.encodePacked(list[i].obligations));
            found = keccak256(abi.encode(found, list[i].debtor, list[i].annex, digest));
        }
        bytes32 expected = netting.cycleOf(1).submitted;
        _refused(list, abi.encodeWithSelector(INettingCycle.Netting_QueueDiffers.selector, found, expected));
    }

    function _outOfOrder(uint256 id) private pure returns (bytes memory) {
        return abi.encodeWithSelector(INettingCycle.Netting_OutOfOrder.selector, id);
    }

    function _badPart(uint256 id, uint256 partMinor, uint256 amount) private pure returns (bytes memory) {
        return abi.encodeWithSelector(INettingCycle.Netting_BadPart.selector, id, partMinor, amount);
    }
}
