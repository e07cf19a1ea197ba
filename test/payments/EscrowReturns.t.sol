// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IPaymentEscrow} from "../../contracts/payments/IPaymentEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";

/// @notice Money that goes back: voided, expired, refunded.
contract EscrowReturnsTest is EscrowTest {
    bytes32 private paymentId;

    function setUp() public {
        foundEscrow();
        paymentId = authorised(_terms());
    }

    function test_payeeVoidsWhatItDidNotCapture() public {
        capture(_terms(), 0, 400_00);
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.PaymentVoided(paymentId, IPaymentEscrow.VoidCause.ByPayee, 600_00);
        vm.prank(deputy(SUPPLIER));
        escrow.void(_terms());
        assertStands(paymentId, 0, 400_00, "voided");
        assertStatus(_terms(), IPaymentEscrow.Status.Captured, "something is left to refund");
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - 400_00, "payer");
        vm.prank(account(SUPPLIER));
        escrow.refund(_terms(), 400_00);
        assertStatus(_terms(), IPaymentEscrow.Status.Voided, "nothing is left");
    }

    function test_agentVoids() public {
        vm.prank(account(OPERATOR));
        escrow.void(_terms());
        assertStatus(_terms(), IPaymentEscrow.Status.Voided, "voided");
        assertEq(eur.balanceOf(account(BUYER)), FUNDS, "payer");
    }

    function test_revertsWhenOthersVoid() public {
        uint256[2] memory others = [BUYER, SECOND_SUPPLIER];
        for (uint256 i = 0; i < others.length; ++i) {
            _expectNotYours(others[i]);
            vm.prank(account(others[i]));
            escrow.void(_terms());
        }
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        escrow.void(_terms());
    }

    function test_revertsWhenNothingIsLeftToVoid() public {
        capture(_terms(), 0, AMOUNT);
        _expectNotAvailable(0, 0);
        vm.prank(account(SUPPLIER));
        escrow.void(_terms());
    }

    function test_revertsWhenVoidedTooLate() public {
        vm.warp(CAPTURE_BEFORE);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_Lapsed.selector, paymentId, CAPTURE_BEFORE));
        vm.prank(account(SUPPLIER));
        escrow.void(_terms());
    }

    function test_anyoneExpiresFromTheSecondThatCaptureEnds() public {
        vm.warp(CAPTURE_BEFORE - 1);
        expectError(
            abi.encodeWithSelector(IPaymentEscrow.Escrow_NotLapsed.selector, paymentId, CAPTURE_BEFORE)
        );
        escrow.expire(_terms());
        vm.warp(CAPTURE_BEFORE);
        assertStatus(_terms(), IPaymentEscrow.Status.Lapsed, "lapsed");
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.PaymentVoided(paymentId, IPaymentEscrow.VoidCause.Expired, AMOUNT);
        vm.prank(stranger());
        escrow.expire(_terms());
        assertEq(eur.balanceOf(account(BUYER)), FUNDS, "payer");
        assertStatus(_terms(), IPaymentEscrow.Status.Voided, "voided");
        _expectNotAvailable(0, 0);
        escrow.expire(_terms());
    }

    /// @dev A payer that may not receive gets it through the quarantine; the escrow empties.
    function test_expiryReachesASuspendedPayerThroughTheQuarantine() public {
        suspend(BUYER);
        vm.warp(CAPTURE_BEFORE);
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.PayoutQuarantined(paymentId, account(BUYER), 1, AMOUNT);
        escrow.expire(_terms());
        assertEq(eur.balanceOf(address(escrow)), 0, "held");
        reinstate(BUYER);
        vm.prank(deputy(BUYER));
        eur.claim(1, account(BUYER));
        assertEq(eur.balanceOf(account(BUYER)), FUNDS, "payer");
    }

    function test_payeesSideRefundsInParts() public {
        capture(_terms(), 0, 500_00);
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.PaymentRefunded(paymentId, account(SUPPLIER), 200_00);
        vm.prank(account(SUPPLIER));
        escrow.refund(_terms(), 200_00);
        assertStands(paymentId, 500_00, 300_00, "first");
        fund(eur, account(OPERATOR), 300_00);
        vm.prank(account(OPERATOR));
        escrow.refund(_terms(), 300_00);
        assertStands(paymentId, 500_00, 0, "second");
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - 500_00, "payer");
        assertEq(gained(eur, account(SUPPLIER)), 300_00, "payee");
        assertStatus(_terms(), IPaymentEscrow.Status.Open, "the rest can be captured");
        capture(_terms(), 500_00, 500_00);
        vm.prank(account(SUPPLIER));
        escrow.refund(_terms(), 500_00);
        assertStatus(_terms(), IPaymentEscrow.Status.Refunded, "all of it");
    }

    function test_revertsWhenMoreIsRefundedThanWasCapturedOrNothing() public {
        capture(_terms(), 0, 500_00);
        uint96[2] memory amounts = [uint96(500_01), 0];
        for (uint256 i = 0; i < amounts.length; ++i) {
            _expectNotAvailable(amounts[i], 500_00);
            vm.prank(account(SUPPLIER));
            escrow.refund(_terms(), amounts[i]);
        }
    }

    function test_revertsWhenOthersRefund() public {
        capture(_terms(), 0, 500_00);
        _expectNotYours(BUYER);
        vm.prank(account(BUYER));
        escrow.refund(_terms(), 1);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        escrow.refund(_terms(), 1);
    }

    function test_revertsFromTheSecondThatRefundsEnd() public {
        capture(_terms(), 0, 500_00);
        vm.warp(REFUND_BEFORE - 1);
        vm.prank(account(SUPPLIER));
        escrow.refund(_terms(), 1);
        vm.warp(REFUND_BEFORE);
        expectError(
            abi.encodeWithSelector(
                IPaymentEscrow.Escrow_RefundClosed.selector,
                paymentId,
                uint256(REFUND_BEFORE)
            )
        );
        vm.prank(account(SUPPLIER));
        escrow.refund(_terms(), 1);
    }

    function test_revertsWhenThePayerCannotBeRefundedNow() public {
        capture(_terms(), 0, 500_00);
        suspend(BUYER);
        expectError(
            abi.encodeWithSelector(IMembership.Membership_NotInStanding.selector, account(BUYER), org(BUYER))
        );
        vm.prank(account(SUPPLIER));
        escrow.refund(_terms(), 1);
        assertStands(paymentId, 500_00, 500_00, "unchanged");
    }

    function test_revertsForTermsThatWereNotAuthorised() public {
        IPaymentEscrow.PaymentTerms memory other = _terms();
        other.amountMinor = 1;
        bytes memory unknown = abi.encodeWithSelector(
            IPaymentEscrow.Escrow_UnknownPayment.selector,
            idOf(other)
        );
        expectError(unknown);
        escrow.expire(other);
        expectError(unknown);
        vm.prank(account(SUPPLIER));
        escrow.void(other);
        expectError(unknown);
        vm.prank(account(SUPPLIER));
        escrow.refund(other, 1);
    }

    /// @dev A capture and an expiry are never both possible: no race.
    function testFuzz_eitherCaptureOrExpiry(uint40 time) public {
        time = uint40(bound(time, OPENING, REFUND_BEFORE));
        vm.warp(time);
        vm.prank(account(SUPPLIER));
        (bool captured, ) = address(escrow).call(abi.encodeCall(escrow.capture, (_terms(), capturing(0, 1))));
        (bool expired, ) = address(escrow).call(abi.encodeCall(escrow.expire, (_terms())));
        assertTrue(captured != expired, "exactly one");
    }

    function _terms() private view returns (IPaymentEscrow.PaymentTerms memory terms) {
        terms = plainTerms();
        terms.agent = org(OPERATOR);
    }

    function _expectNotYours(uint256 organisation) private {
        expectError(
            abi.encodeWithSelector(IPaymentEscrow.Escrow_NotYours.selector, paymentId, org(organisation))
        );
    }

    function _expectNotAvailable(uint96 amount, uint256 available) private {
        expectError(
            abi.encodeWithSelector(IPaymentEscrow.Escrow_NotAvailable.selector, paymentId, amount, available)
        );
    }
}
