// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../contracts/common/OrgId.sol";
import {IDirectory} from "../../contracts/consortium/IDirectory.sol";
import {IOrderBook} from "../../contracts/orders/IOrderBook.sol";
import {CurrencyExchange} from "../../contracts/payments/CurrencyExchange.sol";
import {IPaymentEscrow} from "../../contracts/payments/IPaymentEscrow.sol";
import {PaymentEscrow} from "../../contracts/payments/PaymentEscrow.sol";
import {SettlementToken} from "../../contracts/payments/SettlementToken.sol";
import {OrdersTest} from "./OrdersTest.sol";

/// @notice Orders whose money is set aside before goods are shipped.
contract EscrowedOrdersTest is OrdersTest {
    PaymentEscrow private escrow;

    function setUp() public {
        foundOrders();
        escrow = PaymentEscrow(
            deployed("PaymentEscrow", abi.encode(registry, deployed("CurrencyExchange", "")))
        );
        list("paymentEscrow", address(escrow));
        admitCustodian(eur, address(escrow));
        allow(eur, account(BUYER), address(escrow));
        allow(eur, account(SUPPLIER), address(escrow));
    }

    function test_linksMoneyAndBooksWhatIsCaptured() public {
        _escrowedOrder();
        IPaymentEscrow.PaymentTerms memory money = _money(1);
        bytes32 paymentId = _authorise(money);
        vm.expectEmit(address(book));
        emit IOrderBook.EscrowLinked(1, paymentId, escrow);
        _link(BUYER, money);
        IOrderBook.EscrowLink memory link = book.escrowOf(1);
        assertEq(link.paymentId, paymentId, "payment");
        assertEq(address(link.escrow), address(escrow), "escrow");

        _deliver();
        bytes32 first = invoiceAs(1, "A1", 400_00);
        bytes32 second = invoiceAs(1, "A2", 600_00);
        _expectNothingToBook(first);
        book.bookPayment(first);
        _capture(money, 0, 500_00);
        vm.expectEmit(address(book));
        emit IOrderBook.PaymentBooked(first, address(escrow), 400_00, 0);
        vm.prank(stranger());
        assertEq(book.bookPayment(first), 400_00, "as far as it is open");
        assertEq(book.bookPayment(second), 100_00, "the rest");
        _expectNothingToBook(second);
        book.bookPayment(second);
        _capture(money, 500_00, 500_00);
        book.bookPayment(second);
        assertStatusOf(1, IOrderBook.Status.Paid, "paid");
        assertEq(book.escrowOf(1).bookedMinor, ORDERED, "booked");
    }

    function test_revertsWhenShippingBeforeMoneyIsSetAside() public {
        _escrowedOrder();
        expectError(abi.encodeWithSelector(IOrderBook.Orders_NoEscrow.selector, 1));
        ship(1, ORDERED);
        _authorise(_money(1));
        expectError(abi.encodeWithSelector(IOrderBook.Orders_NoEscrow.selector, 1));
        ship(1, ORDERED);
        _link(SUPPLIER, _money(1));
        ship(1, ORDERED);
    }

    function test_revertsWhenTheMoneyIsForSomethingElse() public {
        _escrowedOrder();
        allow(cny, account(BUYER), address(escrow));
        admitCustodian(cny, address(escrow));
        for (uint256 fault = 0; fault < 8; ++fault) {
            IPaymentEscrow.PaymentTerms memory money = _faulty(fault);
            allow(eur, money.payer, address(escrow));
            bytes32 paymentId = _authorise(money);
            _expectDiffers(paymentId);
            _linkTo(BUYER, 1, money);
        }
    }

    function test_revertsWhenNothingIsHeldAnyMore() public {
        _escrowedOrder();
        IPaymentEscrow.PaymentTerms memory money = _money(1);
        _expectDiffers(escrow.paymentIdOf(money));
        _link(BUYER, money);
        bytes32 paymentId = _authorise(money);
        vm.prank(account(SUPPLIER));
        escrow.void(money);
        _expectDiffers(paymentId);
        _link(BUYER, money);
    }

    function test_revertsWhenTheOrderIsNotForEscrowOrUnderWay() public {
        acceptedOrder();
        expectStatus(1, IOrderBook.Status.Accepted);
        _link(BUYER, _money(1));
        _escrowedOrder();
        IPaymentEscrow.PaymentTerms memory money = _money(2);
        _authorise(money);
        expectNotYours(2, CARRIER, BUYER);
        _link(CARRIER, money);
        _link(BUYER, money);
        ship(2, 1);
        expectStatus(2, IOrderBook.Status.Accepted);
        _link(BUYER, money);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_UnknownOrder.selector, 3));
        _link(BUYER, _money(3));
    }

    function test_revertsWhenTheAllianceHasNoEscrow() public {
        _escrowedOrder();
        _authorise(_money(1));
        list("paymentEscrow", address(0));
        expectError(
            abi.encodeWithSelector(IDirectory.Directory_UnknownName.selector, bytes32("paymentEscrow"))
        );
        _link(BUYER, _money(1));
    }

    function test_theLinkKeepsToItsEscrowWhenTheAllianceChangesIt() public {
        _escrowedOrder();
        IPaymentEscrow.PaymentTerms memory money = _money(1);
        _authorise(money);
        _link(BUYER, money);
        list(
            "paymentEscrow",
            deployed("PaymentEscrow", abi.encode(registry, deployed("CurrencyExchange", "")))
        );
        _deliver();
        bytes32 invoiceId = invoiceAs(1, NUMBER, ORDERED);
        _capture(money, 0, ORDERED);
        book.bookPayment(invoiceId);
        assertStatusOf(1, IOrderBook.Status.Paid, "paid");
    }

    function test_whereTheEscrowLapsedTheInvoiceIsPaidDirectly() public {
        _escrowedOrder();
        IPaymentEscrow.PaymentTerms memory money = _money(1);
        _authorise(money);
        _link(BUYER, money);
        _deliver();
        bytes32 invoiceId = invoiceAs(1, NUMBER, ORDERED);
        vm.warp(money.captureBefore);
        escrow.expire(money);
        _expectNothingToBook(invoiceId);
        book.bookPayment(invoiceId);
        pay(invoiceId, ORDERED);
        assertStatusOf(1, IOrderBook.Status.Paid, "paid");
    }

    function test_revertsWhenAnInvoiceOfAnEscrowedOrderIsAssigned() public {
        _escrowedOrder();
        _authorise(_money(1));
        _link(BUYER, _money(1));
        _deliver();
        bytes32 invoiceId = invoiceAs(1, NUMBER, ORDERED);
        acceptInvoice(invoiceId);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_WrongInvoice.selector, invoiceId));
        vm.prank(account(SUPPLIER));
        book.issueReceivable(NUMBER, IOrderBook.ClaimTerms(1, 1, false, PAPER, bytes32(0)));
    }

    function _escrowedOrder() private returns (uint256 orderId) {
        IOrderBook.Terms memory escrowed = terms();
        escrowed.escrowed = true;
        vm.prank(account(BUYER));
        orderId = book.place(escrowed);
        accept(orderId);
    }

    function _deliver() private {
        ship(1, ORDERED);
        receiveGoods(1, 1, ORDERED);
        inspect(1, 1, ORDERED);
    }

    function _money(uint256 orderId) private view returns (IPaymentEscrow.PaymentTerms memory money) {
        money.payer = account(BUYER);
        money.payee = account(SUPPLIER);
        money.token = eur;
        money.amountMinor = ORDERED;
        money.authoriseBefore = ACCEPT_BY;
        money.captureBefore = DELIVER_BY + 30 days;
        money.refundBefore = DELIVER_BY + 60 days;
        money.orderId = bytes32(orderId);
    }

    function _faulty(uint256 fault) private view returns (IPaymentEscrow.PaymentTerms memory money) {
        money = _money(1);
        if (fault == 0) money.payer = account(SECOND_SUPPLIER);
        if (fault == 1) money.payee = account(SECOND_SUPPLIER);
        if (fault == 2) money.token = cny;
        if (fault == 3) money.amountMinor = ORDERED - 1;
        if (fault == 4) money.orderId = bytes32(uint256(2));
        if (fault == 5) money.agent = org(CARRIER);
        if (fault == 6) money.captureBefore = DELIVER_BY - 1;
        if (fault == 7) {
            money.feeReceiver = account(BUYER);
            money.minFeeBps = 1;
            money.maxFeeBps = 1;
        }
    }

    function _authorise(IPaymentEscrow.PaymentTerms memory money) private returns (bytes32) {
        vm.prank(money.payer);
        return escrow.authorise(money);
    }

    function _capture(
        IPaymentEscrow.PaymentTerms memory money,
        uint96 capturedBeforeMinor,
        uint96 amountMinor
    ) private {
        vm.prank(account(SUPPLIER));
        escrow.capture(money, IPaymentEscrow.Capture(capturedBeforeMinor, amountMinor, 0, address(0)));
    }

    function _link(uint256 organisation, IPaymentEscrow.PaymentTerms memory money) private {
        _linkTo(organisation, uint256(money.orderId), money);
    }

    function _linkTo(
        uint256 organisation,
        uint256 orderId,
        IPaymentEscrow.PaymentTerms memory money
    ) private {
        vm.prank(account(organisation));
        book.linkEscrow(orderId, money);
    }

    function _expectDiffers(bytes32 paymentId) private {
        expectError(abi.encodeWithSelector(IOrderBook.Orders_EscrowDiffers.selector, 1, paymentId));
    }

    function _expectNothingToBook(bytes32 invoiceId) private {
        expectError(abi.encodeWithSelector(IOrderBook.Orders_NothingToBook.selector, invoiceId));
    }
}
