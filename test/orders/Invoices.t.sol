// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IOrderBook} from "../../contracts/orders/IOrderBook.sol";
import {OrdersTest} from "./OrdersTest.sol";

/// @notice Invoices, their payment, credits and goods taken back.
contract InvoicesTest is OrdersTest {
    function setUp() public {
        foundOrders();
    }

    /* Issuing */

    function test_invoicesAcceptedGoodsInParts() public {
        inspectedOrder();
        uint40 dueAt = OPENING + uint40(PAYMENT_DAYS) * 1 days;
        bytes32 expected = keccak256(abi.encode(org(SUPPLIER), NUMBER));
        vm.expectEmit(address(book));
        emit IOrderBook.InvoiceIssued(1, expected, org(SUPPLIER), NUMBER, 400_00, dueAt, PAPER);
        assertEq(invoiceAs(1, NUMBER, 400_00), expected, "id");
        assertFlow(1, [ORDERED, 0, 0, 0, 600_00, 400_00], "part");
        IOrderBook.Invoice memory record = book.invoiceOf(expected);
        assertEq(record.orderId, 1, "order");
        assertEq(record.amountMinor, 400_00, "amount");
        assertEq(record.dueAt, dueAt, "due");
        assertEq(record.acceptedAt, 0, "accepted");
        assertStatusOf(1, IOrderBook.Status.Inspected, "something is not invoiced");
        invoiceAs(1, "RE20270118", 600_00);
        assertStatusOf(1, IOrderBook.Status.Invoiced, "invoiced");
    }

    function test_revertsWhenInvoicingMoreThanAcceptedOrNothing() public {
        inspectedOrder();
        expectBadAmount(ORDERED + 1, ORDERED);
        invoiceAs(1, NUMBER, ORDERED + 1);
        expectBadAmount(0, ORDERED);
        invoiceAs(1, NUMBER, 0);
    }

    function test_thereIsNothingToBookWithoutEscrowOrClaim() public {
        (, bytes32 invoiceId) = invoicedOrder();
        expectError(abi.encodeWithSelector(IOrderBook.Orders_NothingToBook.selector, invoiceId));
        book.bookPayment(invoiceId);
    }

    function test_revertsWhenAnotherInvoices() public {
        inspectedOrder();
        expectNotYours(1, BUYER, SUPPLIER);
        vm.prank(account(BUYER));
        book.invoice(1, NUMBER, 1, OPENING + 365 days, PAPER);
        expectNoEvidence();
        vm.prank(account(SUPPLIER));
        book.invoice(1, NUMBER, 1, OPENING + 365 days, bytes32(0));
    }

    function test_aNumberIsUsedOncePerSupplier() public {
        inspectedOrder();
        bytes32 invoiceId = invoiceAs(1, NUMBER, 400_00);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_NumberUsed.selector, invoiceId, NUMBER));
        invoiceAs(1, NUMBER, 600_00);
        vm.prank(account(BUYER));
        book.disputeInvoice(invoiceId, REASON);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_NumberUsed.selector, invoiceId, NUMBER));
        invoiceAs(1, NUMBER, 400_00);
        assertTrue(book.invoiceIdOf(org(SECOND_SUPPLIER), NUMBER) != invoiceId, "another supplier's");
    }

    function test_revertsWhenTheNumberIsNotCanonical() public {
        inspectedOrder();
        bytes32[9] memory numbers = [
            bytes32(0),
            "re1",
            "RE 1",
            "RE-1",
            "RE/1",
            bytes32(uint256(0x31)),
            "Z[",
            "RE007",
            "00"
        ];
        for (uint256 i = 0; i < numbers.length; ++i) {
            expectError(abi.encodeWithSelector(IOrderBook.Orders_BadNumber.selector, numbers[i]));
            invoiceAs(1, numbers[i], 1);
        }
        invoiceAs(1, "AZ90", 1);
        invoiceAs(1, "0", 1);
        invoiceAs(1, "A0B0", 1);
        invoiceAs(1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ123450", 1);
    }

    function test_revertsWhenDueBeforeTheTermsAllow() public {
        inspectedOrder();
        uint40 earliest = OPENING + uint40(PAYMENT_DAYS) * 1 days;
        expectError(abi.encodeWithSelector(IOrderBook.Orders_DueTooSoon.selector, earliest - 1, earliest));
        vm.prank(account(SUPPLIER));
        book.invoice(1, NUMBER, 1, earliest - 1, PAPER);
    }

    /* Answering */

    function test_theBuyerAccepts() public {
        (, bytes32 invoiceId) = invoicedOrder();
        skipSeconds(7);
        vm.expectEmit(address(book));
        emit IOrderBook.InvoiceAccepted(invoiceId, org(BUYER), REPORT);
        acceptInvoice(invoiceId);
        assertEq(book.invoiceOf(invoiceId).acceptedAt, OPENING + 7, "accepted");
        expectError(abi.encodeWithSelector(IOrderBook.Orders_WrongInvoice.selector, invoiceId));
        acceptInvoice(invoiceId);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_WrongInvoice.selector, invoiceId));
        _dispute(invoiceId);
    }

    function test_theBuyerDisputesAndTheGoodsAreInvoicedAnew() public {
        (, bytes32 invoiceId) = invoicedOrder();
        vm.expectEmit(address(book));
        emit IOrderBook.InvoiceDisputed(invoiceId, org(BUYER), ORDERED, REASON);
        _dispute(invoiceId);
        assertFlow(1, [ORDERED, 0, 0, 0, ORDERED, 0], "disputed");
        expectError(abi.encodeWithSelector(IOrderBook.Orders_WrongInvoice.selector, invoiceId));
        _dispute(invoiceId);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_WrongInvoice.selector, invoiceId));
        acceptInvoice(invoiceId);
        expectBadAmount(1, 0);
        pay(invoiceId, 1);
        invoiceAs(1, "RE20270118", ORDERED);
    }

    function test_revertsWhenDisputingWhatIsPartlyPaidOrWithoutGrounds() public {
        (, bytes32 invoiceId) = invoicedOrder();
        expectNoEvidence();
        vm.prank(account(BUYER));
        book.disputeInvoice(invoiceId, bytes32(0));
        pay(invoiceId, 1);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_WrongInvoice.selector, invoiceId));
        _dispute(invoiceId);
    }

    function test_revertsWhenAnotherAnswers() public {
        (, bytes32 invoiceId) = invoicedOrder();
        expectNotYours(1, SUPPLIER, BUYER);
        vm.prank(account(SUPPLIER));
        book.acceptInvoice(invoiceId, REPORT);
        expectNotYours(1, SUPPLIER, BUYER);
        vm.prank(account(SUPPLIER));
        book.disputeInvoice(invoiceId, REASON);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_UnknownInvoice.selector, NUMBER));
        acceptInvoice(NUMBER);
    }

    /* Payment */

    function test_paysInParts() public {
        (, bytes32 invoiceId) = invoicedOrder();
        uint256 buyerBefore = eur.balanceOf(account(BUYER));
        uint256 supplierBefore = eur.balanceOf(account(SUPPLIER));
        vm.expectEmit(address(book));
        emit IOrderBook.InvoicePaid(invoiceId, org(BUYER), account(BUYER), account(SUPPLIER), 400_00, 600_00);
        pay(invoiceId, 400_00);
        assertStatusOf(1, IOrderBook.Status.Invoiced, "partly paid");
        assertFlow(1, [ORDERED, 0, 0, 0, 0, 600_00], "partly paid");
        pay(invoiceId, 600_00);
        assertStatusOf(1, IOrderBook.Status.Paid, "paid");
        assertEq(book.invoiceOf(invoiceId).paidMinor, ORDERED, "paid");
        assertEq(buyerBefore - eur.balanceOf(account(BUYER)), ORDERED, "left the buyer");
        assertEq(eur.balanceOf(account(SUPPLIER)) - supplierBefore, ORDERED, "reached the supplier");
        assertEq(eur.balanceOf(address(book)), 0, "the book holds nothing");
    }

    function test_revertsWhenPayingMoreThanIsOpenOrNothing() public {
        (, bytes32 invoiceId) = invoicedOrder();
        expectBadAmount(ORDERED + 1, ORDERED);
        pay(invoiceId, ORDERED + 1);
        expectBadAmount(0, ORDERED);
        pay(invoiceId, 0);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_UnknownInvoice.selector, NUMBER));
        pay(NUMBER, 1);
    }

    function test_revertsWhenThePayeeIsNotOfTheSupplier() public {
        (, bytes32 invoiceId) = invoicedOrder();
        expectNotYours(1, SECOND_SUPPLIER, SUPPLIER);
        vm.prank(account(BUYER));
        book.pay(invoiceId, account(SECOND_SUPPLIER), ORDERED);
    }

    function test_revertsWhenTheMoneyDoesNotMove() public {
        (, bytes32 invoiceId) = invoicedOrder();
        vm.prank(account(BUYER));
        eur.approve(address(book), ORDERED - 1);
        expectError(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector,
                address(book),
                uint256(ORDERED - 1),
                uint256(ORDERED)
            )
        );
        pay(invoiceId, ORDERED);
        assertEq(book.invoiceOf(invoiceId).paidMinor, 0, "nothing is paid without money");
    }

    function test_revertsWhenTheSupplierPaysItself() public {
        (, bytes32 invoiceId) = invoicedOrder();
        expectError(abi.encodeWithSelector(IOrderBook.Orders_SameParty.selector, org(SUPPLIER)));
        vm.prank(account(SUPPLIER));
        book.pay(invoiceId, account(SUPPLIER), ORDERED);
    }

    function test_revertsWhenAStrangerPays() public {
        (, bytes32 invoiceId) = invoicedOrder();
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        book.pay(invoiceId, account(SUPPLIER), ORDERED);
    }

    /* Credits */

    function test_creditsAnInvoice() public {
        (, bytes32 invoiceId) = invoicedOrder();
        pay(invoiceId, 100_00);
        vm.expectEmit(address(book));
        emit IOrderBook.InvoiceCredited(invoiceId, 50_00, 850_00, PAPER);
        _credit(invoiceId, 50_00);
        assertFlow(1, [ORDERED, 0, 0, 0, 0, 850_00], "credited");
        expectBadAmount(850_01, 850_00);
        _credit(invoiceId, 850_01);
        expectBadAmount(0, 850_00);
        _credit(invoiceId, 0);
        _credit(invoiceId, 850_00);
        assertStatusOf(1, IOrderBook.Status.Paid, "nothing is owed");
        expectBadAmount(1, 0);
        _credit(invoiceId, 1);
    }

    function test_revertsWhenAnotherCreditsOrWithoutANote() public {
        (, bytes32 invoiceId) = invoicedOrder();
        expectNotYours(1, BUYER, SUPPLIER);
        vm.prank(account(BUYER));
        book.credit(invoiceId, 1, PAPER);
        expectNoEvidence();
        vm.prank(account(SUPPLIER));
        book.credit(invoiceId, 1, bytes32(0));
        expectError(abi.encodeWithSelector(IOrderBook.Orders_UnknownInvoice.selector, NUMBER));
        _credit(NUMBER, 1);
    }

    /* Goods taken back */

    function test_takesBackWhatIsNotInvoiced() public {
        inspectedOrder();
        _expectTakenBack(bytes32(0), 100_00, IOrderBook.Return(100_00, 0, 0), address(0));
        _takeBack(100_00, bytes32(0), address(0));
        assertFlow(1, [uint64(900_00), 0, 0, 0, 900_00, 0], "taken back");
        assertEq(book.deliveryOf(1, 1).acceptedMinor, 900_00, "accepted");
        expectBadAmount(900_01, 900_00);
        _takeBack(900_01, bytes32(0), address(0));
        expectBadAmount(0, 900_00);
        _takeBack(0, bytes32(0), address(0));
        _takeBack(900_00, bytes32(0), address(0));
        assertStatusOf(1, IOrderBook.Status.Cancelled, "everything came back");
    }

    function test_takesBackThroughCreditAndRefund() public {
        inspectedOrder();
        bytes32 invoiceId = invoiceAs(1, NUMBER, 950_00);
        pay(invoiceId, 900_00);
        uint256 buyerBefore = eur.balanceOf(account(BUYER));
        _expectTakenBack(invoiceId, 300_00, IOrderBook.Return(50_00, 50_00, 200_00), account(BUYER));
        _takeBack(300_00, invoiceId, account(BUYER));
        assertEq(eur.balanceOf(account(BUYER)) - buyerBefore, 200_00, "refunded");
        assertFlow(1, [uint64(700_00), 0, 0, 0, 0, 0], "taken back");
        assertEq(book.invoiceOf(invoiceId).amountMinor, 900_00, "credited");
        assertStatusOf(1, IOrderBook.Status.Paid, "paid");
    }

    /// @dev The supplier paid back what it was not paid; what it asked for stays owed until it is credited or disputed.
    function test_whatIsOwedShowsThoughEverythingCameBack() public {
        (, bytes32 invoiceId) = invoicedOrder();
        _takeBack(ORDERED, bytes32(0), account(BUYER));
        assertStatusOf(1, IOrderBook.Status.Invoiced, "owed");
        _dispute(invoiceId);
        assertStatusOf(1, IOrderBook.Status.Inspected, "to be invoiced anew");
        pay(invoiceAs(1, "RE20270118", ORDERED), ORDERED);
        assertStatusOf(1, IOrderBook.Status.Cancelled, "nothing is left");
        assertEq(eur.balanceOf(account(BUYER)), FUNDS, "paid and paid back");
    }

    function test_aRefundLeavesOutThePenalty() public {
        acceptedOrder();
        ship(1, ORDERED);
        vm.warp(DELIVER_BY + 1 days);
        receiveGoods(1, 1, ORDERED);
        inspect(1, 1, ORDERED);
        bytes32 invoiceId = invoiceAs(1, NUMBER, 995_00);
        pay(invoiceId, 995_00);
        _expectTakenBack(invoiceId, ORDERED, IOrderBook.Return(0, 0, 995_00), account(BUYER));
        _takeBack(ORDERED, invoiceId, account(BUYER));
        assertEq(eur.balanceOf(account(BUYER)), FUNDS, "back where it began");
    }

    function test_revertsWhenTheRefundCannotReachTheBuyer() public {
        (, bytes32 invoiceId) = invoicedOrder();
        pay(invoiceId, ORDERED);
        expectNotYours(1, SECOND_SUPPLIER, BUYER);
        _takeBack(1, invoiceId, account(SECOND_SUPPLIER));
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, address(0)));
        _takeBack(1, invoiceId, address(0));
    }

    function test_revertsWhenTheCreditIsForAnotherOrder() public {
        (, bytes32 invoiceId) = invoicedOrder();
        acceptedOrder();
        ship(2, ORDERED);
        receiveGoods(2, 1, ORDERED);
        inspect(2, 1, ORDERED);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_OtherOrder.selector, invoiceId, 2));
        vm.prank(account(SUPPLIER));
        book.takeBack(2, 1, 1, invoiceId, address(0), NOTE);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_UnknownInvoice.selector, NUMBER));
        vm.prank(account(SUPPLIER));
        book.takeBack(2, 1, 1, NUMBER, address(0), NOTE);
    }

    function test_revertsWhenAnotherTakesBackOrWithoutANote() public {
        inspectedOrder();
        expectNotYours(1, BUYER, SUPPLIER);
        vm.prank(account(BUYER));
        book.takeBack(1, 1, 1, bytes32(0), address(0), NOTE);
        expectNoEvidence();
        vm.prank(account(SUPPLIER));
        book.takeBack(1, 1, 1, bytes32(0), address(0), bytes32(0));
    }

    function testFuzz_takingBackInPartsGivesUpTheWholePrice(uint64 first, uint40 late) public {
        first = uint64(bound(first, 1, ORDERED - 1));
        acceptedOrder();
        ship(1, ORDERED);
        vm.warp(DELIVER_BY + uint40(bound(late, 0, 30 days)));
        receiveGoods(1, 1, ORDERED);
        inspect(1, 1, ORDERED);
        _takeBack(first, bytes32(0), address(0));
        _takeBack(ORDERED - first, bytes32(0), address(0));
        assertEq(book.orderOf(1).toInvoiceMinor, 0, "nothing is left to invoice");
    }

    function _dispute(bytes32 invoiceId) private {
        vm.prank(account(BUYER));
        book.disputeInvoice(invoiceId, REASON);
    }

    function _credit(bytes32 invoiceId, uint64 creditMinor) private {
        vm.prank(account(SUPPLIER));
        book.credit(invoiceId, creditMinor, PAPER);
    }

    function _takeBack(uint64 amountMinor, bytes32 invoiceId, address refundTo) private {
        vm.prank(account(SUPPLIER));
        book.takeBack(1, 1, amountMinor, invoiceId, refundTo, NOTE);
    }

    function _expectTakenBack(
        bytes32 invoiceId,
        uint64 amountMinor,
        IOrderBook.Return memory taken,
        address refundTo
    ) private {
        if (taken.creditedMinor != 0) {
            vm.expectEmit(address(book));
            emit IOrderBook.InvoiceCredited(invoiceId, taken.creditedMinor, 0, NOTE);
        }
        vm.expectEmit(address(book));
        emit IOrderBook.GoodsTakenBack(1, 1, invoiceId, amountMinor, taken, refundTo, NOTE);
    }
}
