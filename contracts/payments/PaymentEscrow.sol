// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {IMembership} from "../consortium/IMembership.sol";
import {EscrowDisputes} from "./EscrowDisputes.sol";
import {EscrowMilestones} from "./EscrowMilestones.sol";
import {IPaymentEscrow} from "./IPaymentEscrow.sol";
import {ISettlementToken} from "./ISettlementToken.sol";

/// @title PaymentEscrow
/// @notice Money set aside for a payee until it has delivered, see `IPaymentEscrow`.
contract PaymentEscrow is EscrowDisputes, EscrowMilestones {
    using SafeERC20 for ISettlementToken;

    /// @dev More than a capture to the payee alone, and to each further beneficiary, takes.
    uint256 private constant GAS_PER_CAPTURE = 200_000;
    uint256 private constant GAS_PER_SHARE = 100_000;

    constructor(IMembership membership_) MemberGated(membership_) EIP712("Guildhall PaymentEscrow", "1") {}

    /* Authorise */

    /// @inheritdoc IPaymentEscrow
    function authorise(PaymentTerms calldata terms) external nonReentrant returns (bytes32 paymentId) {
        if (msg.sender != terms.payer) revert Escrow_NotPayer(msg.sender, terms.payer);
        return _authorise(terms, _idOf(terms));
    }

    /// @inheritdoc IPaymentEscrow
    function authoriseBySignature(
        PaymentTerms calldata terms,
        bytes calldata signature
    ) external nonReentrant returns (bytes32 paymentId) {
        paymentId = _idOf(terms);
        if (!SignatureChecker.isValidSignatureNowCalldata(terms.payer, paymentId, signature))
            revert Escrow_BadSignature(terms.payer);
        _authorise(terms, paymentId);
    }

    /// @inheritdoc IPaymentEscrow
    function revoke(PaymentTerms calldata terms) external returns (bytes32 paymentId) {
        paymentId = _idOf(terms);
        OrgId orgId = _callingMember();
        if (!_actsFor(orgId, terms.payer)) revert Escrow_NotYours(paymentId, orgId);
        _requireUnused(paymentId);
        _payments[paymentId].stage = Stage.Revoked;
        emit TermsRevoked(paymentId, orgId);
    }

    /* Capture, void, refund, expire */

    /// @inheritdoc IPaymentEscrow
    function capture(PaymentTerms calldata terms, Capture calldata item) external nonReentrant {
        if (address(terms.payoutToken) != address(0)) revert Escrow_WrongMoney(terms.payoutToken);
        (bytes32 paymentId, OrgId orgId) = _requireCapture(terms, item);
        Capture memory chosen = item;
        if (terms.feeReceiver != address(0)) chosen.feeReceiver = terms.feeReceiver;
        _payOut(terms, paymentId, orgId, chosen);
    }

    /// @inheritdoc IPaymentEscrow
    /// @dev Each capture is a call of its own with the same caller, so that whatever stops one undoes that one alone. None is
    /// begun without the gas that it may take, or an estimate of gas would settle for an amount with which the last ones fail.
    function captureBatch(CaptureItem[] calldata items) external returns (uint256 captured) {
        for (uint256 i = 0; i < items.length; ++i) {
            PaymentTerms calldata terms = items[i].terms;
            uint256 needed = GAS_PER_CAPTURE + terms.shares.length * GAS_PER_SHARE;
            if (gasleft() < needed) revert Escrow_TooLittleGas(gasleft(), needed);
            // slither-disable-next-line low-level-calls
            (bool done, bytes memory result) = address(this).delegatecall(
                abi.encodeCall(this.capture, (terms, items[i].capture))
            );
            if (done) ++captured;
            else emit CaptureSkipped(_idOf(terms), result);
        }
    }

    /// @inheritdoc IPaymentEscrow
    function void(PaymentTerms calldata terms) external nonReentrant {
        (bytes32 paymentId, Payment storage payment) = _openPaymentUnder(terms);
        _requirePayeeSide(terms, paymentId);
        if (payment.capturableMinor == 0) revert Escrow_NotAvailable(paymentId, 0, 0);
        _return(terms, paymentId, VoidCause.ByPayee);
    }

    /// @inheritdoc IPaymentEscrow
    function expire(PaymentTerms calldata terms) external nonReentrant {
        (bytes32 paymentId, Payment storage payment) = _paymentUnder(terms);
        if (_isDisputed(payment)) revert Escrow_Disputed(paymentId, payment.until);
        uint40 deadline = _captureDeadline(payment, terms);
        if (block.timestamp < deadline) revert Escrow_NotLapsed(paymentId, deadline);
        if (payment.capturableMinor == 0) revert Escrow_NotAvailable(paymentId, 0, 0);
        _return(terms, paymentId, VoidCause.Expired);
    }

    /// @inheritdoc IPaymentEscrow
    function refund(PaymentTerms calldata terms, uint96 amountMinor) external nonReentrant {
        (bytes32 paymentId, Payment storage payment) = _paymentUnder(terms);
        _requirePayeeSide(terms, paymentId);
        uint256 deadline = uint256(terms.refundBefore) +
            _captureDeadline(payment, terms) -
            terms.captureBefore;
        if (block.timestamp >= deadline) revert Escrow_RefundClosed(paymentId, deadline);
        uint96 refundableMinor = payment.refundableMinor;
        if (amountMinor == 0 || amountMinor > refundableMinor)
            revert Escrow_NotAvailable(paymentId, amountMinor, refundableMinor);
        refundableMinor -= amountMinor;
        payment.refundableMinor = refundableMinor;
        emit PaymentRefunded(paymentId, msg.sender, amountMinor, refundableMinor);
        terms.token.safeTransferFrom(msg.sender, terms.payer, amountMinor);
    }

    /* Views */

    /// @inheritdoc IPaymentEscrow
    function paymentIdOf(PaymentTerms calldata terms) external view returns (bytes32) {
        return _idOf(terms);
    }

    /// @inheritdoc IPaymentEscrow
    function paymentOf(bytes32 paymentId) external view returns (Payment memory) {
        return _payments[paymentId];
    }

    /// @inheritdoc IPaymentEscrow
    function statusOf(PaymentTerms calldata terms) external view returns (Status) {
        Payment storage payment = _payments[_idOf(terms)];
        if (payment.stage == Stage.None) return Status.Unknown;
        if (payment.stage == Stage.Revoked) return Status.Revoked;
        if (_isDisputed(payment))
            return block.timestamp < payment.until ? Status.Disputed : Status.Undecided;
        if (payment.capturableMinor != 0) {
            return block.timestamp < _captureDeadline(payment, terms) ? Status.Open : Status.Lapsed;
        }
        if (payment.refundableMinor != 0) return Status.Captured;
        return payment.stage == Stage.Voided ? Status.Voided : Status.Refunded;
    }

    /// @inheritdoc IPaymentEscrow
    function availableOf(PaymentTerms calldata terms) external view returns (uint256 amountMinor) {
        Payment storage payment = _payments[_idOf(terms)];
        bool isOpen =
            !_isDisputed(payment) && block.timestamp < _captureDeadline(payment, terms);
        return isOpen ? _releasedOf(payment, terms) : 0;
    }

    /// @inheritdoc IPaymentEscrow
    function payoutsOf(
        PaymentTerms calldata terms,
        uint96 capturedBeforeMinor,
        uint96 amountMinor,
        uint16 feeBps
    ) external pure returns (uint256[] memory payoutsMinor, uint256 feeMinor) {
        feeMinor = (uint256(amountMinor) * feeBps) / WHOLE_BPS;
        if (terms.shares.length == 0) {
            payoutsMinor = new uint256[](1);
            payoutsMinor[0] = amountMinor - feeMinor;
        } else {
            Capture memory item = Capture(capturedBeforeMinor, amountMinor, feeBps, address(0));
            payoutsMinor = _divide(terms.shares, item, amountMinor - feeMinor);
        }
    }

    /* Behind them */

    function _authorise(PaymentTerms calldata terms, bytes32 paymentId) private returns (bytes32) {
        _requireUnused(paymentId);
        (OrgId payerOrg, OrgId payeeOrg) = _requireSound(terms);
        _payments[paymentId] = Payment({
            capturableMinor: terms.amountMinor,
            refundableMinor: 0,
            until: 0,
            releasedMilestones: 0,
            stage: Stage.Open
        });
        emit PaymentAuthorised(paymentId, payerOrg, payeeOrg, terms);
        if (terms.orderId != 0) emit OrderEscrowed(terms.orderId, paymentId);
        terms.token.safeTransferFrom(terms.payer, address(this), terms.amountMinor);
        return paymentId;
    }

    function _requireUnused(bytes32 paymentId) private view {
        if (_payments[paymentId].stage != Stage.None) revert Escrow_TermsUsed(paymentId);
    }

    function _requireCapture(
        PaymentTerms calldata terms,
        Capture calldata item
    ) private view returns (bytes32 paymentId, OrgId orgId) {
        Payment storage payment;
        (paymentId, payment) = _openPaymentUnder(terms);
        orgId = _callingMember();
        bool byPayer = orgId != terms.agent && !_actsFor(orgId, terms.payee);
        if (byPayer && !_actsFor(orgId, terms.payer)) revert Escrow_NotYours(paymentId, orgId);
        _requireFee(terms, item, byPayer);
        uint256 availableMinor = _releasedOf(payment, terms);
        if (item.amountMinor == 0 || item.amountMinor > availableMinor)
            revert Escrow_NotAvailable(paymentId, item.amountMinor, availableMinor);
        uint256 capturedMinor = _capturedOf(payment, terms);
        if (item.capturedBeforeMinor != capturedMinor)
            revert Escrow_CapturedOtherwise(paymentId, capturedMinor, item.capturedBeforeMinor);
    }

    function _requireFee(PaymentTerms calldata terms, Capture calldata item, bool byPayer) private pure {
        uint16 most = byPayer ? terms.minFeeBps : terms.maxFeeBps;
        if (item.feeBps < terms.minFeeBps || item.feeBps > most)
            revert Escrow_BadFee(item.feeBps, terms.minFeeBps, most);
        address agreed = terms.feeReceiver;
        bool fits = agreed != address(0)
            ? item.feeReceiver == address(0)
            : (item.feeReceiver != address(0)) == (item.feeBps != 0);
        if (!fits) revert Escrow_BadFeeReceiver(item.feeReceiver, agreed);
    }
}
