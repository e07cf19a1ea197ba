// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {PaymentReference} from "../common/PaymentReference.sol";
import {Signatures} from "../common/Signatures.sol";
import {IMembership} from "../consortium/IMembership.sol";
import {EscrowDisputes} from "./EscrowDisputes.sol";
import {EscrowMilestones} from "./EscrowMilestones.sol";
import {Held, opened, revoked} from "./Held.sol";
import {ICurrencyExchange} from "./ICurrencyExchange.sol";
import {IPaymentEscrow} from "./IPaymentEscrow.sol";
import {ISettlementToken} from "./ISettlementToken.sol";

/// @title PaymentEscrow
/// @notice Money set aside for a payee until it has delivered, see `IPaymentEscrow`.
contract PaymentEscrow is EscrowDisputes, EscrowMilestones {
    /// @dev More than a capture to the payee alone, and to each further beneficiary, takes.
    uint256 private constant GAS_PER_CAPTURE = 200_000;
    uint256 private constant GAS_PER_SHARE = 100_000;

    /// @inheritdoc IPaymentEscrow
    ICurrencyExchange public immutable exchange;

    constructor(
        IMembership membership_,
        ICurrencyExchange exchange_
    ) MemberGated(membership_) EIP712("Guildhall PaymentEscrow", "1") {
        exchange = exchange_;
    }

    /* Authorise */

    /// @inheritdoc IPaymentEscrow
    function authorise(PaymentTerms calldata terms) external returns (bytes32 paymentId) {
        if (msg.sender != terms.payer) revert Escrow_NotPayer(msg.sender, terms.payer);
        paymentId = _idOf(terms);
        _authorise(terms, paymentId);
    }

    /// @inheritdoc IPaymentEscrow
    function authoriseBySignature(
        PaymentTerms calldata terms,
        bytes calldata signature
    ) external returns (bytes32 paymentId) {
        paymentId = _idOf(terms);
        if (!Signatures.isBy(terms.payer, paymentId, signature)) revert Escrow_BadSignature(terms.payer);
        _authorise(terms, paymentId);
    }

    /// @inheritdoc IPaymentEscrow
    function revoke(PaymentTerms calldata terms) external returns (bytes32 paymentId) {
        paymentId = _idOf(terms);
        OrgId orgId = _callingMember();
        if (!_speaksFor(orgId, terms.payer)) revert Escrow_NotYours(paymentId, orgId);
        _requireUnused(paymentId);
        _payments[paymentId] = revoked();
        emit TermsRevoked(paymentId, orgId);
    }

    /* Capture, void, expire, refund */

    /// @inheritdoc IPaymentEscrow
    function capture(PaymentTerms calldata terms, Capture calldata item) external {
        if (address(terms.payoutToken) != address(0)) revert Escrow_WrongMoney(terms.payoutToken);
        (bytes32 paymentId, OrgId orgId, Capture memory chosen) = _capture(terms, item);
        _payOut(terms, paymentId, orgId, chosen);
    }

    /// @inheritdoc IPaymentEscrow
    function captureWithQuote(
        PaymentTerms calldata terms,
        Capture calldata item,
        ICurrencyExchange.Quote calldata quote,
        bytes calldata makerSignature
    ) external {
        if (address(terms.payoutToken) == address(0)) revert Escrow_WrongMoney(terms.payoutToken);
        (bytes32 paymentId, OrgId orgId, Capture memory chosen) = _capture(terms, item);
        uint256 soldMinor = _payFee(terms, paymentId, orgId, chosen);
        _requireQuote(terms, paymentId, soldMinor, chosen, quote);
        emit PayoutConverted(paymentId, quote.maker, quote.takerAmountMinor, quote.makerAmountMinor);
        if (!terms.token.approve(address(exchange), soldMinor)) revert Escrow_TokenRefused(terms.token);
        exchange.settle(quote, makerSignature, "");
        _payShares(terms, paymentId, chosen, terms.payoutToken, quote.makerAmountMinor);
    }

    /// @inheritdoc IPaymentEscrow
    /// @dev Each capture is a call of its own by the same caller, so that whatever stops one undoes that one alone.
    /// None is begun without the gas that it may take, or an estimate of gas would settle for an amount with which
    /// the last ones fail.
    function captureBatch(CaptureItem[] calldata items) external returns (uint256 captured) {
        for (uint256 i = 0; i < items.length; ++i) {
            PaymentTerms calldata terms = items[i].terms;
            uint256 needed = GAS_PER_CAPTURE + terms.shares.length * GAS_PER_SHARE;
            if (gasleft() < needed) revert Escrow_TooLittleGas(gasleft(), needed);
            // solhint-disable-next-line avoid-low-level-calls
            (bool done, bytes memory result) = address(this).delegatecall(_callOf(items[i]));
            if (done) ++captured;
            else emit CaptureSkipped(_idOf(terms), result);
        }
    }

    /// @inheritdoc IPaymentEscrow
    function void(PaymentTerms calldata terms) external {
        (bytes32 paymentId, Held held) = _openPaymentUnder(terms);
        OrgId orgId = _callingMember();
        if (!_isPayeeSide(orgId, terms)) revert Escrow_NotYours(paymentId, orgId);
        _void(terms, paymentId, held, VoidCause.ByPayee);
    }

    /// @inheritdoc IPaymentEscrow
    function expire(PaymentTerms calldata terms) external {
        (bytes32 paymentId, Held held) = _calmPaymentUnder(terms);
        uint40 deadline = _captureDeadline(held, terms);
        if (block.timestamp < deadline) revert Escrow_NotLapsed(paymentId, deadline);
        _void(terms, paymentId, held, VoidCause.Expired);
    }

    /// @inheritdoc IPaymentEscrow
    function refund(PaymentTerms calldata terms, uint96 amountMinor) external {
        (bytes32 paymentId, Held held) = _paymentUnder(terms);
        OrgId orgId = _callingMember();
        if (!_isPayeeSide(orgId, terms)) revert Escrow_NotYours(paymentId, orgId);
        uint256 deadline = uint256(terms.refundBefore) + _captureDeadline(held, terms) - terms.captureBefore;
        if (block.timestamp >= deadline) revert Escrow_RefundClosed(paymentId, deadline);
        if (amountMinor == 0 || amountMinor > held.refundable())
            revert Escrow_NotAvailable(paymentId, amountMinor, held.refundable());
        _payments[paymentId] = held.refunded(amountMinor);
        emit PaymentRefunded(paymentId, msg.sender, amountMinor);
        _draw(terms.token, msg.sender, terms.payer, amountMinor);
    }

    /* Views */

    /// @inheritdoc IPaymentEscrow
    function paymentIdOf(PaymentTerms calldata terms) external view returns (bytes32) {
        return _idOf(terms);
    }

    /// @inheritdoc IPaymentEscrow
    function paymentOf(bytes32 paymentId) external view returns (Payment memory) {
        return _payments[paymentId].unpacked();
    }

    /// @inheritdoc IPaymentEscrow
    function statusOf(PaymentTerms calldata terms) external view returns (Status) {
        Held held = _payments[_idOf(terms)];
        if (held.stage() == Stage.None) return Status.Unknown;
        if (held.stage() == Stage.Revoked) return Status.Revoked;
        if (held.isDisputed()) return block.timestamp < held.until() ? Status.Disputed : Status.Undecided;
        if (held.capturable() != 0) {
            return block.timestamp < _captureDeadline(held, terms) ? Status.Open : Status.Lapsed;
        }
        if (held.refundable() != 0) return Status.Captured;
        return held.stage() == Stage.Voided ? Status.Voided : Status.Refunded;
    }

    /// @inheritdoc IPaymentEscrow
    function availableOf(PaymentTerms calldata terms) external view returns (uint256 amountMinor) {
        Held held = _payments[_idOf(terms)];
        bool isOpen = !held.isDisputed() && block.timestamp < _captureDeadline(held, terms);
        return isOpen ? _releasedOf(held, terms) : 0;
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

    function _authorise(PaymentTerms calldata terms, bytes32 paymentId) private {
        _requireUnused(paymentId);
        (OrgId payerOrg, OrgId payeeOrg) = _requireSound(terms);
        _payments[paymentId] = opened(terms.amountMinor);
        emit PaymentAuthorised(paymentId, payerOrg, payeeOrg, terms);
        if (terms.orderId != 0) emit OrderEscrowed(terms.orderId, paymentId);
        _draw(terms.token, terms.payer, address(this), terms.amountMinor);
    }

    function _draw(ISettlementToken token, address from, address to, uint256 amountMinor) private {
        // slither-disable-next-line arbitrary-send-erc20
        if (!token.transferFrom(from, to, amountMinor)) revert Escrow_TokenRefused(token);
    }

    function _requireUnused(bytes32 paymentId) private view {
        if (Held.unwrap(_payments[paymentId]) != 0) revert Escrow_TermsUsed(paymentId);
    }

    /// @dev Takes a capture out of what is held, if it may be captured now.
    function _capture(
        PaymentTerms calldata terms,
        Capture calldata item
    ) private returns (bytes32 paymentId, OrgId orgId, Capture memory chosen) {
        Held held;
        (paymentId, held) = _openPaymentUnder(terms);
        orgId = _callingMember();
        bool byPayer = !_isPayeeSide(orgId, terms);
        if (byPayer && !_speaksFor(orgId, terms.payer)) revert Escrow_NotYours(paymentId, orgId);
        uint256 availableMinor = _releasedOf(held, terms);
        if (item.amountMinor == 0 || item.amountMinor > availableMinor)
            revert Escrow_NotAvailable(paymentId, item.amountMinor, availableMinor);
        if (item.capturedBeforeMinor != _capturedOf(held, terms)) {
            revert Escrow_CapturedOtherwise(paymentId, _capturedOf(held, terms), item.capturedBeforeMinor);
        }
        _payments[paymentId] = held.captured(item.amountMinor);
        chosen = item;
        chosen.feeReceiver = _requireFee(terms, item, byPayer);
    }

    /// @dev The call of `capture` for an item. An item lies in the batch as the arguments of that call would, and is
    /// copied as it lies, which saves some 1,700 gas; how long it is follows from its lists.
    function _callOf(CaptureItem calldata item) private pure returns (bytes memory encoded) {
        uint256 words = 27 + 2 * item.terms.shares.length + 3 * item.terms.milestones.length;
        bytes4 selector = this.capture.selector;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let size := shl(5, words)
            encoded := mload(0x40)
            mstore(encoded, add(size, 4))
            mstore(add(encoded, 0x20), selector)
            calldatacopy(add(encoded, 0x24), item, size)
            mstore(0x40, add(encoded, add(size, 0x40)))
        }
    }

    /// @dev The quote is for this very capture, and as good as was agreed.
    function _requireQuote(
        PaymentTerms calldata terms,
        bytes32 paymentId,
        uint256 soldMinor,
        Capture memory item,
        ICurrencyExchange.Quote calldata quote
    ) private view {
        if (
            quote.taker != address(this) ||
            PaymentReference.unwrap(quote.paymentReference) != paymentId ||
            address(quote.takerToken) != address(terms.token) ||
            address(quote.makerToken) != address(terms.payoutToken) ||
            quote.takerAmountMinor != soldMinor
        ) revert Escrow_WrongQuote(paymentId, soldMinor);
        uint256 leastMinor = Math.ceilDiv(
            uint256(item.amountMinor) * terms.minPayoutMinor,
            terms.amountMinor
        );
        if (quote.makerAmountMinor < leastMinor)
            revert Escrow_PayoutTooLow(quote.makerAmountMinor, leastMinor);
    }

    /// @notice The fee is within what was agreed.
    /// @return receiver Who gets it.
    function _requireFee(
        PaymentTerms calldata terms,
        Capture calldata item,
        bool byPayer
    ) private pure returns (address receiver) {
        uint16 most = byPayer ? terms.minFeeBps : terms.maxFeeBps;
        if (item.feeBps < terms.minFeeBps || item.feeBps > most)
            revert Escrow_BadFee(item.feeBps, terms.minFeeBps, most);
        address agreed = terms.feeReceiver;
        receiver = item.feeReceiver;
        bool isOpen = agreed == address(0) && item.feeBps != 0;
        if (isOpen == (receiver == address(0))) revert Escrow_BadFeeReceiver(receiver, agreed);
        if (!isOpen) receiver = agreed;
    }

    function _void(PaymentTerms calldata terms, bytes32 paymentId, Held held, VoidCause cause) private {
        uint96 amountMinor = held.capturable();
        if (amountMinor == 0) revert Escrow_NotAvailable(paymentId, 0, 0);
        _payments[paymentId] = held.emptied();
        _payBack(terms, paymentId, cause, amountMinor);
    }
}
