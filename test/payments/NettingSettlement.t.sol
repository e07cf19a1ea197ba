// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {INettingCycle} from "../../contracts/payments/INettingCycle.sol";
import {DIVISIBLE, MAY_WAIT, Obligation} from "../../contracts/payments/Obligation.sol";
import {NettingTest} from "./NettingTest.sol";

/// @notice Proposing and settling: nets, what is carried over, pairs, pages, whose turn it is.
contract NettingSettlementTest is NettingTest {
    function setUp() public {
        foundNetting();
    }

    /* Nets */

    function test_aRingIsSettledWithoutAnyMoney() public {
        submit(A, batch(owes(B, 100)));
        submit(B, batch(owes(C, 100)));
        submit(C, batch(owes(A, 100)));
        passProposals();
        uint256[] memory taken = new uint256[](3);
        (taken[0], taken[1], taken[2]) = (1, 1, 1);
        vm.expectEmit(address(netting));
        emit INettingCycle.PageRead(1, address(this), 0, taken, none());
        vm.expectEmit(address(netting));
        emit INettingCycle.MemberSettled(1, org(A), EUR, 100, 100, 0);
        vm.expectEmit(address(netting));
        emit INettingCycle.MemberSettled(1, org(B), EUR, 100, 100, 0);
        vm.expectEmit(address(netting));
        emit INettingCycle.MemberSettled(1, org(C), EUR, 100, 100, 0);
        uint256[] memory settledMinor = new uint256[](2);
        settledMinor[EUR] = 300;
        vm.expectEmit(address(netting));
        emit INettingCycle.CycleSettled(1, address(this), 2400, settledMinor, 0, bytes32(0));
        settle(taking(1, 1, 1));
        assertEq(netting.settledCycles(), 1, "settled");
        assertEq(netting.pendingCycle(), 0, "nothing waits");
        assertEq(netting.openCycle(), 2, "the next is open");
    }

    /// @dev Case P03: what was paid outside is cancelled and not netted again.
    function test_whatWasPaidOutsideIsNotNettedAgain() public {
        deposit(A, EUR, 100);
        deposit(B, EUR, 100);
        deposit(C, EUR, 100);
        submit(B, batch(owes(A, 15)));
        uint40 paidOutside = submit(A, batch(owes(C, 5)));
        submit(C, batch(owes(B, 70)));
        vm.prank(account(A));
        eur.pay(account(C), 5, REFERENCE);
        cancel(A, paidOutside);
        passProposals();
        INettingCycle.Lot[] memory list = taking(1, 1, 1);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_Stopped.selector, paidOutside));
        netting.settle(1, 0, list, none(), true);
        settle(taking(1, 0, 1));
        assertBalance(A, EUR, 115, "A");
        assertBalance(B, EUR, 155, "B");
        assertBalance(C, EUR, 30, "C");
        assertEq(netting.cycleOf(2).carriedCount, 0, "nothing is left in the queue");
    }

    function test_currenciesDoNotMix() public {
        deposit(A, CNY, 100);
        submit(A, batch(owes(B, 10, EUR, 0, MAY_WAIT), owes(B, 100, CNY, 0, 0)));
        passProposals();
        INettingCycle.Lot[] memory list = taking(3);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BelowFloor.selector, org(A), EUR, -10, 0));
        netting.settle(1, 0, list, none(), true);
        settle(taking(2));
        assertBalance(B, CNY, 100, "B");
    }

    function test_whoReceivesMoreThanItPaysNeedsNothing() public {
        deposit(A, EUR, 100);
        deposit(B, EUR, 100);
        vm.prank(account(B));
        netting.keepReserve(EUR, 10_000);
        submit(A, batch(owes(B, 10)));
        submit(B, batch(owes(A, 10)));
        passProposals();
        settle(taking(1, 1));
    }

    /* Order */

    function test_whatMayWaitIsPassedOver() public {
        deposit(A, EUR, 10);
        submit(A, batch(owes(B, 11, MAY_WAIT), owes(C, 10)));
        passProposals();
        settle(taking(2));
        _assertCarried(batch(stamp(owes(B, 11, MAY_WAIT), A, 1)));
    }

    function test_whatMayWaitIsPassedOverInFavourOfLessImportantOnes() public {
        deposit(A, EUR, 10);
        submit(A, batch(owes(B, 11, EUR, URGENT, MAY_WAIT), owes(C, 10)));
        passProposals();
        settle(taking(2));
    }

    function test_whatIsHeldStopsNobody() public {
        deposit(A, EUR, 10);
        submit(A, batch(owes(B, 10), owes(C, 10)));
        hold(A, 1);
        passProposals();
        settle(taking(2));
        _assertCarried(batch(stamp(owes(B, 10), A, 1)));
    }

    function test_aSuspendedMemberStopsNobody() public {
        deposit(A, EUR, 10);
        submit(A, batch(owes(B, 10), owes(C, 10)));
        submit(B, batch(owes(C, 10)));
        suspend(B);
        passProposals();
        settle(taking(2, 0));
        assertBalance(C, EUR, 10, "C");
        reinstate(B);
        carried(batch(stamp(owes(B, 10), A, 1), stamp(owes(C, 10), B, 3)));
        deposit(A, EUR, 10);
        passProposals();
        settle(taking(3));
        assertBalance(C, EUR, 20, "C at last");
    }

    function test_aMemberWhoseIdentityCheckLapsedIsLeftOut() public {
        deposit(A, EUR, 10);
        submit(A, batch(owes(B, 10)));
        vm.warp(KYC_UNTIL);
        INettingCycle.Lot[] memory list = taking(1);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_MemberExcluded.selector, 1));
        netting.settle(1, 0, list, none(), true);
        settle(taking(0));
    }

    /* What is carried over */

    function test_leftoversComeFirstAndInOrder() public {
        submit(A, batch(owes(B, 1), owes(B, 2, DIVISIBLE)));
        submit(B, batch(owes(C, 3)));
        passCutOff();
        submitLater(C, batch(owes(A, 4)));
        skipSeconds(PROPOSALS);
        settle(taking(0, 0));
        uint256[] memory left = batch(
            stamp(owes(B, 1), A, 1),
            stamp(owes(B, 2, DIVISIBLE), A, 2),
            stamp(owes(C, 3), B, 3)
        );
        _assertCarried(left);
        carried(left);
        deposit(A, EUR, 2);
        passProposals();
        settle(taking(3, 0), part(2, 1));
        _assertCarried(
            batch(stamp(owes(B, 1, DIVISIBLE), A, 2), stamp(owes(C, 3), B, 3), stamp(owes(A, 4), C, 4))
        );
        assertBalance(B, EUR, 2, "B");
    }

    function test_partsOfAnObligationAddUpToIt() public {
        deposit(A, EUR, 10);
        submit(A, batch(owes(B, 10, DIVISIBLE)));
        passProposals();
        settle(taking(1), part(1, 4));
        carried(batch(stamp(owes(B, 6, DIVISIBLE), A, 1)));
        passProposals();
        uint32 cycle = pending();
        INettingCycle.Lot[] memory list = taking(1);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BadPart.selector, 1, 6, 6));
        netting.settle(cycle, 0, list, part(1, 6), true);
        settle(taking(1));
        assertBalance(A, EUR, 0, "A");
        assertBalance(B, EUR, 10, "B");
    }

    function test_whatIsNotSettledWithinItsLifetimeLapses() public {
        submit(A, batch(owes(B, 1), owes(B, 2, DIVISIBLE)));
        uint256[] memory left = batch(stamp(owes(B, 1), A, 1), stamp(owes(B, 2, DIVISIBLE), A, 2));
        for (uint256 i = 0; i < LIFETIME; ++i) {
            passProposals();
            settle(taking(0));
            _assertCarried(left);
            carried(left);
        }
        deposit(A, EUR, 2);
        passProposals();
        settle(taking(3), part(2, 1));
        assertEq(netting.cycleOf(LIFETIME + 2).carriedCount, 0, "the rest lapsed");
    }

    function test_whatIsCarriedOverIsSentInLotsOfAnySize() public {
        submit(A, batch(owes(B, 1), owes(B, 2), owes(B, 3)));
        passProposals();
        settle(taking(0));
        carried(batch(stamp(owes(B, 1), A, 1), stamp(owes(B, 2), A, 2)));
        INettingCycle.Lot storage second = queue.push();
        second.obligations.push(Obligation.unwrap(stamp(owes(B, 3), A, 3)));
        deposit(A, EUR, 6);
        passProposals();
        settle(taking(3, 1));
        assertBalance(B, EUR, 6, "B");
    }

    /* Payment versus payment */

    function test_aPairMovesBothCurrenciesOrNone() public {
        deposit(A, EUR, 10);
        deposit(B, CNY, 80);
        submit(A, swap(A, B, 10, 80));
        release(B, 2);
        passProposals();
        settle(taking(3));
        assertBalance(A, EUR, 0, "A gave");
        assertBalance(A, CNY, 80, "A got");
        assertBalance(B, EUR, 10, "B got");
        assertBalance(B, CNY, 0, "B gave");
    }

    function test_aPairIsNettedWithTheRest() public {
        deposit(B, CNY, 80);
        submit(A, swap(A, B, 10, 80));
        release(B, 2);
        submit(B, batch(owes(A, 10)));
        passProposals();
        settle(taking(3, 1));
        assertBalance(A, CNY, 80, "A");
        assertBalance(B, EUR, 0, "B");
    }

    function test_aPairThatCannotBePaidIsCarriedOverAndStillOne() public {
        submit(A, swap(A, B, 10, 80));
        release(B, 2);
        passProposals();
        settle(taking(0));
        uint256[] memory pair = swap(A, B, 10, 80);
        carried(batch(stamp(pair[0], A, 1), stamp(pair[1], B, 2)));
        deposit(A, EUR, 10);
        deposit(B, CNY, 80);
        passProposals();
        INettingCycle.Lot[] memory list = taking(2);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_HalfAPair.selector, 1));
        netting.settle(2, 0, list, none(), true);
        settle(taking(3));
        assertBalance(A, CNY, 80, "A");
    }

    function test_eitherSideCancelsAPair() public {
        submit(A, swap(A, B, 10, 80));
        submit(A, swap(A, B, 11, 81));
        cancel(B, 2);
        cancel(A, 3);
        passProposals();
        settle(taking(0, 0));
        assertEq(netting.cycleOf(2).carriedCount, 0, "both are gone");
    }

    function test_eitherSideHoldsAPair() public {
        submit(A, swap(A, B, 10, 80));
        release(B, 2);
        hold(A, 1);
        deposit(A, EUR, 20);
        deposit(B, CNY, 80);
        submit(A, batch(owes(C, 5)));
        passProposals();
        INettingCycle.Lot[] memory list = taking(3, 0);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_Stopped.selector, 1));
        netting.settle(1, 0, list, none(), true);
        settle(taking(0, 1));
        assertBalance(C, EUR, 5, "the pair stops nobody");
    }

    function test_aPairThatIsNotReleasedStopsNobody() public {
        deposit(A, EUR, 20);
        submit(A, swap(A, B, 10, 80));
        submit(A, batch(owes(C, 5)));
        passProposals();
        settle(taking(0, 1));
        assertBalance(C, EUR, 5, "paid");
        assertEq(netting.cycleOf(2).carriedCount, 2, "the pair is carried over");
    }

    function test_aPairStandsInTheQueuesOfBoth() public {
        deposit(A, EUR, 20);
        deposit(B, CNY, 20);
        submit(A, swap(A, B, 10, 80));
        release(B, 2);
        submit(A, batch(owes(C, 5)));
        submit(B, batch(owes(C, 5, CNY, 0, 0)));
        passProposals();
        INettingCycle.Lot[] memory list = taking(0, 1, 0);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_OutOfOrder.selector, 3));
        netting.settle(1, 0, list, none(), true);
        list = taking(0, 0, 1);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_OutOfOrder.selector, 4));
        netting.settle(1, 0, list, none(), true);
        settle(taking(0, 0, 0));
    }

    function test_aPairLapsesAsOne() public {
        submit(A, swap(A, B, 10, 80));
        uint256[] memory pair = swap(A, B, 10, 80);
        for (uint256 i = 0; i < LIFETIME; ++i) {
            passProposals();
            settle(taking(0));
            carried(batch(stamp(pair[0], A, 1), stamp(pair[1], B, 2)));
        }
        release(B, 2);
        submit(A, batch(owes(C, 5)));
        passProposals();
        INettingCycle.Lot[] memory list = taking(0, 1);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_OutOfOrder.selector, 3));
        netting.settle(LIFETIME + 1, 0, list, none(), true);
        settle(taking(0, 0));
        assertEq(netting.cycleOf(LIFETIME + 2).carriedCount, 1, "gone");
    }

    /* Pages */

    function test_pagesAddUp() public {
        deposit(A, EUR, 10);
        submit(A, batch(owes(B, 10), owes(B, 11), owes(C, 1, EUR, 0, MAY_WAIT)));
        submit(B, batch(owes(C, 5), owes(A, 6)));
        passProposals();
        netting.settle(1, 0, _page(0, 1), none(), false);
        assertEq(netting.nextPageOf(1, address(this)), 1, "next page");
        netting.settle(1, 1, _page(1, 1), none(), true);
        assertBalance(A, EUR, 0, "A");
        assertBalance(B, EUR, 5, "B");
        assertBalance(C, EUR, 5, "C");
        assertEq(netting.cycleOf(2).carriedCount, 3, "left");
    }

    function test_orderHoldsFromPageToPage() public {
        deposit(A, EUR, 100);
        submit(A, batch(owes(B, 10)));
        submit(A, batch(owes(B, 11)));
        passProposals();
        netting.settle(1, 0, _page(0, 0), none(), false);
        INettingCycle.Lot[] memory second = _page(1, 1);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_OutOfOrder.selector, 2));
        netting.settle(1, 1, second, none(), true);
    }

    function test_aMemberExcludedOnPageZeroStaysSo() public {
        deposit(A, EUR, 100);
        submit(A, batch(owes(B, 10)));
        submit(A, batch(owes(B, 11)));
        suspend(B);
        passProposals();
        netting.settle(1, 0, _page(0, 0), none(), false);
        reinstate(B);
        INettingCycle.Lot[] memory second = _page(1, 1);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_MemberExcluded.selector, 2));
        netting.settle(1, 1, second, none(), true);
        settle(taking(1, 1));
    }

    function test_eachAccountReadsOnItsOwn() public {
        deposit(A, EUR, 100);
        submit(A, batch(owes(B, 10)));
        submit(A, batch(owes(B, 11)));
        passProposals();
        netting.settle(1, 0, _page(0, 1), none(), false);
        vm.prank(stranger());
        netting.settle(1, 0, _page(0, 0), none(), false);
        netting.settle(1, 1, _page(1, 1), none(), true);
        assertBalance(B, EUR, 21, "B");
    }

    /* Proposals */

    function test_theBestProposalIsSettled() public {
        _threeToSettle();
        _propose(A, _taken(1, 0, 0), 8);
        vm.expectEmit(address(netting));
        emit INettingCycle.SelectionProposed(
            1,
            org(B),
            24,
            _digest(_taken(1, 1, 0)),
            _taken(1, 1, 0),
            none()
        );
        _propose(B, _taken(1, 1, 0), 24);
        _propose(C, _taken(0, 1, 0), 16);
        INettingCycle.Proposal[] memory best = netting.proposalsOf(1);
        assertTrue(best[0].orgId == org(B) && best[1].orgId == org(C) && best[2].orgId == org(A), "ranks");
        assertEq(best[0].value, 24, "value");
        assertEq(best[0].selection, _digest(_taken(1, 1, 0)), "selection");
        skipSeconds(PROPOSALS);
        INettingCycle.Lot[] memory list = taking(1, 1, 1);
        expectError(
            abi.encodeWithSelector(
                INettingCycle.Netting_NotItsTurn.selector,
                _digest(_taken(1, 1, 1)),
                _digest(_taken(1, 1, 0))
            )
        );
        netting.settle(1, 0, list, none(), true);
        settle(taking(1, 1, 0));
        assertEq(netting.barredUntil(org(B)), 0, "B may go on");
    }

    function test_ofEqualProposalsTheEarlierIsFirst() public {
        _threeToSettle();
        _propose(A, _taken(1, 0, 0), 8);
        _propose(B, _taken(0, 0, 0), 8);
        assertTrue(netting.proposalsOf(1)[0].orgId == org(A), "first");
    }

    function test_aProposalThatIsNotProvenGivesWayToTheNextAndItsAuthorSitsOut() public {
        _threeToSettle();
        _propose(A, _taken(1, 0, 0), 1000);
        _propose(B, _taken(1, 1, 0), 24);
        skipSeconds(PROPOSALS);
        INettingCycle.Lot[] memory list = taking(1, 0, 0);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_ProposalNotMet.selector, 8, 1000));
        netting.settle(1, 0, list, none(), true);
        skipSeconds(TURN);
        vm.expectEmit(address(netting));
        emit INettingCycle.ProposalFailed(1, org(A), 12);
        settle(taking(1, 1, 0));
        assertEq(netting.barredUntil(org(A)), 12, "A sits out");
        submit(A, batch(owes(B, 1)));
        passCutOff();
        expectError(abi.encodeWithSelector(INettingCycle.Netting_Barred.selector, org(A), 12));
        _proposeFor(2, A, _taken(0, 0, 0), 8);
        _proposeFor(2, C, _taken(0, 0, 0), 0);
    }

    function test_onceAllTurnsAreOverAnySelectionGoes() public {
        _threeToSettle();
        _propose(A, _taken(1, 0, 0), 1000);
        _propose(B, _taken(1, 1, 0), 1001);
        skipSeconds(PROPOSALS + 2 * TURN);
        settle(taking(1, 1, 1));
        assertEq(netting.barredUntil(org(A)), 12, "A sits out");
        assertEq(netting.barredUntil(org(B)), 12, "B sits out");
    }

    function test_fourProposalsAreKeptOneOfEachOrganisation() public {
        _threeToSettle();
        uint256[5] memory members = [A, B, C, ARBITER, AURUM];
        for (uint256 i = 3; i < 5; ++i) {
            vm.prank(account(members[i]));
            netting.join();
        }
        for (uint256 i = 0; i < 4; ++i) _propose(members[i], _taken(0, 0, 0), uint128(10 + i));
        expectError(abi.encodeWithSelector(INettingCycle.Netting_NotBetter.selector, 10, 10));
        _propose(AURUM, _taken(0, 0, 0), 10);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_NotBetter.selector, 12, 12));
        _propose(C, _taken(0, 0, 0), 12);
        _propose(C, _taken(0, 0, 0), 14);
        _propose(AURUM, _taken(0, 0, 0), 11);
        INettingCycle.Proposal[] memory best = netting.proposalsOf(1);
        assertEq(best.length, 4, "kept");
        assertTrue(best[0].orgId == org(C) && best[1].orgId == org(ARBITER), "first two");
        assertTrue(best[2].orgId == org(B) && best[3].orgId == org(AURUM), "last two");
    }

    function test_partsBelongToTheSelection() public {
        deposit(A, EUR, 10);
        submit(A, batch(owes(B, 11, DIVISIBLE)));
        passCutOff();
        uint256[] memory taken = new uint256[](1);
        taken[0] = 1;
        vm.prank(account(A));
        netting.propose(1, taken, part(1, 10), 80);
        skipSeconds(PROPOSALS);
        INettingCycle.Lot[] memory list = taking(1);
        bytes32 takenChain = keccak256(abi.encode(bytes32(0), uint256(1)));
        bytes32 other = keccak256(abi.encode(takenChain, keccak256(abi.encode(bytes32(0), part(1, 9)[0]))));
        bytes32 proposed = keccak256(
            abi.encode(takenChain, keccak256(abi.encode(bytes32(0), part(1, 10)[0])))
        );
        expectError(abi.encodeWithSelector(INettingCycle.Netting_NotItsTurn.selector, other, proposed));
        netting.settle(1, 0, list, part(1, 9), true);
        settle(list, part(1, 10));
    }

    function test_proposalsHaveTheirTimeAndPagesTheirs() public {
        _threeToSettle();
        uint256 end = uint256(timeNow()) + PROPOSALS;
        vm.warp(end - 1);
        INettingCycle.Lot[] memory list = taking(1, 1, 1);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_TooEarly.selector, end - 1, end));
        netting.settle(1, 0, list, none(), true);
        _propose(A, _taken(1, 1, 1), 48);
        vm.warp(end);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_TooLate.selector, end, end));
        _propose(B, _taken(1, 1, 1), 48);
        netting.settle(1, 0, list, none(), true);
    }

    function test_revertsWhenProposingForAnotherCycleOrFromOutside() public {
        _threeToSettle();
        expectError(abi.encodeWithSelector(INettingCycle.Netting_NotPending.selector, 2, 1));
        _proposeFor(2, A, _taken(0, 0, 0), 8);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_NotAParticipant.selector, org(ARBITER)));
        _propose(ARBITER, _taken(0, 0, 0), 8);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        netting.propose(1, _taken(0, 0, 0), none(), 8);
    }

    function _threeToSettle() private {
        deposit(A, EUR, 6);
        submit(A, batch(owes(B, 1)));
        submit(A, batch(owes(C, 2)));
        submit(A, batch(owes(B, 3)));
        passCutOff();
    }

    function _taken(
        uint256 first,
        uint256 second,
        uint256 third
    ) private pure returns (uint256[] memory list) {
        list = new uint256[](3);
        (list[0], list[1], list[2]) = (first, second, third);
    }

    function _propose(uint256 member, uint256[] memory taken, uint128 value) private {
        _proposeFor(1, member, taken, value);
    }

    function _proposeFor(uint32 cycle, uint256 member, uint256[] memory taken, uint128 value) private {
        vm.prank(account(member));
        netting.propose(cycle, taken, none(), value);
    }

    function _digest(uint256[] memory taken) private pure returns (bytes32) {
        bytes32 chain;
        for (uint256 i = 0; i < taken.length; ++i) chain = keccak256(abi.encode(chain, taken[i]));
        return keccak256(abi.encode(chain, bytes32(0)));
    }

    function _page(uint256 index, uint256 taken) private view returns (INettingCycle.Lot[] memory page) {
        page = new INettingCycle.Lot[](1);
        page[0] = lots()[index];
        page[0].taken = taken;
    }

    function _assertCarried(uint256[] memory list) private view {
        INettingCycle.Cycle memory next = netting.cycleOf(pending());
        assertEq(next.carriedCount, list.length, "number carried over");
        assertEq(next.carried, chained(list), "what is carried over");
    }
}
