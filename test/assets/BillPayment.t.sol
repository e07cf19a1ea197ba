// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IBills} from "../../contracts/assets/IBills.sol";
import {BillsTest} from "./BillsTest.sol";

/// @notice Presentment and payment, and that no holder stops another.
contract BillPaymentTest is BillsTest {
    uint256 private bill;
    uint256 private first;

    function setUp() public {
        foundBills();
        bill = drawAndAccept();
        first = lotId(bill, 1);
    }

    /* present */

    /// @dev Case A05: presentment from the first second of the day of maturity to the last second to present.
    function test_anyMemberPresentsFromMaturityToTheDeadline() public {
        vm.prank(account(SUPPLIER));
        uint256 second = bills.split(first, 10);
        bytes memory early = abi.encodeWithSelector(IBills.Bills_NotDue.selector, bill, MATURITY);
        uint40[2] memory tooEarly = [MATURITY - 5 days, MATURITY - 1];
        for (uint256 i = 0; i < tooEarly.length; ++i) {
            vm.warp(tooEarly[i]);
            expectError(early);
            present(first);
        }
        vm.warp(DEADLINE + 1);
        expectError(abi.encodeWithSelector(IBills.Bills_TooLateToPresent.selector, bill, DEADLINE));
        present(first);
        vm.warp(MATURITY);
        vm.expectEmit(address(bills));
        emit IBills.LotPresented(first, account(ARBITER));
        present(first);
        assertTrue(bills.lotOf(first).presented, "presented");
        vm.warp(DEADLINE);
        present(first);
        present(second);
        assertTrue(bills.lotOf(second).presented, "presented at the last second");
    }

    function test_aPartOfAPresentedLotIsPresented() public {
        vm.warp(MATURITY);
        present(first);
        assertTrue(bills.lotOf(endorse(SUPPLIER, first, JADE, 10, true)).presented, "presented");
    }

    function test_revertsWhenAStrangerPresents() public {
        vm.warp(MATURITY);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        bills.present(only(first));
    }

    function test_revertsWhenTheLotIsUnknownOrPaid() public {
        vm.warp(MATURITY);
        pay(BUYER, first, AMOUNT);
        expectError(abi.encodeWithSelector(IBills.Bills_Paid.selector, first));
        present(first);
        expectError(abi.encodeWithSelector(IBills.Bills_Unknown.selector, lotId(bill, 2)));
        present(lotId(bill, 2));
    }

    /* pay */

    function test_theDraweePaysInPartAndInFull() public {
        vm.warp(MATURITY);
        vm.expectEmit(address(bills));
        emit IBills.LotPaid(first, account(BUYER), account(SUPPLIER), 20_000_00, 100_000_00, 0);
        pay(BUYER, first, 20_000_00);
        assertHolder(first, SUPPLIER, 100_000_00);
        assertEq(bills.billOf(bill).outstandingMinor, 100_000_00, "outstanding");
        pay(BUYER, first, 100_000_00);
        assertHolder(first, SUPPLIER, 0);
        assertEq(bills.billOf(bill).outstandingMinor, 0, "outstanding");
        assertEq(bills.billOf(bill).faceMinor, AMOUNT, "face");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + AMOUNT, "holder");
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - AMOUNT, "drawee");
        expectError(abi.encodeWithSelector(IBills.Bills_Paid.selector, first));
        pay(BUYER, first, 1);
    }

    function test_aDraweeThatDidNotAcceptMayPayToo() public {
        uint256 other = draw("INV2");
        vm.warp(MATURITY);
        pay(BUYER, lotId(other, 1), AMOUNT);
        assertEq(bills.billOf(other).outstandingMinor, 0, "outstanding");
    }

    function test_anyAccountOfTheDraweePaysLateTo() public {
        dishonour(first);
        protest(SUPPLIER, first);
        fund(eur, deputy(BUYER), AMOUNT);
        allow(eur, deputy(BUYER), address(bills));
        IBills.LotPayment[] memory payments = new IBills.LotPayment[](1);
        payments[0] = IBills.LotPayment(first, AMOUNT);
        vm.prank(deputy(BUYER));
        bills.pay(payments);
        assertHolder(first, SUPPLIER, 0);
    }

    /// @dev Case A09: the debtor bought its own claim. It pays itself, and the lot is discharged.
    function test_aLotThatTheDraweeHoldsIsDischargedByPayingItself() public {
        endorse(SUPPLIER, first, BUYER);
        vm.warp(MATURITY);
        pay(BUYER, first, AMOUNT);
        assertHolder(first, BUYER, 0);
        assertEq(eur.balanceOf(account(BUYER)), FUNDS, "drawee");
        assertEq(bills.billOf(bill).outstandingMinor, 0, "outstanding");
    }

    function test_revertsBeforeMaturity() public {
        vm.warp(MATURITY - 1);
        bytes memory early = abi.encodeWithSelector(IBills.Bills_NotDue.selector, bill, MATURITY);
        expectError(early);
        pay(BUYER, first, 1);
        expectError(early);
        collect(SUPPLIER, first);
    }

    function test_revertsWhenAnotherThanTheDraweePays() public {
        vm.warp(MATURITY);
        expectError(abi.encodeWithSelector(IBills.Bills_NotDrawee.selector, bill, org(JADE), org(BUYER)));
        pay(JADE, first, 1);
    }

    function test_revertsWhenNothingOrTooMuchIsPaid() public {
        vm.warp(MATURITY);
        uint96[2] memory wrong = [0, AMOUNT + 1];
        for (uint256 i = 0; i < wrong.length; ++i) {
            expectError(abi.encodeWithSelector(IBills.Bills_BadAmount.selector, wrong[i], AMOUNT));
            pay(BUYER, first, wrong[i]);
        }
    }

    /* collect */

    function test_theHolderCollectsFromTheAccountThatAccepted() public {
        endorse(SUPPLIER, first, JADE);
        vm.warp(MATURITY);
        vm.expectEmit(address(bills));
        emit IBills.LotPaid(first, account(BUYER), account(JADE), AMOUNT, 0, 0);
        collect(JADE, first);
        assertEq(eur.balanceOf(account(JADE)), FUNDS + AMOUNT, "holder");
        assertEq(bills.billOf(bill).outstandingMinor, 0, "outstanding");
        expectError(abi.encodeWithSelector(IBills.Bills_Paid.selector, first));
        collect(JADE, first);
    }

    function test_revertsWhenAnotherCollects() public {
        vm.warp(MATURITY);
        expectError(
            abi.encodeWithSelector(IBills.Bills_NotCreditor.selector, first, org(JADE), org(SUPPLIER))
        );
        collect(JADE, first);
    }

    function test_revertsWhenTheDraweeNeverAccepted() public {
        uint256 other = draw("INV2");
        vm.warp(MATURITY);
        expectError(abi.encodeWithSelector(IBills.Bills_NotAccepted.selector, other));
        collect(SUPPLIER, lotId(other, 1));
    }

    function test_revertsWhenTheAcceptorAllowsNothing() public {
        vm.prank(account(BUYER));
        eur.approve(address(bills), AMOUNT - 1);
        vm.warp(MATURITY);
        expectError(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector,
                address(bills),
                AMOUNT - 1,
                AMOUNT
            )
        );
        collect(SUPPLIER, first);
        assertHolder(first, SUPPLIER, AMOUNT);
    }

    /* Holders that cannot be paid */

    function test_whatASuspendedHolderIsOwedGoesIntoQuarantineAndStopsNobody() public {
        admitCustodian(eur, address(bills));
        uint256 second = endorse(SUPPLIER, first, SECOND_SUPPLIER, 50_000_00, true);
        suspend(SECOND_SUPPLIER);
        vm.warp(MATURITY);
        vm.expectEmit(address(bills));
        emit IBills.LotPaid(second, account(BUYER), account(SECOND_SUPPLIER), 50_000_00, 0, 1);
        _payBoth(second, 50_000_00, first, 70_000_00);
        assertEq(bills.billOf(bill).outstandingMinor, 0, "outstanding");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 70_000_00, "the other holder");
        assertEq(eur.balanceOf(address(bills)), 0, "bills hold nothing");
        assertEq(eur.inQuarantine(1).amountMinor, 50_000_00, "quarantine");
        reinstate(SECOND_SUPPLIER);
        vm.prank(account(SECOND_SUPPLIER));
        eur.claim(1, account(SECOND_SUPPLIER));
        assertEq(eur.balanceOf(account(SECOND_SUPPLIER)), FUNDS + 50_000_00, "paid in the end");
    }

    function test_whatAHolderFrozenByTheBankIsOwedGoesIntoQuarantine() public {
        admitCustodian(eur, address(bills));
        vm.prank(issuerOf(eur));
        eur.freeze(account(SUPPLIER));
        vm.warp(MATURITY);
        pay(BUYER, first, AMOUNT);
        assertEq(eur.inQuarantine(1).payee, account(SUPPLIER), "payee");
        assertEq(eur.inQuarantine(1).returnTo, account(BUYER), "return to");
    }

    function test_withoutQuarantineASuspendedHolderIsLeftOutAndKeepsItsLot() public {
        uint256 second = endorse(SUPPLIER, first, SECOND_SUPPLIER, 50_000_00, true);
        suspend(SECOND_SUPPLIER);
        vm.warp(MATURITY);
        vm.expectEmit(address(bills));
        emit IBills.PaymentSkipped(second, account(SECOND_SUPPLIER), 50_000_00);
        _payBoth(second, 50_000_00, first, 70_000_00);
        assertHolder(second, SECOND_SUPPLIER, 50_000_00);
        assertEq(bills.billOf(bill).outstandingMinor, 50_000_00, "outstanding");
        // Anyone keeps its rights alive; it pursues them later.
        present(second);
        vm.warp(DEADLINE + 1);
        reinstate(SECOND_SUPPLIER);
        protest(SECOND_SUPPLIER, second);
    }

    function _payBoth(uint256 a, uint96 amountA, uint256 b, uint96 amountB) private {
        IBills.LotPayment[] memory payments = new IBills.LotPayment[](2);
        payments[0] = IBills.LotPayment(a, amountA);
        payments[1] = IBills.LotPayment(b, amountB);
        vm.prank(account(BUYER));
        bills.pay(payments);
    }
}
