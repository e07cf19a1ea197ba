// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../contracts/common/OrgId.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IPaymentEscrow} from "../../contracts/payments/IPaymentEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";

/// @notice Disputes always end, and the money is out when they do.
contract EscrowDisputesTest is EscrowTest {
    uint40 private constant UNTIL = OPENING + DISPUTE_SECONDS;

    function setUp() public {
        foundEscrow();
    }

    function test_aDisputeStopsCaptureVoidAndExpiry() public {
        (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) = _authorised();
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.DisputeOpened(paymentId, org(BUYER), org(ARBITER), UNTIL, REASON);
        vm.prank(deputy(BUYER));
        escrow.openDispute(terms, REASON);
        assertStatus(terms, IPaymentEscrow.Status.Disputed, "disputed");
        assertEq(escrow.availableOf(terms), 0, "available");
        bytes memory disputed = abi.encodeWithSelector(
            IPaymentEscrow.Escrow_Disputed.selector,
            paymentId,
            UNTIL
        );
        expectError(disputed);
        capture(terms, 0, 1);
        expectError(disputed);
        vm.prank(account(SUPPLIER));
        escrow.void(terms);
        vm.warp(CAPTURE_BEFORE);
        expectError(disputed);
        escrow.expire(terms);
        expectError(disputed);
        dispute(terms, SUPPLIER);
    }

    function test_theArbiterDividesWhatIsHeld() public {
        IPaymentEscrow.PaymentTerms memory terms = sharedTerms();
        bytes32 paymentId = authorised(terms);
        capture(terms, 0, 100_00);
        dispute(terms, SUPPLIER);
        vm.warp(UNTIL - 1);
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.DisputeResolved(paymentId, org(ARBITER), 300_00, 600_00, EVIDENCE);
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.PaymentCaptured(paymentId, org(ARBITER), 300_00, 3_00);
        vm.prank(deputy(ARBITER));
        escrow.resolve(terms, 300_00, EVIDENCE);
        assertStands(paymentId, 0, 400_00, "resolved");
        assertEq(eur.balanceOf(account(OPERATOR)), 4_00, "fees");
        assertEq(gained(eur, account(SUPPLIER)), 198_00, "half");
        assertEq(gained(eur, account(SECOND_SUPPLIER)), 118_80, "three tenths");
        assertEq(eur.balanceOf(deputy(OPERATOR)), 79_20, "a fifth");
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - 400_00, "payer");
        assertEq(eur.balanceOf(address(escrow)), 0, "held");
        assertStatus(terms, IPaymentEscrow.Status.Captured, "captured");
    }

    function test_theArbiterAwardsAllToOneSide() public {
        (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) = _disputed();
        vm.prank(account(ARBITER));
        escrow.resolve(terms, AMOUNT, EVIDENCE);
        assertStands(paymentId, 0, AMOUNT, "to the payee");
        assertEq(uint256(escrow.paymentOf(paymentId).stage), 2, "stage");
        assertEq(escrow.paymentOf(paymentId).until, 0, "until");
        terms.orderId = REASON;
        paymentId = authorised(terms);
        dispute(terms, BUYER);
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.PaymentVoided(paymentId, IPaymentEscrow.VoidCause.ByArbiter, AMOUNT);
        vm.prank(account(ARBITER));
        escrow.resolve(terms, 0, EVIDENCE);
        assertStands(paymentId, 0, 0, "to the payer");
        assertStatus(terms, IPaymentEscrow.Status.Voided, "voided");
    }

    function test_revertsWhenAnotherThanTheArbiterDecides() public {
        (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) = _disputed();
        vm.prank(address(timelock));
        registry.setCapabilities(org(OPERATOR), 1 << 9);
        expectError(
            abi.encodeWithSelector(IPaymentEscrow.Escrow_NotYours.selector, paymentId, org(OPERATOR))
        );
        vm.prank(account(OPERATOR));
        escrow.resolve(terms, AMOUNT, EVIDENCE);
        expectError(_lacksCapability(account(SUPPLIER), SUPPLIER));
        vm.prank(account(SUPPLIER));
        escrow.resolve(terms, AMOUNT, EVIDENCE);
        expectError(
            abi.encodeWithSelector(IPaymentEscrow.Escrow_NotAvailable.selector, paymentId, AMOUNT + 1, AMOUNT)
        );
        vm.prank(account(ARBITER));
        escrow.resolve(terms, AMOUNT + 1, EVIDENCE);
    }

    function test_revertsWhenTheArbiterLostItsCapability() public {
        (IPaymentEscrow.PaymentTerms memory terms, ) = _disputed();
        vm.prank(address(timelock));
        registry.setCapabilities(org(ARBITER), 1);
        expectError(_lacksCapability(account(ARBITER), ARBITER));
        vm.prank(account(ARBITER));
        escrow.resolve(terms, AMOUNT, EVIDENCE);
    }

    /// @dev P07: an arbiter that is suspended or expelled never locks money.
    function test_withoutAnArbiterAnyoneTriggersTheAgreedDefault() public {
        (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) = _disputed();
        suspend(ARBITER);
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_NotInStanding.selector,
                account(ARBITER),
                org(ARBITER)
            )
        );
        vm.prank(account(ARBITER));
        escrow.resolve(terms, AMOUNT, EVIDENCE);
        vm.warp(UNTIL - 1);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_ArbiterHasTime.selector, paymentId, UNTIL));
        escrow.endDispute(terms);
        vm.warp(UNTIL);
        assertStatus(terms, IPaymentEscrow.Status.Undecided, "undecided");
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.DisputeDefaulted(paymentId, false, AMOUNT);
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.PaymentVoided(paymentId, IPaymentEscrow.VoidCause.ByDefault, AMOUNT);
        vm.prank(stranger());
        escrow.endDispute(terms);
        assertEq(eur.balanceOf(account(BUYER)), FUNDS, "payer");
        assertEq(eur.balanceOf(address(escrow)), 0, "held");
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_NotDisputed.selector, paymentId));
        escrow.endDispute(terms);
    }

    /// @dev P07, with everyone expelled: the escrow empties all the same.
    function test_theDefaultPaysThePayeeIfAgreedWhoeverWasExpelled() public {
        IPaymentEscrow.PaymentTerms memory terms = sharedTerms();
        terms.disputeDefaultsToPayee = true;
        bytes32 paymentId = authorised(terms);
        capture(terms, 0, 100_00);
        dispute(terms, BUYER);
        uint256[4] memory gone = [ARBITER, BUYER, SUPPLIER, OPERATOR];
        for (uint256 i = 0; i < gone.length; ++i) {
            vm.prank(address(timelock));
            registry.expel(org(gone[i]), REASON);
        }
        vm.warp(UNTIL);
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.DisputeDefaulted(paymentId, true, 900_00);
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.PaymentCaptured(paymentId, OrgId.wrap(0), 900_00, 9_00);
        escrow.endDispute(terms);
        assertStands(paymentId, 0, AMOUNT, "defaulted");
        assertEq(eur.balanceOf(address(escrow)), 0, "held");
        assertEq(gained(eur, account(SECOND_SUPPLIER)), 297_00, "who may receive is paid");
        assertEq(eur.inQuarantine(1).amountMinor, 9_00, "the fee is put aside");
        assertEq(eur.inQuarantine(2).amountMinor, 445_50, "the others' money is put aside");
    }

    function test_revertsWhenTheArbitersTimeIsOver() public {
        (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) = _disputed();
        vm.warp(UNTIL);
        bytes memory undecided = abi.encodeWithSelector(
            IPaymentEscrow.Escrow_Undecided.selector,
            paymentId,
            UNTIL
        );
        expectError(undecided);
        vm.prank(account(ARBITER));
        escrow.resolve(terms, AMOUNT, EVIDENCE);
        expectError(undecided);
        vm.prank(account(BUYER));
        escrow.withdrawDispute(terms);
    }

    function test_whoOpenedADisputeWithdrawsItAndTheTimeItTookIsGivenBack() public {
        (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) = _authorised();
        capture(terms, 0, 100);
        vm.warp(CAPTURE_BEFORE - 1);
        dispute(terms, SUPPLIER);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_NotYours.selector, paymentId, org(BUYER)));
        vm.prank(account(BUYER));
        escrow.withdrawDispute(terms);
        vm.warp(CAPTURE_BEFORE + 3 days - 1);
        uint40 captureBefore = CAPTURE_BEFORE + 3 days;
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.DisputeWithdrawn(paymentId, org(SUPPLIER), captureBefore);
        vm.prank(deputy(SUPPLIER));
        escrow.withdrawDispute(terms);
        assertStatus(terms, IPaymentEscrow.Status.Open, "open again");
        capture(terms, 100, 100);
        expectError(
            abi.encodeWithSelector(IPaymentEscrow.Escrow_NotLapsed.selector, paymentId, captureBefore)
        );
        escrow.expire(terms);
        vm.warp(captureBefore);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_Lapsed.selector, paymentId, captureBefore));
        capture(terms, 200, 100);
        escrow.expire(terms);
        vm.warp(REFUND_BEFORE + 3 days - 1);
        vm.prank(account(SUPPLIER));
        escrow.refund(terms, 200);
        vm.warp(REFUND_BEFORE + 3 days);
        expectError(
            abi.encodeWithSelector(
                IPaymentEscrow.Escrow_RefundClosed.selector,
                paymentId,
                uint256(REFUND_BEFORE) + 3 days
            )
        );
        vm.prank(account(SUPPLIER));
        escrow.refund(terms, 1);
    }

    /// @dev Else whoever fears the arbiter would open a dispute only to withdraw it at once.
    function test_whoWithdrawsADisputeTakesNoneFromTheOther() public {
        uint256[2] memory parties = [BUYER, SUPPLIER];
        for (uint256 i = 0; i < parties.length; ++i) {
            (uint256 first, uint256 second) = (parties[i], parties[1 - i]);
            IPaymentEscrow.PaymentTerms memory terms = disputableTerms();
            terms.orderId = bytes32(i);
            bytes32 paymentId = authorised(terms);
            dispute(terms, first);
            vm.warp(block.timestamp + 1 hours);
            vm.prank(account(first));
            escrow.withdrawDispute(terms);
            bytes memory hadItsDispute = abi.encodeWithSelector(
                IPaymentEscrow.Escrow_NoDispute.selector,
                paymentId,
                org(ARBITER)
            );
            expectError(hadItsDispute);
            dispute(terms, first);
            dispute(terms, second);
            assertStatus(terms, IPaymentEscrow.Status.Disputed, "disputed");
            uint40 until = uint40(block.timestamp) + DISPUTE_SECONDS;
            for (uint256 j = 0; j < parties.length; ++j) {
                expectError(
                    abi.encodeWithSelector(IPaymentEscrow.Escrow_DisputeForGood.selector, paymentId, until)
                );
                vm.prank(account(parties[j]));
                escrow.withdrawDispute(terms);
            }
            vm.prank(account(ARBITER));
            escrow.resolve(terms, 300_00, EVIDENCE);
            assertStands(paymentId, 0, 300_00, "resolved");
        }
        assertEq(eur.balanceOf(address(escrow)), 0, "held");
    }

    /// @dev The second dispute may begin in the time that the first gave back.
    function test_theSecondDisputeEndsByTheClockLikeTheFirst() public {
        (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) = _authorised();
        vm.warp(CAPTURE_BEFORE - 1);
        dispute(terms, SUPPLIER);
        vm.warp(CAPTURE_BEFORE + 1 hours);
        vm.prank(account(SUPPLIER));
        escrow.withdrawDispute(terms);
        dispute(terms, BUYER);
        expectError(
            abi.encodeWithSelector(
                IPaymentEscrow.Escrow_Disputed.selector,
                paymentId,
                uint40(block.timestamp) + DISPUTE_SECONDS
            )
        );
        escrow.expire(terms);
        vm.warp(block.timestamp + DISPUTE_SECONDS);
        assertStatus(terms, IPaymentEscrow.Status.Undecided, "undecided");
        escrow.endDispute(terms);
        assertEq(eur.balanceOf(account(BUYER)), FUNDS, "payer");
        assertStatus(terms, IPaymentEscrow.Status.Voided, "voided");
    }

    function test_revertsWithoutAnArbiter() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        bytes32 paymentId = authorised(terms);
        expectError(
            abi.encodeWithSelector(IPaymentEscrow.Escrow_NoDispute.selector, paymentId, OrgId.wrap(0))
        );
        dispute(terms, BUYER);
    }

    function test_revertsWhenOthersOpenADispute() public {
        IPaymentEscrow.PaymentTerms memory terms = sharedTerms();
        bytes32 paymentId = authorised(terms);
        uint256[3] memory others = [OPERATOR, ARBITER, SECOND_SUPPLIER];
        for (uint256 i = 0; i < others.length; ++i) {
            expectError(
                abi.encodeWithSelector(IPaymentEscrow.Escrow_NotYours.selector, paymentId, org(others[i]))
            );
            dispute(terms, others[i]);
        }
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        escrow.openDispute(terms, REASON);
    }

    function test_revertsWhenADisputeComesTooLateOrAboutNothing() public {
        (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) = _authorised();
        capture(terms, 0, AMOUNT);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_NotAvailable.selector, paymentId, 0, 0));
        dispute(terms, BUYER);
        terms.orderId = REASON;
        paymentId = authorised(terms);
        vm.warp(CAPTURE_BEFORE);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_Lapsed.selector, paymentId, CAPTURE_BEFORE));
        dispute(terms, BUYER);
    }

    function test_revertsWhenThereIsNoDisputeToEnd() public {
        (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) = _authorised();
        bytes memory calm = abi.encodeWithSelector(IPaymentEscrow.Escrow_NotDisputed.selector, paymentId);
        expectError(calm);
        escrow.endDispute(terms);
        expectError(calm);
        vm.prank(account(ARBITER));
        escrow.resolve(terms, 1, EVIDENCE);
        expectError(calm);
        vm.prank(account(BUYER));
        escrow.withdrawDispute(terms);
    }

    function test_capturedMoneyIsRefundedWhileTheRestIsDisputed() public {
        (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) = _authorised();
        capture(terms, 0, 400_00);
        dispute(terms, BUYER);
        vm.warp(REFUND_BEFORE - 1);
        vm.prank(account(SUPPLIER));
        escrow.refund(terms, 400_00);
        assertStands(paymentId, 600_00, 0, "refunded");
    }

    function _authorised() private returns (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) {
        terms = disputableTerms();
        paymentId = authorised(terms);
    }

    function _disputed() private returns (IPaymentEscrow.PaymentTerms memory terms, bytes32 paymentId) {
        (terms, paymentId) = _authorised();
        dispute(terms, BUYER);
    }

    function _lacksCapability(address caller, uint256 organisation) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IMembership.Membership_MissingCapability.selector,
                caller,
                org(organisation),
                1 << 9
            );
    }
}
