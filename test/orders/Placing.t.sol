// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {IDirectory} from "../../contracts/consortium/IDirectory.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IOrderBook} from "../../contracts/orders/IOrderBook.sol";
import {OrderFlags} from "../../contracts/orders/OrderFlags.sol";
import {SettlementToken} from "../../contracts/payments/SettlementToken.sol";
import {OrdersTest} from "./OrdersTest.sol";

/// @notice How an order comes about: placing, accepting, declining, also by signature.
contract PlacingTest is OrdersTest {
    function setUp() public {
        foundOrders();
    }

    function test_placesAnOrderAndEmitsItWhole() public {
        vm.expectEmit(address(book));
        emit IOrderBook.OrderPlaced(1, org(BUYER), org(SUPPLIER), account(BUYER), terms());
        assertEq(place(), 1, "number");
        assertEq(book.orderCount(), 1, "count");
        assertStatusOf(1, IOrderBook.Status.Placed, "placed");
        assertFlow(1, [ORDERED, ORDERED, 0, 0, 0, 0], "placed");
        IOrderBook.Order memory order = book.orderOf(1);
        assertEq(address(order.token), address(eur), "token");
        assertTrue(order.buyer == org(BUYER) && order.supplier == org(SUPPLIER), "parties");
        assertEq(order.acceptBy, ACCEPT_BY, "accept by");
        assertEq(order.deliverBy, DELIVER_BY, "deliver by");
        assertEq(order.inspectionDays, INSPECTION_DAYS, "inspection days");
        assertEq(order.paymentDays, PAYMENT_DAYS, "payment days");
        assertEq(order.penaltyBpsPerDay, PENALTY_BPS, "penalty");
        assertEq(order.penaltyCapBps, PENALTY_CAP_BPS, "cap");
        assertEq(order.flags, 0, "flags");
        assertEq(place(), 2, "next number");
    }

    function test_revertsWhenTheCallerCannotBuy() public {
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_MissingCapability.selector,
                account(SUPPLIER),
                org(SUPPLIER),
                Capabilities.BUYER
            )
        );
        vm.prank(account(SUPPLIER));
        book.place(terms());
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        book.place(terms());
    }

    function test_revertsWhenTheCallerIsNotTheBuyerOfTheTerms() public {
        IOrderBook.Terms memory other = terms();
        other.buyer = org(SUPPLIER);
        expectNotYours(1, BUYER, SUPPLIER);
        vm.prank(account(BUYER));
        book.place(other);
    }

    function test_revertsWhenTheSupplierCannotSupply() public {
        IOrderBook.Terms memory other = terms();
        other.supplier = org(CARRIER);
        expectError(
            abi.encodeWithSelector(IOrderBook.Orders_BadParty.selector, org(CARRIER), Capabilities.SUPPLIER)
        );
        vm.prank(account(BUYER));
        book.place(other);
    }

    function test_aSuspendedSupplierCannotAccept() public {
        suspend(SUPPLIER);
        place();
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_NotInStanding.selector,
                account(SUPPLIER),
                org(SUPPLIER)
            )
        );
        accept(1);
    }

    function test_revertsWhenBuyerAndSupplierAreOne() public {
        vm.prank(address(timelock));
        registry.setCapabilities(org(BUYER), Capabilities.BUYER | Capabilities.SUPPLIER);
        IOrderBook.Terms memory other = terms();
        other.supplier = org(BUYER);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_SameParty.selector, org(BUYER)));
        vm.prank(account(BUYER));
        book.place(other);
    }

    function test_revertsWhenTheTermsAreNotSound() public {
        IOrderBook.Terms memory bad = terms();
        bad.amountMinor = 0;
        expectBadAmount(0, type(uint64).max);
        vm.prank(account(BUYER));
        book.place(bad);

        bad = terms();
        bad.acceptBy = OPENING - 1;
        _expectBadTimes(bad);
        bad.acceptBy = bad.deliverBy + 1;
        _expectBadTimes(bad);

        bad = terms();
        bad.penaltyCapBps = 10_001;
        expectError(abi.encodeWithSelector(IOrderBook.Orders_BadPenalty.selector, 10_001));
        vm.prank(account(BUYER));
        book.place(bad);

        bad = terms();
        bad.file = bytes32(0);
        expectNoEvidence();
        vm.prank(account(BUYER));
        book.place(bad);
    }

    function test_takesTermsAtTheirEdges() public {
        IOrderBook.Terms memory edge = terms();
        edge.acceptBy = OPENING;
        edge.deliverBy = OPENING;
        edge.penaltyCapBps = 10_000;
        edge.amountMinor = type(uint64).max;
        vm.prank(account(BUYER));
        assertEq(book.place(edge), 1, "number");
        accept(1);
        assertStatusOf(1, IOrderBook.Status.Accepted, "accepted in the last second");
    }

    function test_theSupplierAccepts() public {
        place();
        vm.expectEmit(address(book));
        emit IOrderBook.OrderAccepted(1, org(SUPPLIER), account(SUPPLIER));
        accept(1);
        assertStatusOf(1, IOrderBook.Status.Accepted, "accepted");
        assertEq(book.orderOf(1).flags, OrderFlags.ACCEPTED, "flags");
        expectStatus(1, IOrderBook.Status.Accepted);
        accept(1);
        expectStatus(1, IOrderBook.Status.Accepted);
        vm.prank(account(SUPPLIER));
        book.reject(1, REASON);
    }

    function test_anOrderThatIsNoneHasNoStatus() public view {
        assertEq(uint8(book.statusOf(1)), uint8(IOrderBook.Status.None), "status");
    }

    function test_revertsWhenAnotherAccepts() public {
        place();
        expectNotYours(1, BUYER, SUPPLIER);
        vm.prank(account(BUYER));
        book.accept(1);
        expectNotYours(1, SECOND_SUPPLIER, SUPPLIER);
        vm.prank(account(SECOND_SUPPLIER));
        book.accept(1);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_UnknownOrder.selector, 2));
        accept(2);
    }

    function test_revertsWhenAcceptedTooLate() public {
        place();
        vm.warp(ACCEPT_BY + 1);
        assertStatusOf(1, IOrderBook.Status.Lapsed, "lapsed");
        expectStatus(1, IOrderBook.Status.Lapsed);
        accept(1);
        vm.warp(ACCEPT_BY);
        accept(1);
    }

    function test_revertsWhenTheBuyerLostItsStandingBeforeAcceptance() public {
        place();
        suspend(BUYER);
        expectError(
            abi.encodeWithSelector(IOrderBook.Orders_BadParty.selector, org(BUYER), Capabilities.BUYER)
        );
        accept(1);
        reinstate(BUYER);
        accept(1);
    }

    function test_revertsWhenTheMoneyIsNotListed() public {
        IOrderBook.Terms memory other = terms();
        other.token = kwd;
        vm.prank(account(BUYER));
        book.place(other);
        expectError(
            abi.encodeWithSelector(IDirectory.Directory_UnknownName.selector, bytes32("token:KWD:2"))
        );
        accept(1);
        // Another token of the same bank and currency is not the listed one.
        other.token = newToken(AURUM, "EUR", 2);
        vm.prank(account(BUYER));
        book.place(other);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_UnlistedToken.selector, other.token));
        accept(2);
        other.token = SettlementToken(stranger());
        vm.prank(account(BUYER));
        book.place(other);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_UnlistedToken.selector, stranger()));
        accept(3);
    }

    function test_theSupplierDeclines() public {
        place();
        expectNotYours(1, BUYER, SUPPLIER);
        vm.prank(account(BUYER));
        book.reject(1, REASON);
        vm.expectEmit(address(book));
        emit IOrderBook.OrderRejected(1, org(SUPPLIER), REASON);
        vm.prank(account(SUPPLIER));
        book.reject(1, REASON);
        assertStatusOf(1, IOrderBook.Status.Rejected, "rejected");
        expectStatus(1, IOrderBook.Status.Rejected);
        accept(1);
        expectStatus(1, IOrderBook.Status.Rejected);
        cancel(BUYER, 1);
    }

    /* Signatures */

    function test_anyoneDeliversASignedOrder() public {
        IOrderBook.Signed memory signed = _signedOrder(terms(), 0, OPENING);
        vm.expectEmit(address(book));
        emit IOrderBook.OrderPlaced(1, org(BUYER), org(SUPPLIER), account(BUYER), terms());
        vm.prank(stranger());
        book.placeSigned(terms(), signed);
        expectError(abi.encodeWithSelector(Nonces.InvalidAccountNonce.selector, account(BUYER), uint256(1)));
        book.placeSigned(terms(), signed);
    }

    function test_signedOrdersStandBesideEachOther() public {
        IOrderBook.Signed memory first = _signedOrder(terms(), uint256(7) << 64, OPENING);
        IOrderBook.Signed memory second = _signedOrder(terms(), uint256(8) << 64, OPENING);
        book.placeSigned(terms(), second);
        book.placeSigned(terms(), first);
        assertEq(book.orderCount(), 2, "both");
    }

    function test_anyoneDeliversASignedAcceptance() public {
        place();
        IOrderBook.Signed memory signed = _signedAcceptance(1, 0, OPENING);
        vm.prank(stranger());
        book.acceptSigned(1, signed);
        assertStatusOf(1, IOrderBook.Status.Accepted, "accepted");
        expectError(
            abi.encodeWithSelector(Nonces.InvalidAccountNonce.selector, account(SUPPLIER), uint256(1))
        );
        book.acceptSigned(1, signed);
    }

    function test_revertsWhenTheSignatureIsLateOrNotOverTheseTerms() public {
        IOrderBook.Signed memory signed = _signedOrder(terms(), 0, OPENING);
        IOrderBook.Terms memory other = terms();
        other.amountMinor += 1;
        _expectBadSignature(account(BUYER));
        book.placeSigned(other, signed);
        signed.signature = malleated(signed.signature);
        _expectBadSignature(account(BUYER));
        book.placeSigned(terms(), signed);
        signed.signature = malleated(signed.signature);
        vm.warp(OPENING + 1);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_SignatureExpired.selector, OPENING));
        book.placeSigned(terms(), signed);
        vm.warp(OPENING);
        book.placeSigned(terms(), signed);
    }

    function test_revertsWhenAnAcceptanceIsForAnotherOrderOrChain() public {
        place();
        place();
        IOrderBook.Signed memory signed = _signedAcceptance(1, 0, OPENING);
        _expectBadSignature(account(SUPPLIER));
        book.acceptSigned(2, signed);
        vm.chainId(block.chainid + 1);
        _expectBadSignature(account(SUPPLIER));
        book.acceptSigned(1, signed);
    }

    function test_revertsWhenTheSignerMayNotAct() public {
        place();
        IOrderBook.Signed memory signed = _signedAcceptance(1, 0, OPENING);
        freezeInRegister(account(SUPPLIER), SUPPLIER);
        expectError(abi.encodeWithSelector(IMembership.Membership_AccountFrozen.selector, account(SUPPLIER)));
        book.acceptSigned(1, signed);
    }

    function test_revertsWhenAnotherPartySigns() public {
        place();
        IOrderBook.Signed memory signed = _signedAcceptance(1, 0, OPENING);
        signed.signer = account(SECOND_SUPPLIER);
        signed.signature = signatureOf(
            keyOf("operator", SECOND_SUPPLIER),
            _digest(_acceptanceHash(1, 0, OPENING))
        );
        expectNotYours(1, SECOND_SUPPLIER, SUPPLIER);
        book.acceptSigned(1, signed);
    }

    function _signedOrder(
        IOrderBook.Terms memory order,
        uint256 nonce,
        uint256 deadline
    ) private view returns (IOrderBook.Signed memory) {
        bytes32 typeHash = keccak256(
            "Order(uint32 buyer,uint32 supplier,address token,uint64 amountMinor,uint40 acceptBy,uint40 deliverBy,uint8 inspectionDays,uint16 paymentDays,uint16 penaltyBpsPerDay,uint16 penaltyCapBps,bool escrowed,bytes32 file,uint256 nonce,uint256 deadline)"
        );
        bytes32 structHash = keccak256(
            bytes.concat(
                abi.encode(typeHash, order.buyer, order.supplier, order.token, order.amountMinor),
                abi.encode(order.acceptBy, order.deliverBy, order.inspectionDays, order.paymentDays),
                abi.encode(order.penaltyBpsPerDay, order.penaltyCapBps, order.escrowed, order.file),
                abi.encode(nonce, deadline)
            )
        );
        bytes memory signature = signatureOf(keyOf("operator", BUYER), _digest(structHash));
        return IOrderBook.Signed(account(BUYER), nonce, deadline, signature);
    }

    function _signedAcceptance(
        uint256 orderId,
        uint256 nonce,
        uint256 deadline
    ) private view returns (IOrderBook.Signed memory) {
        bytes32 digest = _digest(_acceptanceHash(orderId, nonce, deadline));
        bytes memory signature = signatureOf(keyOf("operator", SUPPLIER), digest);
        return IOrderBook.Signed(account(SUPPLIER), nonce, deadline, signature);
    }

    function _acceptanceHash(
        uint256 orderId,
        uint256 nonce,
        uint256 deadline
    ) private view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    keccak256(
                        "Acceptance(uint256 orderId,address token,uint64 amountMinor,uint40 deliverBy,uint256 nonce,uint256 deadline)"
                    ),
                    orderId,
                    eur,
                    ORDERED,
                    DELIVER_BY,
                    nonce,
                    deadline
                )
            );
    }

    function _digest(bytes32 structHash) private view returns (bytes32) {
        return typedDataDigest("Guildhall OrderBook", address(book), structHash);
    }

    function _expectBadSignature(address signer) private {
        expectError(abi.encodeWithSelector(IOrderBook.Orders_BadSignature.selector, signer));
    }

    function _expectBadTimes(IOrderBook.Terms memory bad) private {
        expectError(abi.encodeWithSelector(IOrderBook.Orders_BadTimes.selector, bad.acceptBy, bad.deliverBy));
        vm.prank(account(BUYER));
        book.place(bad);
    }
}
