// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../contracts/common/OrgId.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IBills} from "../../contracts/assets/IBills.sol";
import {BillsTest} from "./BillsTest.sol";

/// @notice Dishonour, protest, and recourse in the order of the endorsers.
contract BillRecourseTest is BillsTest {
    uint40 private constant CALL_PERIOD = 4 days;

    uint256 private bill;
    uint256 private first;

    function setUp() public {
        foundBills();
        bill = drawAndAccept();
        first = lotId(bill, 1);
    }

    /* protest */

    /// @dev Case A05: dishonour is tried the day before maturity, at its end, at the deadline, and one second later.
    function test_dishonourOnlyAfterTheDeadlineHasPassed() public {
        endorse(SUPPLIER, first, JADE);
        uint40[3] memory tooEarly = [MATURITY - 1 days, MATURITY + 1 days - 1, DEADLINE];
        for (uint256 i = 0; i < tooEarly.length; ++i) {
            vm.warp(tooEarly[i]);
            if (tooEarly[i] >= MATURITY) present(first);
            expectError(abi.encodeWithSelector(IBills.Bills_NotDishonoured.selector, bill, DEADLINE));
            protest(JADE, first);
            expectError(abi.encodeWithSelector(IBills.Bills_NotProtested.selector, first));
            callRecourse(JADE, first);
            expectError(abi.encodeWithSelector(IBills.Bills_NotProtested.selector, first));
            honour(SUPPLIER, first);
        }
        vm.warp(DEADLINE + 1);
        vm.expectEmit(address(bills));
        emit IBills.LotProtested(first, org(JADE), IBills.Ground.NonPayment, EVIDENCE);
        protest(JADE, first);
        assertTrue(bills.lotOf(first).protested, "protested");
        assertEq(bills.recourseOf(first).notCalled, 1, "not called");
        callRecourse(JADE, first);
    }

    function test_afterARefusalProtestAndRecourseNeedNotWait() public {
        uint256 refused = draw("INV2");
        uint256 lot = lotId(refused, 1);
        endorse(SUPPLIER, lot, JADE);
        vm.prank(account(BUYER));
        bills.refuse(refused, REASON);
        vm.expectEmit(address(bills));
        emit IBills.LotProtested(lot, org(JADE), IBills.Ground.NonAcceptance, EVIDENCE);
        protest(JADE, lot);
        honour(SUPPLIER, lot);
        assertHolder(lot, SUPPLIER, AMOUNT);
    }

    function test_revertsWhenItWasNotPresentedInTime() public {
        vm.warp(DEADLINE + 1);
        expectError(abi.encodeWithSelector(IBills.Bills_NotPresented.selector, first));
        protest(SUPPLIER, first);
        collect(SUPPLIER, first);
    }

    function test_revertsWhenAnotherProtestsOrWithoutEvidenceOrTwice() public {
        dishonour(first);
        expectError(
            abi.encodeWithSelector(IBills.Bills_NotCreditor.selector, first, org(JADE), org(SUPPLIER))
        );
        protest(JADE, first);
        expectError(abi.encodeWithSelector(IBills.Bills_NoEvidence.selector, first));
        vm.prank(account(SUPPLIER));
        bills.protest(first, 0);
        protest(SUPPLIER, first);
        expectError(abi.encodeWithSelector(IBills.Bills_Protested.selector, first));
        protest(SUPPLIER, first);
    }

    function test_revertsWhenThePaidLotIsProtested() public {
        vm.warp(MATURITY);
        present(first);
        pay(BUYER, first, AMOUNT);
        vm.warp(DEADLINE + 1);
        expectError(abi.encodeWithSelector(IBills.Bills_Paid.selector, first));
        protest(SUPPLIER, first);
    }

    /* callRecourse */

    function test_callsTheLastEndorserFirstAndTheDrawerLast() public {
        _dishonouredChain(true, true);
        _expectCall(OPERATOR);
        _expectRunning(OPERATOR);
        skipSeconds(CALL_PERIOD);
        _expectRunning(OPERATOR);
        skipSeconds(1);
        _expectCall(SECOND_SUPPLIER);
        skipSeconds(CALL_PERIOD + 1);
        // It endorsed as the first holder and drew the bill; it is called once.
        _expectCall(SUPPLIER);
        assertTrue(bills.recourseOf(first).drawerCalled, "drawer called");
        skipSeconds(CALL_PERIOD + 1);
        expectError(abi.encodeWithSelector(IBills.Bills_NobodyLeft.selector, first));
        callRecourse(JADE, first);
    }

    function test_passesOverEndorsersWithoutRecourse() public {
        _dishonouredChain(false, true);
        _expectCall(OPERATOR);
        skipSeconds(CALL_PERIOD + 1);
        _expectCall(SUPPLIER);
        expectError(abi.encodeWithSelector(IBills.Bills_NotLiable.selector, first, org(SECOND_SUPPLIER)));
        honour(SECOND_SUPPLIER, first);
    }

    function test_callsTheDrawerOfABillThatWentToAnother() public {
        IBills.BillTerms memory wanted = terms();
        wanted.payee = account(JADE);
        vm.prank(account(SUPPLIER));
        first = lotId(bills.draw(wanted, invoice("INV2")), 1);
        dishonour(first);
        protest(JADE, first);
        _expectCall(SUPPLIER);
        skipSeconds(CALL_PERIOD + 1);
        expectError(abi.encodeWithSelector(IBills.Bills_NobodyLeft.selector, first));
        callRecourse(JADE, first);
        honour(SUPPLIER, first);
        assertHolder(first, SUPPLIER, AMOUNT);
    }

    function test_theDrawerAnswersWhateverItsEndorsementSays() public {
        endorse(SUPPLIER, first, JADE, AMOUNT, false);
        dishonour(first);
        protest(JADE, first);
        _expectCall(SUPPLIER);
        assertTrue(bills.recourseOf(first).drawerCalled, "drawer called");
        honour(SUPPLIER, first);
        assertHolder(first, SUPPLIER, AMOUNT);
    }

    function test_revertsWhenAnotherThanTheCreditorCalls() public {
        _dishonouredChain(true, true);
        expectError(abi.encodeWithSelector(IBills.Bills_NotCreditor.selector, first, org(AURUM), org(JADE)));
        callRecourse(AURUM, first);
    }

    /* honourRecourse */

    function test_eachPayerTakesTheLotOverAndHasRecourseAgainstThoseBeforeIt() public {
        _dishonouredChain(true, true);
        callRecourse(JADE, first);
        vm.expectEmit(address(bills));
        emit IBills.RecourseHonoured(first, org(OPERATOR), account(JADE), account(OPERATOR), AMOUNT, 0);
        honour(OPERATOR, first);
        assertHolder(first, OPERATOR, AMOUNT);
        assertEndorsements(first, chain(SUPPLIER, SECOND_SUPPLIER));
        assertEq(eur.balanceOf(account(JADE)), FUNDS + AMOUNT, "first creditor");

        vm.prank(account(OPERATOR));
        assertTrue(bills.callRecourse(first) == org(SECOND_SUPPLIER), "next");
        honour(SECOND_SUPPLIER, first);
        honour(SUPPLIER, first);
        assertHolder(first, SUPPLIER, AMOUNT);
        assertEndorsements(first, new uint256[](0));
        assertEq(eur.balanceOf(account(OPERATOR)), FUNDS, "whole again");
        assertEq(eur.balanceOf(account(SECOND_SUPPLIER)), FUNDS, "whole again");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS - AMOUNT, "drawer");

        expectError(abi.encodeWithSelector(IBills.Bills_NobodyLeft.selector, first));
        callRecourse(SUPPLIER, first);
        collect(SUPPLIER, first);
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS, "paid by the acceptor in the end");
    }

    function test_anEarlierEndorserPaysUncalledAndTheLaterOnesAreFree() public {
        _dishonouredChain(true, true);
        honour(SECOND_SUPPLIER, first);
        assertHolder(first, SECOND_SUPPLIER, AMOUNT);
        assertEndorsements(first, chain(SUPPLIER));
        expectError(abi.encodeWithSelector(IBills.Bills_NotLiable.selector, first, org(OPERATOR)));
        honour(OPERATOR, first);
        vm.prank(account(SECOND_SUPPLIER));
        assertTrue(bills.callRecourse(first) == org(SUPPLIER), "called");
    }

    function test_oneThatLetItsCallRunOutMayStillPay() public {
        _dishonouredChain(true, true);
        callRecourse(JADE, first);
        skipSeconds(CALL_PERIOD + 1);
        callRecourse(JADE, first);
        honour(OPERATOR, first);
        assertHolder(first, OPERATOR, AMOUNT);
        assertEq(bills.recourseOf(first).notCalled, 2, "not called");
        assertEq(bills.recourseOf(first).dueAt, 0, "no call runs");
    }

    function test_recourseIsForWhatIsOutstanding() public {
        endorse(SUPPLIER, first, JADE);
        vm.warp(MATURITY);
        present(first);
        pay(BUYER, first, 20_000_00);
        vm.warp(DEADLINE + 1);
        protest(JADE, first);
        honour(SUPPLIER, first);
        assertHolder(first, SUPPLIER, 100_000_00);
        assertEq(eur.balanceOf(account(JADE)), FUNDS + AMOUNT, "creditor");
        pay(BUYER, first, 100_000_00);
        assertEq(bills.billOf(bill).outstandingMinor, 0, "outstanding");
    }

    function test_revertsWhenOneThatAnswersForNothingPays() public {
        _dishonouredChain(true, true);
        uint256[3] memory others = [JADE, AURUM, BUYER];
        for (uint256 i = 0; i < others.length; ++i) {
            expectError(abi.encodeWithSelector(IBills.Bills_NotLiable.selector, first, org(others[i])));
            honour(others[i], first);
        }
    }

    /// @dev A creditor that cannot be paid does not keep those who answer from freeing themselves.
    function test_whatASuspendedCreditorIsOwedGoesIntoQuarantine() public {
        _dishonouredChain(true, true);
        suspend(JADE);
        expectError(
            abi.encodeWithSelector(IMembership.Membership_NotInStanding.selector, account(JADE), org(JADE))
        );
        honour(OPERATOR, first);
        admitCustodian(eur, address(bills));
        vm.expectEmit(address(bills));
        emit IBills.RecourseHonoured(first, org(OPERATOR), account(JADE), account(OPERATOR), AMOUNT, 1);
        honour(OPERATOR, first);
        assertHolder(first, OPERATOR, AMOUNT);
        assertEq(eur.inQuarantine(1).payee, account(JADE), "payee");
        assertEq(eur.inQuarantine(1).returnTo, account(OPERATOR), "return to");
        assertEq(eur.balanceOf(address(bills)), 0, "bills hold nothing");
    }

    function test_revertsWhenTheSameRecourseIsPaidTwice() public {
        _dishonouredChain(true, true);
        honour(OPERATOR, first);
        expectError(abi.encodeWithSelector(IBills.Bills_NotLiable.selector, first, org(OPERATOR)));
        honour(OPERATOR, first);
        expectError(
            abi.encodeWithSelector(IBills.Bills_NotCreditor.selector, first, org(JADE), org(OPERATOR))
        );
        callRecourse(JADE, first);
    }

    /// @dev Case A09: a party that holds the lot again. Those who came after it could turn round and ask it.
    function test_oneThatHoldsTheLotAgainHasRecourseOnlyAgainstThoseBefore() public {
        endorse(SUPPLIER, first, SECOND_SUPPLIER);
        endorse(SECOND_SUPPLIER, first, OPERATOR);
        endorse(OPERATOR, first, SECOND_SUPPLIER);
        dishonour(first);
        protest(SECOND_SUPPLIER, first);
        assertEndorsements(first, chain(SUPPLIER));
        expectError(abi.encodeWithSelector(IBills.Bills_NotLiable.selector, first, org(OPERATOR)));
        honour(OPERATOR, first);
        vm.prank(account(SECOND_SUPPLIER));
        assertTrue(bills.callRecourse(first) == org(SUPPLIER), "called");
    }

    function test_oneThatEndorsedWithoutRecourseMayAskThoseItEndorsedTo() public {
        endorse(SUPPLIER, first, SECOND_SUPPLIER);
        endorse(SECOND_SUPPLIER, first, OPERATOR, AMOUNT, false);
        endorse(OPERATOR, first, SECOND_SUPPLIER);
        dishonour(first);
        protest(SECOND_SUPPLIER, first);
        vm.prank(account(SECOND_SUPPLIER));
        assertTrue(bills.callRecourse(first) == org(OPERATOR), "called");
    }

    function test_aDrawerThatHoldsTheLotAgainHasNobodyToAsk() public {
        endorse(SUPPLIER, first, OPERATOR);
        endorse(OPERATOR, first, SUPPLIER);
        dishonour(first);
        protest(SUPPLIER, first);
        expectError(abi.encodeWithSelector(IBills.Bills_NobodyLeft.selector, first));
        callRecourse(SUPPLIER, first);
        expectError(abi.encodeWithSelector(IBills.Bills_NotLiable.selector, first, org(SUPPLIER)));
        honour(SUPPLIER, first);
    }

    /// @dev Case A09: the drawee holds the bill that it does not pay.
    function test_revertsWhenTheDraweeSeeksRecourse() public {
        endorse(SUPPLIER, first, BUYER);
        dishonour(first);
        protest(BUYER, first);
        _expectNoRecourseOfTheDrawee();
    }

    /// @dev Case A09: nor does it when the lot that it does not pay is pledged to it.
    function test_revertsWhenTheDraweeSeeksRecourseAsPledgee() public {
        endorse(SUPPLIER, first, JADE);
        vm.prank(account(JADE));
        bills.pledge(first, IBills.PledgeTerms(account(BUYER), MATURITY, DEADLINE + 30 days, true, 0));
        dishonour(first);
        protest(BUYER, first);
        _expectNoRecourseOfTheDrawee();
        // The holder has its recourse once the pledge has run out.
        vm.warp(DEADLINE + 30 days);
        callRecourse(JADE, first);
        honour(SUPPLIER, first);
        assertHolder(first, SUPPLIER, AMOUNT);
    }

    function test_cutsTheEndorsementsOfManyPages() public {
        uint256[2] memory pair = [SECOND_SUPPLIER, OPERATOR];
        endorse(SUPPLIER, first, pair[0], AMOUNT, true);
        for (uint256 i = 0; i < 12; ++i) endorse(pair[i % 2], first, pair[(i + 1) % 2], AMOUNT, i > 7);
        endorse(pair[0], first, JADE, AMOUNT, true);
        // 0: SUPPLIER, then the pair in turn: 1 to 8 without recourse, 9 to 13 with.
        dishonour(first);
        protest(JADE, first);
        honour(SECOND_SUPPLIER, first);
        IBills.Endorsement[] memory left = bills.endorsementsOf(first);
        assertEq(left.length, 9, "left");
        assertTrue(left[0].endorser == org(SUPPLIER), "the first");
        for (uint256 i = 1; i < 9; ++i) {
            assertTrue(left[i].endorser == org(pair[(i + 1) % 2]), "endorser");
            assertFalse(left[i].withRecourse, "recourse");
        }
        vm.prank(account(SECOND_SUPPLIER));
        assertTrue(bills.callRecourse(first) == org(SUPPLIER), "called");
        honour(SUPPLIER, first);
    }

    /// @dev Nobody frees itself by splitting a lot until recourse costs more gas than a transaction may have.
    function test_recourseCostsTheSameHoweverOftenALotWasSplit() public {
        uint256[2] memory pair = [SUPPLIER, SECOND_SUPPLIER];
        for (uint256 i = 0; i < 6; ++i) endorse(pair[i % 2], first, pair[(i + 1) % 2], AMOUNT, true);
        uint256 lot = first;
        for (uint96 i = 1; i <= 300; ++i) {
            vm.prank(account(SUPPLIER));
            lot = bills.split(lot, AMOUNT - i);
        }
        endorse(SUPPLIER, lot, JADE);
        dishonour(lot);
        uint256 before = gasleft();
        protest(JADE, lot);
        assertTrue(before - gasleft() < 300_000, "gas of the protest");
        assertEq(bills.endorsementsOf(lot).length, 7, "endorsements");
        honour(SECOND_SUPPLIER, lot);
        assertEndorsements(lot, chain(SUPPLIER));
    }

    function test_aSuspendedEndorserIsPassedOverInTime() public {
        _dishonouredChain(true, true);
        suspend(OPERATOR);
        callRecourse(JADE, first);
        skipSeconds(CALL_PERIOD + 1);
        _expectCall(SECOND_SUPPLIER);
        honour(SECOND_SUPPLIER, first);
        assertEq(eur.balanceOf(account(JADE)), FUNDS + AMOUNT, "creditor");
    }

    /* Within */

    /// @dev SUPPLIER to SECOND_SUPPLIER to OPERATOR to JADE, dishonoured and protested.
    function _dishonouredChain(bool secondAnswers, bool thirdAnswers) private {
        endorse(SUPPLIER, first, SECOND_SUPPLIER, AMOUNT, true);
        endorse(SECOND_SUPPLIER, first, OPERATOR, AMOUNT, secondAnswers);
        endorse(OPERATOR, first, JADE, AMOUNT, thirdAnswers);
        dishonour(first);
        protest(JADE, first);
    }

    function _expectCall(uint256 called) private {
        uint40 dueAt = timeNow() + CALL_PERIOD;
        vm.expectEmit(address(bills));
        emit IBills.RecourseCalled(first, org(called), dueAt);
        callRecourse(JADE, first);
        assertEq(OrgId.unwrap(bills.recourseOf(first).called), called, "called");
        assertEq(bills.recourseOf(first).dueAt, dueAt, "due");
    }

    function _expectRunning(uint256 called) private {
        uint40 dueAt = bills.recourseOf(first).dueAt;
        expectError(abi.encodeWithSelector(IBills.Bills_CallRunning.selector, first, org(called), dueAt));
        callRecourse(JADE, first);
    }

    function _expectNoRecourseOfTheDrawee() private {
        bytes memory refusal = abi.encodeWithSelector(
            IBills.Bills_DraweeHasNoRecourse.selector,
            first,
            org(BUYER)
        );
        expectError(refusal);
        callRecourse(BUYER, first);
        expectError(refusal);
        honour(SUPPLIER, first);
    }
}
