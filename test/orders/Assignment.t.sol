// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AssetClasses} from "../../contracts/assets/AssetClasses.sol";
import {ClaimRegistry} from "../../contracts/assets/ClaimRegistry.sol";
import {IAssetClasses} from "../../contracts/assets/IAssetClasses.sol";
import {IClaimRegistry} from "../../contracts/assets/IClaimRegistry.sol";
import {IReceivables} from "../../contracts/assets/IReceivables.sol";
import {Receivables} from "../../contracts/assets/Receivables.sol";
import {IOrderBook} from "../../contracts/orders/IOrderBook.sol";
import {OrdersTest} from "./OrdersTest.sol";

/// @notice Accepted invoices that become claims.
contract AssignmentTest is OrdersTest {
    AssetClasses private classes;
    Receivables private receivables;
    uint32 private classId;

    function setUp() public {
        foundOrders();
        classes = AssetClasses(deployed("AssetClasses", abi.encode(registry, directory)));
        receivables = Receivables(
            deployed(
                "Receivables",
                abi.encode(registry, directory, classes, deployed("ClaimRegistry", abi.encode(directory)))
            )
        );
        list("receivables", address(receivables));
        admitCustodian(eur, address(receivables));
        allow(eur, account(BUYER), address(receivables));
        classId = _release(address(eur));
    }

    function test_anAcceptedInvoiceBecomesAClaimAndIsPaidThroughIt() public {
        (, bytes32 invoiceId) = invoicedOrder();
        pay(invoiceId, 100_00);
        acceptInvoice(invoiceId);
        uint256 claimId = _issue(NUMBER);
        IReceivables.Receivable memory claim = receivables.receivableOf(claimId);
        assertTrue(claim.debtor == org(BUYER) && claim.creditor == org(SUPPLIER), "parties");
        assertEq(claim.faceMinor, 900_00, "what is open");
        assertEq(claim.dueAt, book.invoiceOf(invoiceId).dueAt, "due");
        IOrderBook.ClaimLink memory link = book.claimOf(invoiceId);
        assertEq(address(link.receivables), address(receivables), "contract");
        assertEq(link.claimId, claimId, "claim");
        assertTrue(book.invoiceOf(invoiceId).isClaim, "is a claim");

        _expectNothingToBook(invoiceId);
        book.bookPayment(invoiceId);
        _payClaim(claimId, 400_00);
        vm.expectEmit(address(book));
        emit IOrderBook.PaymentBooked(invoiceId, address(receivables), 400_00, 500_00);
        vm.prank(stranger());
        assertEq(book.bookPayment(invoiceId), 400_00, "booked");
        assertStatusOf(1, IOrderBook.Status.Invoiced, "partly paid");
        _expectNothingToBook(invoiceId);
        book.bookPayment(invoiceId);
        _payClaim(claimId, 500_00);
        book.bookPayment(invoiceId);
        assertStatusOf(1, IOrderBook.Status.Paid, "paid");
    }

    function test_aClaimIsPaidAndReducedThroughItsOwnContractAlone() public {
        (, bytes32 invoiceId) = invoicedOrder();
        acceptInvoice(invoiceId);
        _issue(NUMBER);
        _expectIsClaim(invoiceId);
        pay(invoiceId, 1);
        _expectIsClaim(invoiceId);
        vm.prank(account(SUPPLIER));
        book.credit(invoiceId, 1, PAPER);
        _expectIsClaim(invoiceId);
        vm.prank(account(SUPPLIER));
        book.takeBack(1, 1, 1, invoiceId, account(BUYER), NOTE);
        _expectIsClaim(invoiceId);
        _issue(NUMBER);
    }

    function test_revertsWhenTheInvoiceIsNotAcceptedOrPaid() public {
        (, bytes32 invoiceId) = invoicedOrder();
        expectError(abi.encodeWithSelector(IOrderBook.Orders_WrongInvoice.selector, invoiceId));
        _issue(NUMBER);
        acceptInvoice(invoiceId);
        pay(invoiceId, ORDERED);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_WrongInvoice.selector, invoiceId));
        _issue(NUMBER);
    }

    function test_revertsWhenAnotherAssigns() public {
        (, bytes32 invoiceId) = invoicedOrder();
        acceptInvoice(invoiceId);
        bytes32 other = book.invoiceIdOf(org(BUYER), NUMBER);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_UnknownInvoice.selector, other));
        vm.prank(account(BUYER));
        book.issueReceivable(NUMBER, _claim());
    }

    function test_revertsWhenTheClassIsOfOtherMoney() public {
        list("token:KWD:2", address(kwd));
        classId = _release(address(kwd));
        (, bytes32 invoiceId) = invoicedOrder();
        acceptInvoice(invoiceId);
        expectError(
            abi.encodeWithSelector(IOrderBook.Orders_OtherMoney.selector, address(kwd), address(eur))
        );
        _issue(NUMBER);
    }

    function test_revertsWhenTheInvoiceBecameAClaimElsewhere() public {
        (, bytes32 invoiceId) = invoicedOrder();
        acceptInvoice(invoiceId);
        IReceivables.Terms memory direct = IReceivables.Terms({
            classId: classId,
            debtor: org(BUYER),
            creditor: org(SUPPLIER),
            holder: account(SUPPLIER),
            amountMinor: ORDERED,
            dueAt: OPENING + 90 days,
            tierLimit: 1,
            recourse: false,
            invoiceNumber: "RE20270117",
            invoiceDigest: PAPER,
            evidenceDigest: bytes32(0),
            orderReference: bytes32(0)
        });
        vm.prank(account(SUPPLIER));
        receivables.register(direct);
        bytes32 key = _keyOf("RE20270117");
        expectError(
            abi.encodeWithSelector(
                IClaimRegistry.ClaimRegistry_AlreadyClaimed.selector,
                key,
                address(receivables),
                OPENING
            )
        );
        _issue(NUMBER);
        assertFalse(book.invoiceOf(invoiceId).isClaim, "still payable here");
    }

    function _keyOf(string memory number) private view returns (bytes32) {
        return
            receivables.claimRegistry().keyOf(
                IClaimRegistry.Document(
                    IClaimRegistry.DocumentKind.Invoice,
                    org(SUPPLIER),
                    org(BUYER),
                    number
                )
            );
    }

    function _release(address token) private returns (uint32) {
        vm.prank(account(AURUM));
        return
            classes.releaseClass(
                IAssetClasses.ClassRules(token, 5 days, 3, 0, 0, keccak256(abi.encode(token)))
            );
    }

    function _claim() private view returns (IOrderBook.ClaimTerms memory) {
        return IOrderBook.ClaimTerms(classId, 3, true, PAPER, bytes32(0));
    }

    function _issue(bytes32 number) private returns (uint256) {
        IOrderBook.ClaimTerms memory claim = _claim();
        vm.prank(account(SUPPLIER));
        return book.issueReceivable(number, claim);
    }

    function _payClaim(uint256 claimId, uint256 amountMinor) private {
        vm.prank(account(BUYER));
        receivables.pay(claimId, amountMinor);
    }

    function _expectIsClaim(bytes32 invoiceId) private {
        expectError(abi.encodeWithSelector(IOrderBook.Orders_IsClaim.selector, invoiceId));
    }

    function _expectNothingToBook(bytes32 invoiceId) private {
        expectError(abi.encodeWithSelector(IOrderBook.Orders_NothingToBook.selector, invoiceId));
    }
}
