// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {PaymentReference} from "../../contracts/common/PaymentReference.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {IClaims} from "../../contracts/assets/IClaims.sol";
import {IReceivables} from "../../contracts/assets/IReceivables.sol";
import {AssetsTest} from "./AssetsTest.sol";

/// @notice Money comes in and goes out: parts, shares, roundings, those who cannot be paid, and credit notes.
contract ReceivableMoneyTest is AssetsTest {
    uint256 private id;

    function setUp() public {
        foundAssets();
        id = issued("INV1");
        allow(eur, account(BUYER), address(receivables));
    }

    /* pay */

    function test_theDebtorPaysInPartsUntilAllIsPaid() public {
        allow(eur, account(BUYER), address(receivables));
        vm.expectEmit(address(receivables));
        emit IReceivables.ReceivablePaid(id, account(BUYER), 4_000_00, 6_000_00);
        vm.prank(account(BUYER));
        receivables.pay(id, 4_000_00);
        assertEq(receivables.receivableOf(id).paidMinor, 4_000_00, "paid");
        assertEq(eur.balanceOf(address(receivables)), 4_000_00, "money here");
        assertStatus(id, IReceivables.Status.Accepted);
        vm.expectEmit(address(receivables));
        emit IReceivables.ReceivablePaid(id, account(BUYER), 6_000_00, 0);
        vm.expectEmit(address(receivables));
        emit IReceivables.ReceivablePaidInFull(id);
        vm.prank(account(BUYER));
        receivables.pay(id, 6_000_00);
        assertStatus(id, IReceivables.Status.Paid);
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - AMOUNT, "debtor's money");
    }

    function test_whoeverMayActPaysForASuspendedDebtor() public {
        suspend(BUYER);
        expectError(
            abi.encodeWithSelector(IMembership.Membership_NotInStanding.selector, account(BUYER), org(BUYER))
        );
        vm.prank(account(BUYER));
        receivables.pay(id, 1);
        allow(eur, account(SECOND_SUPPLIER), address(receivables));
        vm.prank(account(SECOND_SUPPLIER));
        receivables.pay(id, AMOUNT);
        assertStatus(id, IReceivables.Status.Paid);
    }

    function test_revertsForNothingTooMuchOrTwice() public {
        expectError(abi.encodeWithSelector(IClaims.Claims_ZeroAmount.selector, id));
        vm.prank(account(BUYER));
        receivables.pay(id, 0);
        expectError(
            abi.encodeWithSelector(
                IReceivables.Receivables_MoreThanOwed.selector,
                id,
                AMOUNT,
                uint256(AMOUNT) + 1
            )
        );
        vm.prank(account(BUYER));
        receivables.pay(id, uint256(AMOUNT) + 1);
        payDebt(id, AMOUNT);
        expectWrongStatus(id, IReceivables.Status.Paid);
        vm.prank(account(BUYER));
        receivables.pay(id, AMOUNT);
        assertEq(eur.balanceOf(address(receivables)), AMOUNT, "money here");
    }

    function test_isNotPaidWithoutMoney() public {
        // No call but `pay` brings a claim to "paid", and it takes the money first.
        vm.prank(account(BUYER));
        eur.approve(address(receivables), 1);
        (bool done, ) = _payAs(account(BUYER), AMOUNT);
        assertFalse(done, "paid without allowance");
        allow(eur, account(BUYER), address(receivables));
        vm.prank(account(BUYER));
        eur.transfer(account(ARBITER), FUNDS - AMOUNT + 1);
        (done, ) = _payAs(account(BUYER), AMOUNT);
        assertFalse(done, "paid without balance");
        assertStatus(id, IReceivables.Status.Accepted);
        assertEq(receivables.receivableOf(id).paidMinor, 0, "paid");
    }

    /* status by the clock */

    function test_statusFollowsTheClock() public {
        vm.warp(DUE_AT - 1);
        assertStatus(id, IReceivables.Status.Accepted);
        vm.warp(DUE_AT);
        assertStatus(id, IReceivables.Status.Overdue);
        vm.warp(DUE_AT + GRACE - 1);
        assertStatus(id, IReceivables.Status.Overdue);
        vm.warp(DUE_AT + GRACE);
        assertStatus(id, IReceivables.Status.Defaulted);
        pass(id, account(SUPPLIER), account(AURUM), 1);
        payDebt(id, AMOUNT);
        assertStatus(id, IReceivables.Status.Paid);
    }

    /* redeem */

    function test_everyUnitHasTheSameShare() public {
        pass(id, account(SUPPLIER), account(AURUM), 2_500_00);
        pass(id, account(SUPPLIER), account(SECOND_SUPPLIER), 1);
        payDebt(id, 3_333_33);
        assertEq(receivables.dueTo(id, account(AURUM)), 833_33, "quarter of it, floored");
        assertEq(receivables.dueTo(id, account(SECOND_SUPPLIER)), 0, "a third of a cent");
        vm.expectEmit(address(receivables));
        emit IReceivables.Redeemed(id, account(AURUM), 833_33, 0);
        vm.prank(stranger());
        assertEq(receivables.redeem(id, account(AURUM)), 833_33, "paid");
        assertEq(eur.balanceOf(account(AURUM)), 833_33, "money");
        assertEq(receivables.balanceOf(account(AURUM), id), 2_500_00, "units stay until all is paid");
        assertEq(receivables.unpaidOf(id, account(AURUM)), 1_666_67, "unpaid");
        _expectNothingDue(account(AURUM));
        receivables.redeem(id, account(AURUM));
        payDebt(id, 6_666_67);
        vm.expectEmit(address(receivables));
        emit IReceivables.Redeemed(id, account(AURUM), 1_666_67, 2_500_00);
        receivables.redeem(id, account(AURUM));
        receivables.redeem(id, account(SECOND_SUPPLIER));
        receivables.redeem(id, account(SUPPLIER));
        assertEq(eur.balanceOf(account(AURUM)), 2_500_00, "all of it");
        assertEq(eur.balanceOf(account(SECOND_SUPPLIER)), FUNDS + 1, "the cent");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 7_499_99, "the rest");
        assertEq(eur.balanceOf(address(receivables)), 0, "nothing left");
        IReceivables.Receivable memory claim = receivables.receivableOf(id);
        assertEq(claim.faceMinor, 0, "face");
        assertEq(claim.paidMinor, 0, "paid");
        assertEq(claim.paidOutMinor, 0, "out");
        assertStatus(id, IReceivables.Status.Paid);
        _expectNothingDue(account(SUPPLIER));
        receivables.redeem(id, account(SUPPLIER));
    }

    function test_thePaymentCarriesTheStartOfTheId() public {
        payDebt(id, AMOUNT);
        vm.expectEmit(address(eur));
        emit ISettlementToken.PaymentMade(
            address(receivables),
            account(SUPPLIER),
            AMOUNT,
            PaymentReference.wrap(bytes32(uint256(uint96(id >> 160))))
        );
        receivables.redeem(id, account(SUPPLIER));
    }

    function test_moneyGoesWithTheUnitsUntilItIsRedeemed() public {
        payDebt(id, AMOUNT / 2);
        pass(id, account(SUPPLIER), account(AURUM), 2_000_00);
        assertEq(receivables.dueTo(id, account(AURUM)), 1_000_00, "came along");
        receivables.redeem(id, account(SUPPLIER));
        pass(id, account(SUPPLIER), account(JADE), 2_000_00);
        assertEq(receivables.dueTo(id, account(JADE)), 0, "was redeemed before");
        assertEq(receivables.unpaidOf(id, account(JADE)), 1_000_00, "half is to come");
        payDebt(id, AMOUNT / 2);
        receivables.redeem(id, account(JADE));
        receivables.redeem(id, account(AURUM));
        receivables.redeem(id, account(SUPPLIER));
        assertEq(eur.balanceOf(account(JADE)), 1_000_00, "second half");
        assertEq(eur.balanceOf(account(AURUM)), 2_000_00, "both halves");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 7_000_00, "the rest");
        assertEq(eur.balanceOf(address(receivables)), 0, "nothing left");
    }

    /// @dev Money that was received stays with the units that stay, as far as a whole cent can.
    function test_unitsThatReceivedAllBeforeAreRetiredWithoutMoney() public {
        pass(id, account(SUPPLIER), account(AURUM), 3);
        payDebt(id, AMOUNT / 2);
        assertEq(receivables.redeem(id, account(AURUM)), 1, "half of three cents, floored");
        pass(id, account(AURUM), account(JADE), 2);
        payDebt(id, AMOUNT / 2);
        vm.expectEmit(address(receivables));
        emit IReceivables.Redeemed(id, account(AURUM), 0, 1);
        assertEq(receivables.redeem(id, account(AURUM)), 0, "nothing is due any more");
        assertEq(receivables.redeem(id, account(JADE)), 2, "all is due");
    }

    function test_aPaidClaimMovesNoMore() public {
        payDebt(id, AMOUNT);
        expectWrongStatus(id, IReceivables.Status.Paid);
        pass(id, account(SUPPLIER), account(AURUM), 1);
    }

    function test_moneyOfPledgedUnitsWaitsForWhoeverGetsThem() public {
        bytes32 kept = pledged(id, account(SUPPLIER), 2_000_00, AURUM);
        bytes32 freed = pledged(id, account(SUPPLIER), 3_000_00, JADE);
        payDebt(id, AMOUNT / 2);
        receivables.redeem(id, account(SUPPLIER));
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 2_500_00, "half of the free half");
        bytes32 late = pledged(id, account(SUPPLIER), 1_000_00, AURUM);
        payDebt(id, AMOUNT / 2);
        receivables.redeem(id, account(SUPPLIER));
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 4_500_00, "all of what is free");
        vm.prank(account(JADE));
        receivables.release(id, freed, 1_000_00);
        assertEq(receivables.dueTo(id, account(SUPPLIER)), 1_000_00, "freed in part");
        vm.prank(account(JADE));
        receivables.release(id, freed, 2_000_00);
        receivables.redeem(id, account(SUPPLIER));
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 7_500_00, "freed");
        vm.warp(DUE_AT);
        vm.prank(account(AURUM));
        receivables.enforce(id, kept, account(AURUM));
        vm.prank(account(AURUM));
        receivables.enforce(id, late, account(AURUM));
        receivables.redeem(id, account(AURUM));
        // Half of the late one had gone to the holder before it was pledged.
        assertEq(eur.balanceOf(account(AURUM)), 2_500_00, "pledgee's money");
        assertEq(eur.balanceOf(address(receivables)), 0, "nothing left");
    }

    function test_aPartlyReleasedPledgeKeepsItsPartOfWhatWasReceived() public {
        payDebt(id, AMOUNT / 2);
        receivables.redeem(id, account(SUPPLIER));
        bytes32 pledgeId = pledged(id, account(SUPPLIER), 1_001, AURUM);
        vm.prank(account(AURUM));
        receivables.release(id, pledgeId, 500);
        vm.warp(DUE_AT);
        vm.prank(account(AURUM));
        receivables.enforce(id, pledgeId, account(AURUM));
        assertEq(receivables.unpaidOf(id, account(AURUM)), 250, "half, rounded for the money");
        payDebt(id, AMOUNT / 2);
        receivables.redeem(id, account(AURUM));
        receivables.redeem(id, account(SUPPLIER));
        assertEq(eur.balanceOf(address(receivables)), 0, "nothing left");
    }

    /* payOut */

    function test_paysAllWhoCanBePaidAndSkipsTheOthers() public {
        pass(id, account(SUPPLIER), account(AURUM), 1_000_00);
        pass(id, account(SUPPLIER), account(SECOND_SUPPLIER), 2_000_00);
        payDebt(id, AMOUNT);
        suspend(SECOND_SUPPLIER);
        address[] memory holders = new address[](4);
        holders[0] = account(SECOND_SUPPLIER);
        holders[1] = account(AURUM);
        holders[2] = stranger();
        holders[3] = account(SUPPLIER);
        bytes memory reason = abi.encodeWithSelector(
            IMembership.Membership_NotInStanding.selector,
            account(SECOND_SUPPLIER),
            org(SECOND_SUPPLIER)
        );
        vm.expectEmit(address(receivables));
        emit IReceivables.PayoutSkipped(id, account(SECOND_SUPPLIER), reason);
        receivables.payOut(id, holders);
        assertEq(eur.balanceOf(account(AURUM)), 1_000_00, "second");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 7_000_00, "last");
        // It redeems when it may act again; meanwhile its units are where they were.
        assertEq(receivables.balanceOf(account(SECOND_SUPPLIER), id), 2_000_00, "units");
        assertEq(eur.balanceOf(address(receivables)), 2_000_00, "money waits");
        expectError(reason);
        receivables.redeem(id, account(SECOND_SUPPLIER));
        reinstate(SECOND_SUPPLIER);
        receivables.redeem(id, account(SECOND_SUPPLIER));
        assertEq(eur.balanceOf(account(SECOND_SUPPLIER)), FUNDS + 2_000_00, "first");
    }

    function test_aSuspendedCreditorsClaimIsGoodInOtherHands() public {
        pass(id, account(SUPPLIER), account(AURUM), 1_000_00);
        suspend(SUPPLIER);
        pass(id, account(AURUM), account(JADE), 500_00);
        payDebt(id, AMOUNT);
        receivables.redeem(id, account(JADE));
        assertEq(eur.balanceOf(account(JADE)), 500_00, "paid");
    }

    /* creditNote */

    function test_theCreditorLowersTheDebtByItsOwnUnits() public {
        pass(id, account(SUPPLIER), account(AURUM), 6_000_00);
        _expectMoreThanUnpaid(account(SUPPLIER), 4_000_00, 4_000_01);
        _credit(account(SUPPLIER), 4_000_01);
        vm.expectEmit(address(receivables));
        emit IReceivables.CreditNoted(id, account(SUPPLIER), AGREEMENT, 1_000_00, 1_000_00);
        _credit(account(SUPPLIER), 1_000_00);
        assertEq(receivables.balanceOf(account(SUPPLIER), id), 3_000_00, "units");
        assertEq(receivables.receivableOf(id).faceMinor, 9_000_00, "face");
        assertEq(receivables.balanceOf(account(AURUM), id), 6_000_00, "the bank's units");
        // A later holder agrees to its own share.
        _credit(account(AURUM), 500_00);
        assertEq(receivables.balanceOf(account(AURUM), id), 5_500_00, "the bank's units after its consent");
        payDebt(id, 8_500_00);
        assertStatus(id, IReceivables.Status.Paid);
    }

    function test_aCreditNoteAfterAPaymentTakesFromWhatIsUnpaid() public {
        pass(id, account(SUPPLIER), account(AURUM), 4_000_00);
        payDebt(id, 2_500_00);
        _expectMoreThanUnpaid(account(SUPPLIER), 4_500_00, 4_500_01);
        _credit(account(SUPPLIER), 4_500_01);
        // What is due to the creditor is paid to it first, then three quarters of its units stand for 4,500.
        vm.expectEmit(address(receivables));
        emit IReceivables.Redeemed(id, account(SUPPLIER), 1_500_00, 0);
        vm.expectEmit(address(receivables));
        emit IReceivables.CreditNoted(id, account(SUPPLIER), AGREEMENT, 3_000_00, 4_000_00);
        _credit(account(SUPPLIER), 3_000_00);
        IReceivables.Receivable memory claim = receivables.receivableOf(id);
        assertEq(claim.faceMinor, 6_000_00, "face");
        assertEq(claim.paidMinor, 1_500_00, "paid for these");
        assertEq(receivables.dueTo(id, account(AURUM)), 1_000_00, "the bank's share is as before");
        payDebt(id, 4_500_00);
        receivables.redeem(id, account(AURUM));
        receivables.redeem(id, account(SUPPLIER));
        assertEq(eur.balanceOf(account(AURUM)), 4_000_00, "the bank has all of its own");
        assertEq(
            eur.balanceOf(account(SUPPLIER)),
            FUNDS + 3_000_00,
            "the creditor has what it did not credit"
        );
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - 7_000_00, "the debtor paid what was left");
        assertEq(eur.balanceOf(address(receivables)), 0, "nothing left");
    }

    function test_aCreditNoteOverAllLeavesNothingToPay() public {
        _credit(account(SUPPLIER), AMOUNT);
        assertStatus(id, IReceivables.Status.Credited);
        expectWrongStatus(id, IReceivables.Status.Credited);
        vm.prank(account(BUYER));
        receivables.pay(id, 1);
        uint256 other = issued("INV2");
        payDebt(other, 1_00);
        vm.prank(account(SUPPLIER));
        receivables.creditNote(other, AMOUNT - 1_00, AGREEMENT);
        assertStatus(other, IReceivables.Status.Credited);
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 1_00, "what was paid");
        assertEq(eur.balanceOf(address(receivables)), 0, "nothing left");
    }

    /// @dev Nine of ten came in; the tenth falls to the creditor's five by rounding, and it credits that one.
    function test_aCreditNoteOverTheRestMakesAClaimPaid() public {
        IReceivables.Terms memory terms = termsOf("INV2");
        terms.amountMinor = 10;
        uint256 small = issued(terms);
        pass(small, account(SUPPLIER), account(AURUM), 5);
        payDebt(small, 9);
        vm.expectEmit(address(receivables));
        emit IReceivables.ReceivablePaidInFull(small);
        vm.prank(account(SUPPLIER));
        receivables.creditNote(small, 1, AGREEMENT);
        assertStatus(small, IReceivables.Status.Paid);
        receivables.redeem(small, account(AURUM));
        assertEq(eur.balanceOf(account(AURUM)), 5, "the bank has all of its own");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 4, "the creditor has the rest");
        assertEq(eur.balanceOf(address(receivables)), 0, "nothing left");
    }

    function test_aCreditNoteOfTheLastHolderClosesAClaim() public {
        pass(id, account(SUPPLIER), account(AURUM), 6_000_00);
        payDebt(id, 5_000_00);
        receivables.redeem(id, account(AURUM));
        _credit(account(SUPPLIER), 2_000_00);
        payDebt(id, 2_999_99);
        _credit(account(AURUM), 1);
        assertStatus(id, IReceivables.Status.Credited);
        assertEq(eur.balanceOf(account(AURUM)), 5_999_99, "all but the cent");
        assertEq(eur.balanceOf(address(receivables)), 0, "nothing left");
    }

    function test_revertsForNothingPledgedUnitsOrAStranger() public {
        expectError(abi.encodeWithSelector(IClaims.Claims_ZeroAmount.selector, id));
        _credit(account(SUPPLIER), 0);
        pledged(id, account(SUPPLIER), 9_000_00, AURUM);
        _expectMoreThanUnpaid(account(SUPPLIER), 1_000_00, 1_000_01);
        _credit(account(SUPPLIER), 1_000_01);
        _expectMoreThanUnpaid(account(JADE), 0, 1);
        _credit(account(JADE), 1);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        _credit(stranger(), 1);
        vm.prank(address(timelock));
        receivables.setFrozenTokens(account(SUPPLIER), id, 500_00);
        expectError(
            abi.encodeWithSelector(IClaims.Claims_NotFree.selector, id, account(SUPPLIER), 500_00, 500_01)
        );
        _credit(account(SUPPLIER), 500_01);
        payDebt(id, AMOUNT);
        expectWrongStatus(id, IReceivables.Status.Paid);
        _credit(account(SUPPLIER), 1);
    }

    /* roundings */

    /// @dev Whatever is paid and however units are split, nobody gets more than its units and nothing is left over.
    function testFuzz_roundingsEvenOut(uint96 first, uint96 second, uint96[4] memory splits) public {
        uint256 a = bound(first, 1, AMOUNT - 2);
        uint256 b = bound(second, 1, AMOUNT - a - 1);
        address[4] memory holders = [
            account(AURUM),
            account(JADE),
            account(ARBITER),
            account(SECOND_SUPPLIER)
        ];
        uint256 start = eur.balanceOf(account(SECOND_SUPPLIER));
        for (uint256 i = 0; i < 4; ++i) {
            if (i == 1) payDebt(id, a);
            if (i == 3) payDebt(id, b);
            uint256 most = receivables.balanceOf(account(SUPPLIER), id);
            pass(id, account(SUPPLIER), holders[i], bound(splits[i], 1, most / 2));
            _tryRedeem(account(SUPPLIER));
            _tryRedeem(holders[i]);
        }
        payDebt(id, AMOUNT - a - b);
        uint256 units = receivables.balanceOf(account(SECOND_SUPPLIER), id);
        uint256 unpaid = receivables.unpaidOf(id, account(SECOND_SUPPLIER));
        uint256 before = eur.balanceOf(account(SECOND_SUPPLIER));
        for (uint256 i = 0; i < 4; ++i) _tryRedeem(holders[i]);
        _tryRedeem(account(SUPPLIER));
        assertEq(eur.balanceOf(address(receivables)), 0, "nothing left");
        assertEq(eur.balanceOf(account(SECOND_SUPPLIER)) - before, unpaid, "exactly the unpaid");
        assertTrue(eur.balanceOf(account(SECOND_SUPPLIER)) - start <= units, "no more than its units");
    }

    function _tryRedeem(address holder) private {
        try receivables.redeem(id, holder) {} catch {}
    }

    function _credit(address holder, uint256 amountMinor) private {
        vm.prank(holder);
        receivables.creditNote(id, amountMinor, AGREEMENT);
    }

    function _payAs(address payer, uint256 amountMinor) private returns (bool, bytes memory) {
        vm.prank(payer);
        return address(receivables).call(abi.encodeCall(IReceivables.pay, (id, amountMinor)));
    }

    function _expectNothingDue(address holder) private {
        expectError(abi.encodeWithSelector(IReceivables.Receivables_NothingDue.selector, id, holder));
    }

    function _expectMoreThanUnpaid(address holder, uint256 unpaid, uint256 asked) private {
        expectError(
            abi.encodeWithSelector(
                IReceivables.Receivables_MoreThanUnpaid.selector,
                id,
                holder,
                unpaid,
                asked
            )
        );
    }
}
