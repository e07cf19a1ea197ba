// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Capabilities} from "../common/Capabilities.sol";
import {OrgId} from "../common/OrgId.sol";
import {IPaymentEscrow} from "./IPaymentEscrow.sol";
import {EscrowLedger} from "./EscrowLedger.sol";

/// @title EscrowDisputes
/// @notice Disputes that end: by the arbiter, by whoever opened them, or by the clock.
abstract contract EscrowDisputes is EscrowLedger, ReentrancyGuardTransient {
    /// @inheritdoc IPaymentEscrow
    function openDispute(PaymentTerms calldata terms, bytes32 grounds) external {
        (bytes32 paymentId, Payment storage payment) = _openPaymentUnder(terms);
        OrgId orgId = _callingMember();
        bool byPayer = _actsFor(orgId, terms.payer);
        if (!byPayer && !_actsFor(orgId, terms.payee)) revert Escrow_NotYours(paymentId, orgId);
        if (terms.arbiter.isNone() || payment.stage != Stage.Open)
            revert Escrow_NoDispute(paymentId, terms.arbiter);
        if (payment.capturableMinor == 0) revert Escrow_NotAvailable(paymentId, 0, 0);
        uint40 until = uint40(block.timestamp) + terms.disputeSeconds;
        payment.stage = byPayer ? Stage.DisputedByPayer : Stage.DisputedByPayee;
        payment.until = until;
        emit DisputeOpened(paymentId, orgId, terms.arbiter, until, grounds);
    }

    /// @inheritdoc IPaymentEscrow
    function withdrawDispute(PaymentTerms calldata terms) external {
        (bytes32 paymentId, Payment storage payment) = _disputedPaymentUnder(terms);
        OrgId orgId = _callingMember();
        bool byPayer = payment.stage == Stage.DisputedByPayer;
        if (!_actsFor(orgId, byPayer ? terms.payer : terms.payee)) revert Escrow_NotYours(paymentId, orgId);
        if (block.timestamp >= payment.until) revert Escrow_Undecided(paymentId, payment.until);
        uint40 openedAt = payment.until - terms.disputeSeconds;
        uint40 captureBefore = terms.captureBefore + uint40(block.timestamp) - openedAt;
        payment.stage = Stage.DisputeWithdrawn;
        payment.until = captureBefore;
        emit DisputeWithdrawn(paymentId, orgId, captureBefore);
    }

    /// @inheritdoc IPaymentEscrow
    function resolve(
        PaymentTerms calldata terms,
        uint96 payeeMinor,
        bytes32 decision
    ) external nonReentrant {
        (bytes32 paymentId, Payment storage payment) = _disputedPaymentUnder(terms);
        OrgId orgId = membership.requireCapable(msg.sender, Capabilities.ARBITER);
        if (orgId != terms.arbiter) revert Escrow_NotYours(paymentId, orgId);
        if (block.timestamp >= payment.until) revert Escrow_Undecided(paymentId, payment.until);
        uint96 heldMinor = payment.capturableMinor;
        if (payeeMinor > heldMinor) revert Escrow_NotAvailable(paymentId, payeeMinor, heldMinor);
        emit DisputeResolved(paymentId, orgId, payeeMinor, heldMinor - payeeMinor, decision);
        _award(terms, paymentId, payment, orgId, payeeMinor, VoidCause.ByArbiter);
    }

    /// @inheritdoc IPaymentEscrow
    function endDispute(PaymentTerms calldata terms) external nonReentrant {
        (bytes32 paymentId, Payment storage payment) = _disputedPaymentUnder(terms);
        if (block.timestamp < payment.until) revert Escrow_ArbiterHasTime(paymentId, payment.until);
        uint96 heldMinor = payment.capturableMinor;
        bool toPayee = terms.disputeDefaultsToPayee;
        emit DisputeDefaulted(paymentId, toPayee, heldMinor);
        _award(
            terms,
            paymentId,
            payment,
            OrgId.wrap(0),
            toPayee ? heldMinor : 0,
            VoidCause.ByDefault
        );
    }

    function _disputedPaymentUnder(
        PaymentTerms calldata terms
    ) private view returns (bytes32 paymentId, Payment storage payment) {
        (paymentId, payment) = _paymentUnder(terms);
        if (!_isDisputed(payment)) revert Escrow_NotDisputed(paymentId);
    }

    function _award(
        PaymentTerms calldata terms,
        bytes32 paymentId,
        Payment storage payment,
        OrgId by,
        uint96 payeeMinor,
        VoidCause cause
    ) private {
        payment.stage = payeeMinor == payment.capturableMinor ? Stage.Open : Stage.Voided;
        payment.until = 0;
        if (payeeMinor != 0) {
            Capture memory item = Capture({
                capturedBeforeMinor: uint96(_capturedOf(payment, terms)),
                amountMinor: payeeMinor,
                feeBps: terms.minFeeBps,
                feeReceiver: terms.feeReceiver
            });
            _payOut(terms, paymentId, by, item);
        }
        if (payment.capturableMinor != 0) _return(terms, paymentId, cause);
    }
}
