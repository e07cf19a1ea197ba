// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {OrgId} from "../common/OrgId.sol";
import {EscrowTerms} from "./EscrowTerms.sol";
import {Held} from "./Held.sol";
import {ISettlementToken} from "./ISettlementToken.sol";

/// @title EscrowLedger
/// @notice What is held for whom, and the two ways out: to the beneficiaries and back to the payer.
/// @dev Every call writes the payment's word before it calls a token, so that a token that calls back finds nothing
/// to take a second time.
abstract contract EscrowLedger is EscrowTerms {
    mapping(bytes32 paymentId => Held held) internal _payments;

    /* Where a payment stands */

    /// @dev The payment under these terms; it was authorised.
    function _paymentUnder(PaymentTerms calldata terms) internal view returns (bytes32 paymentId, Held held) {
        paymentId = _idOf(terms);
        held = _payments[paymentId];
        if (held.stage() <= Stage.Revoked) revert Escrow_UnknownPayment(paymentId);
    }

    /// @dev As `_paymentUnder`, and it is not disputed.
    function _calmPaymentUnder(
        PaymentTerms calldata terms
    ) internal view returns (bytes32 paymentId, Held held) {
        (paymentId, held) = _paymentUnder(terms);
        if (held.isDisputed()) revert Escrow_Disputed(paymentId, held.until());
    }

    /// @dev As `_calmPaymentUnder`, and in time.
    function _openPaymentUnder(
        PaymentTerms calldata terms
    ) internal view returns (bytes32 paymentId, Held held) {
        (paymentId, held) = _calmPaymentUnder(terms);
        uint40 deadline = _captureDeadline(held, terms);
        if (block.timestamp >= deadline) revert Escrow_Lapsed(paymentId, deadline);
    }

    function _captureDeadline(Held held, PaymentTerms calldata terms) internal pure returns (uint40) {
        return held.until() == 0 || held.isDisputed() ? terms.captureBefore : held.until();
    }

    /// @dev While anything is held, nothing was voided: what is not held was captured.
    function _capturedOf(Held held, PaymentTerms calldata terms) internal pure returns (uint256) {
        return terms.amountMinor - held.capturable();
    }

    /// @dev What the milestones allow to be captured; everything that is held if there are none.
    function _releasedOf(
        Held held,
        PaymentTerms calldata terms
    ) internal pure returns (uint256 availableMinor) {
        Milestone[] calldata milestones = terms.milestones;
        if (milestones.length == 0 || held.capturable() == 0) return held.capturable();
        for (uint256 i = 0; i < milestones.length; ++i) {
            if (held.isReleased(i)) availableMinor += milestones[i].amountMinor;
        }
        availableMinor -= _capturedOf(held, terms);
    }

    /* Who is calling */

    /// @dev Whether the caller, of organisation `orgId`, speaks for `account`: an account keeps its organisation
    /// when it is removed, so whoever acts for that organisation has its say.
    function _speaksFor(OrgId orgId, address account) internal view returns (bool) {
        return msg.sender == account || membership.accountOf(account).orgId == orgId;
    }

    function _isPayeeSide(OrgId orgId, PaymentTerms calldata terms) internal view returns (bool) {
        return _speaksFor(orgId, terms.payee) || orgId == terms.agent;
    }

    /* Ways out */

    /// @dev Pays captured money to the receiver of the fee and the beneficiaries.
    function _payOut(PaymentTerms calldata terms, bytes32 paymentId, OrgId by, Capture memory item) internal {
        _payShares(terms, paymentId, item, terms.token, _payFee(terms, paymentId, by, item));
    }

    /// @notice Pays the fee.
    /// @return restMinor What is left of the capture after the fee.
    function _payFee(
        PaymentTerms calldata terms,
        bytes32 paymentId,
        OrgId by,
        Capture memory item
    ) internal returns (uint256 restMinor) {
        uint256 feeMinor = (uint256(item.amountMinor) * item.feeBps) / WHOLE_BPS;
        emit PaymentCaptured(paymentId, by, item.amountMinor, uint96(feeMinor));
        if (feeMinor != 0) _pay(terms, paymentId, terms.token, item.feeReceiver, feeMinor);
        restMinor = item.amountMinor - feeMinor;
    }

    /// @notice Pays the beneficiaries.
    /// @param payoutMinor What is left of the capture after the fee, or what that bought.
    function _payShares(
        PaymentTerms calldata terms,
        bytes32 paymentId,
        Capture memory item,
        ISettlementToken token,
        uint256 payoutMinor
    ) internal {
        if (terms.shares.length == 0) {
            if (payoutMinor != 0) _pay(terms, paymentId, token, terms.payee, payoutMinor);
            return;
        }
        uint256[] memory payouts = _divide(terms.shares, item, payoutMinor);
        for (uint256 i = 0; i < payouts.length; ++i) {
            if (payouts[i] != 0) _pay(terms, paymentId, token, terms.shares[i].beneficiary, payouts[i]);
        }
    }

    /// @dev Gives what was held back to the payer.
    function _payBack(
        PaymentTerms calldata terms,
        bytes32 paymentId,
        VoidCause cause,
        uint96 amountMinor
    ) internal {
        emit PaymentVoided(paymentId, cause, amountMinor);
        _pay(terms, paymentId, terms.token, terms.payer, amountMinor);
    }

    function _pay(
        PaymentTerms calldata terms,
        bytes32 paymentId,
        ISettlementToken token,
        address beneficiary,
        uint256 amountMinor
    ) private {
        uint256 quarantineId = token.payOrQuarantine(
            beneficiary,
            amountMinor,
            terms.payer,
            terms.paymentReference
        );
        if (quarantineId != 0) emit PayoutQuarantined(paymentId, beneficiary, quarantineId, amountMinor);
    }

    /// @dev Divides `payoutMinor`, what is left of a capture after the fee or what that bought, among the shares.
    /// With C of all T parts up to and with a share, and c captured before:
    ///
    ///     gross = ⌊(c + amount)·C / T⌋ − ⌊c·C / T⌋, and no less than that of the share before
    ///     net = gross − ⌊gross·feeBps / 10,000⌋
    ///     paid = ⌊payout·net / net of the last⌋
    ///
    /// is what the shares up to this one get together; each gets what that is more than the one before. Since the
    /// last share's C is T, all get `payoutMinor` together. Since `gross` depends on the sum captured before alone,
    /// several captures divide the same as one of the whole, as long as each is worth a minor unit to every share:
    /// below that the difference may fall by one from a share to the next, which "no less" turns into nothing for
    /// that share.
    function _divide(
        Share[] calldata shares,
        Capture memory item,
        uint256 payoutMinor
    ) internal pure returns (uint256[] memory payouts) {
        uint256 totalParts = 0;
        for (uint256 i = 0; i < shares.length; ++i) totalParts += shares[i].parts;
        uint256 netOfAll = _netOf(item.amountMinor, item.feeBps);
        payouts = new uint256[](shares.length);
        uint256 parts = 0;
        uint256 gross = 0;
        uint256 paid = 0;
        for (uint256 i = 0; i < shares.length; ++i) {
            parts += shares[i].parts;
            gross = Math.max(gross, _grossOf(item, parts, totalParts));
            uint256 net = _netOf(gross, item.feeBps);
            uint256 upTo = net == netOfAll ? payoutMinor : (payoutMinor * net) / netOfAll;
            payouts[i] = upTo - paid;
            paid = upTo;
        }
    }

    function _grossOf(Capture memory item, uint256 parts, uint256 totalParts) private pure returns (uint256) {
        uint256 before = item.capturedBeforeMinor;
        return ((before + item.amountMinor) * parts) / totalParts - (before * parts) / totalParts;
    }

    function _netOf(uint256 gross, uint256 feeBps) private pure returns (uint256) {
        return gross - (gross * feeBps) / WHOLE_BPS;
    }
}
