// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId} from "../common/OrgId.sol";
import {IPaymentEscrow} from "./IPaymentEscrow.sol";
import {ISettlementToken} from "./ISettlementToken.sol";
import {EscrowTerms} from "./EscrowTerms.sol";

/// @title EscrowLedger
/// @notice What is held for whom, and the two ways out: to the beneficiaries and back to the payer.
abstract contract EscrowLedger is EscrowTerms {
    mapping(bytes32 paymentId => Payment record) internal _payments;

    /* Where a payment stands */

    /// @dev The payment under these terms; it was authorised.
    function _paymentUnder(
        PaymentTerms calldata terms
    ) internal view returns (bytes32 paymentId, Payment storage payment) {
        paymentId = _idOf(terms);
        payment = _payments[paymentId];
        if (payment.stage == Stage.None || payment.stage == Stage.Revoked)
            revert Escrow_UnknownPayment(paymentId);
    }

    /// @dev As `_paymentUnder`, and it can still be captured, as far as the clock and disputes go.
    function _openPaymentUnder(
        PaymentTerms calldata terms
    ) internal view returns (bytes32 paymentId, Payment storage payment) {
        (paymentId, payment) = _paymentUnder(terms);
        if (_isDisputed(payment)) revert Escrow_Disputed(paymentId, payment.until);
        uint40 deadline = _captureDeadline(payment, terms);
        if (block.timestamp >= deadline) revert Escrow_Lapsed(paymentId, deadline);
    }

    function _isDisputed(Payment storage payment) internal view returns (bool) {
        return payment.stage == Stage.DisputedByPayer || payment.stage == Stage.DisputedByPayee;
    }

    function _captureDeadline(
        Payment storage payment,
        PaymentTerms calldata terms
    ) internal view returns (uint40) {
        return payment.stage == Stage.DisputeWithdrawn ? payment.until : terms.captureBefore;
    }

    /// @dev While anything is held, nothing was voided: what is not held was captured.
    function _capturedOf(
        Payment storage payment,
        PaymentTerms calldata terms
    ) internal view returns (uint256) {
        return terms.amountMinor - payment.capturableMinor;
    }

    /// @dev What the milestones allow to be captured; everything that is held if there are none.
    function _releasedOf(
        Payment storage payment,
        PaymentTerms calldata terms
    ) internal view returns (uint256 availableMinor) {
        Milestone[] calldata milestones = terms.milestones;
        uint96 capturableMinor = payment.capturableMinor;
        if (milestones.length == 0 || capturableMinor == 0) return capturableMinor;
        uint256 released = payment.releasedMilestones;
        for (uint256 i = 0; i < milestones.length; ++i) {
            if ((released >> i) & 1 == 1) availableMinor += milestones[i].amountMinor;
        }
        availableMinor -= _capturedOf(payment, terms);
    }

    /* Who is calling */

    /// @dev An account keeps its organisation when it is removed, so whoever acts for that organisation has its say.
    function _actsFor(OrgId orgId, address account) internal view returns (bool) {
        return msg.sender == account || membership.accountOf(account).orgId == orgId;
    }

    /// @dev The caller's organisation, which is the payee's or the agent.
    function _requirePayeeSide(
        PaymentTerms calldata terms,
        bytes32 paymentId
    ) internal view returns (OrgId orgId) {
        orgId = _callingMember();
        if (orgId != terms.agent && !_actsFor(orgId, terms.payee)) revert Escrow_NotYours(paymentId, orgId);
    }

    /* Ways out */

    /// @dev Takes an amount out of what is held and pays it to the beneficiaries, less the fee.
    function _payOut(
        PaymentTerms calldata terms,
        bytes32 paymentId,
        OrgId by,
        Capture memory item
    ) internal {
        Payment storage payment = _payments[paymentId];
        uint96 capturableMinor = payment.capturableMinor - item.amountMinor;
        payment.capturableMinor = capturableMinor;
        payment.refundableMinor += item.amountMinor;
        uint96 feeMinor = uint96((uint256(item.amountMinor) * item.feeBps) / WHOLE_BPS);
        emit PaymentCaptured(paymentId, by, item.amountMinor, feeMinor, capturableMinor);

        uint256 payoutMinor = item.amountMinor - feeMinor;
        if (terms.shares.length == 0) {
            _pay(terms, paymentId, terms.token, terms.payee, payoutMinor);
        } else {
            uint256[] memory payouts = _divide(terms.shares, item, payoutMinor);
            for (uint256 i = 0; i < payouts.length; ++i) {
                _pay(terms, paymentId, terms.token, terms.shares[i].beneficiary, payouts[i]);
            }
        }
        _pay(terms, paymentId, terms.token, item.feeReceiver, feeMinor);
    }

    /// @dev Gives everything that is held back to the payer.
    function _return(PaymentTerms calldata terms, bytes32 paymentId, VoidCause cause) internal {
        Payment storage payment = _payments[paymentId];
        uint96 amountMinor = payment.capturableMinor;
        payment.capturableMinor = 0;
        payment.stage = Stage.Voided;
        emit PaymentVoided(paymentId, cause, amountMinor);
        _pay(terms, paymentId, terms.token, terms.payer, amountMinor);
    }

    function _pay(
        PaymentTerms calldata terms,
        bytes32 paymentId,
        ISettlementToken token,
        address beneficiary,
        uint256 amountMinor
    ) internal {
        if (amountMinor == 0) return;
        uint256 quarantineId = token.payOrQuarantine(
            beneficiary,
            amountMinor,
            terms.payer,
            terms.paymentReference
        );
        if (quarantineId != 0) emit PayoutQuarantined(paymentId, beneficiary, quarantineId, amountMinor);
    }

    /// @dev Divides `payoutMinor`, what is left of a capture after the fee or what that bought, among the shares. With C of all
    /// T parts up to and with a share, and c captured before:
    ///
    ///     gross = ⌊(c + amount)·C / T⌋ − ⌊c·C / T⌋
    ///     net = gross − ⌊gross·feeBps / 10,000⌋
    ///     paid = ⌊payout·net / net of the last⌋
    ///
    /// is what the shares up to this one get together; each gets what that is more than the one before. Since the last
    /// share's C is T, all get `payoutMinor` together; and since `gross` depends on the sum captured before alone, several
    /// captures divide the same as one of the whole.
    function _divide(
        Share[] calldata shares,
        Capture memory item,
        uint256 payoutMinor
    ) internal pure returns (uint256[] memory payouts) {
        uint256 totalParts = 0;
        for (uint256 i = 0; i < shares.length; ++i) totalParts += shares[i].parts;
        uint256 netOfAll = _netOf(item, totalParts, totalParts);
        payouts = new uint256[](shares.length);
        uint256 parts = 0;
        uint256 paid = 0;
        for (uint256 i = 0; i < shares.length; ++i) {
            parts += shares[i].parts;
            uint256 net = _netOf(item, parts, totalParts);
            uint256 upTo = net == netOfAll ? payoutMinor : (payoutMinor * net) / netOfAll;
            payouts[i] = upTo - paid;
            paid = upTo;
        }
    }

    function _netOf(Capture memory item, uint256 parts, uint256 totalParts) private pure returns (uint256) {
        uint256 before = item.capturedBeforeMinor;
        uint256 gross = ((before + item.amountMinor) * parts) / totalParts - (before * parts) / totalParts;
        return gross - (gross * item.feeBps) / WHOLE_BPS;
    }
}
