// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Capabilities} from "../common/Capabilities.sol";
import {OrgId} from "../common/OrgId.sol";
import {EscrowLedger} from "./EscrowLedger.sol";
import {Held} from "./Held.sol";
import {IPaymentEscrow} from "./IPaymentEscrow.sol";

/// @title EscrowDisputes
/// @notice Disputes that end: by the arbiter, by whoever opened them, or by the clock.
abstract contract EscrowDisputes is EscrowLedger {
    /// @inheritdoc IPaymentEscrow
    function openDispute(PaymentTerms calldata terms, bytes32 grounds) external {
        (bytes32 paymentId, Held held) = _openPaymentUnder(terms);
        OrgId orgId = _callingMember();
        bool byPayer = _speaksFor(orgId, terms.payer);
        if (!byPayer && !_speaksFor(orgId, terms.payee)) revert Escrow_NotYours(paymentId, orgId);
        Stage disputed = _disputeAfter(held.stage(), byPayer);
        if (terms.arbiter.isNone() || disputed == Stage.None)
            revert Escrow_NoDispute(paymentId, terms.arbiter);
        if (held.capturable() == 0) revert Escrow_NotAvailable(paymentId, 0, 0);
        uint40 until = uint40(block.timestamp) + terms.disputeSeconds;
        _payments[paymentId] = held.withStage(disputed, until);
        emit DisputeOpened(paymentId, orgId, terms.arbiter, until, grounds);
    }

    /// @inheritdoc IPaymentEscrow
    function withdrawDispute(PaymentTerms calldata terms) external {
        (bytes32 paymentId, Held held) = _disputedPaymentUnder(terms);
        OrgId orgId = _callingMember();
        if (held.stage() == Stage.DisputedForGood) revert Escrow_DisputeForGood(paymentId, held.until());
        bool byPayer = held.stage() == Stage.DisputedByPayer;
        if (!_speaksFor(orgId, byPayer ? terms.payer : terms.payee)) revert Escrow_NotYours(paymentId, orgId);
        _requireUndecided(paymentId, held);
        uint40 openedAt = held.until() - terms.disputeSeconds;
        uint40 captureBefore = terms.captureBefore + uint40(block.timestamp) - openedAt;
        Stage withdrawn = byPayer ? Stage.WithdrawnByPayer : Stage.WithdrawnByPayee;
        _payments[paymentId] = held.withStage(withdrawn, captureBefore);
        emit DisputeWithdrawn(paymentId, orgId, captureBefore);
    }

    /// @inheritdoc IPaymentEscrow
    function resolve(PaymentTerms calldata terms, uint96 payeeMinor, bytes32 decision) external {
        (bytes32 paymentId, Held held) = _disputedPaymentUnder(terms);
        OrgId orgId = membership.requireCapable(msg.sender, Capabilities.ARBITER);
        if (orgId != terms.arbiter) revert Escrow_NotYours(paymentId, orgId);
        _requireUndecided(paymentId, held);
        if (payeeMinor > held.capturable())
            revert Escrow_NotAvailable(paymentId, payeeMinor, held.capturable());
        emit DisputeResolved(paymentId, orgId, payeeMinor, held.capturable() - payeeMinor, decision);
        _award(terms, paymentId, held, orgId, payeeMinor, VoidCause.ByArbiter);
    }

    /// @inheritdoc IPaymentEscrow
    function endDispute(PaymentTerms calldata terms) external {
        (bytes32 paymentId, Held held) = _disputedPaymentUnder(terms);
        if (block.timestamp < held.until()) revert Escrow_ArbiterHasTime(paymentId, held.until());
        bool toPayee = terms.disputeDefaultsToPayee;
        emit DisputeDefaulted(paymentId, toPayee, held.capturable());
        uint96 payeeMinor = toPayee ? held.capturable() : 0;
        _award(terms, paymentId, held, OrgId.wrap(0), payeeMinor, VoidCause.ByDefault);
    }

    /// @dev What a dispute that this party opens now makes of a payment; none if it had its dispute.
    function _disputeAfter(Stage stage, bool byPayer) private pure returns (Stage) {
        if (stage == Stage.Open) return byPayer ? Stage.DisputedByPayer : Stage.DisputedByPayee;
        Stage othersWithdrawn = byPayer ? Stage.WithdrawnByPayee : Stage.WithdrawnByPayer;
        return stage == othersWithdrawn ? Stage.DisputedForGood : Stage.None;
    }

    function _disputedPaymentUnder(
        PaymentTerms calldata terms
    ) private view returns (bytes32 paymentId, Held held) {
        (paymentId, held) = _paymentUnder(terms);
        if (!held.isDisputed()) revert Escrow_NotDisputed(paymentId);
    }

    function _requireUndecided(bytes32 paymentId, Held held) private view {
        if (block.timestamp >= held.until()) revert Escrow_Undecided(paymentId, held.until());
    }

    /// @dev In the money that is held and at the least fee.
    function _award(
        PaymentTerms calldata terms,
        bytes32 paymentId,
        Held held,
        OrgId by,
        uint96 payeeMinor,
        VoidCause cause
    ) private {
        uint96 payerMinor = held.capturable() - payeeMinor;
        Held awarded = held.captured(payeeMinor).withStage(Stage.Open, 0);
        _payments[paymentId] = payerMinor == 0 ? awarded : awarded.emptied();
        if (payeeMinor != 0) {
            Capture memory item = Capture({
                capturedBeforeMinor: uint96(_capturedOf(held, terms)),
                amountMinor: payeeMinor,
                feeBps: terms.minFeeBps,
                feeReceiver: terms.feeReceiver
            });
            _payOut(terms, paymentId, by, item);
        }
        if (payerMinor != 0) _payBack(terms, paymentId, cause, payerMinor);
    }
}
