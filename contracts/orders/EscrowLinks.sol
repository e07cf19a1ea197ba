// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPaymentEscrow} from "../payments/IPaymentEscrow.sol";
import {IOrderBook} from "./IOrderBook.sol";
import {OrderFlags} from "./OrderFlags.sol";
import {Orders} from "./Orders.sol";

/// @title EscrowLinks
/// @notice Money that the buyer sets aside in the escrow before the supplier ships.
abstract contract EscrowLinks is Orders {
    bytes32 private constant ESCROW = "paymentEscrow";

    mapping(uint256 orderId => EscrowLink link) internal _escrows;

    /// @inheritdoc IOrderBook
    function linkEscrow(uint256 orderId, IPaymentEscrow.PaymentTerms calldata terms) external {
        Order storage order = _orders[orderId];
        _requireEitherParty(orderId, order);
        Status status = statusOf(orderId);
        bool open = status == Status.Placed || status == Status.Accepted;
        if (!open || order.deliveries != 0 || order.flags & OrderFlags.ESCROWED == 0) {
            revert Orders_WrongStatus(orderId, status);
        }
        IPaymentEscrow escrow = IPaymentEscrow(directory.addressOf(ESCROW));
        bytes32 paymentId = escrow.paymentIdOf(terms);
        if (!_isFor(orderId, order, terms) || !_isHeld(escrow, paymentId, order.orderedMinor)) {
            revert Orders_EscrowDiffers(orderId, paymentId);
        }
        _escrows[orderId] = EscrowLink(paymentId, escrow, 0);
        emit EscrowLinked(orderId, paymentId, escrow);
    }

    /// @inheritdoc IOrderBook
    function escrowOf(uint256 orderId) external view returns (EscrowLink memory) {
        return _escrows[orderId];
    }

    /// @dev Money is set aside, where the parties agreed that it shall be.
    function _requireSecured(uint256 orderId, Order storage order) internal view {
        if (order.flags & OrderFlags.ESCROWED == 0) return;
        EscrowLink storage link = _escrows[orderId];
        if (link.paymentId == bytes32(0)) revert Orders_NoEscrow(orderId);
    }

    /// @dev Nobody but the supplier can give the money back before the deadline, or get it.
    function _isFor(
        uint256 orderId,
        Order storage order,
        IPaymentEscrow.PaymentTerms calldata terms
    ) private view returns (bool) {
        return
            terms.orderId == bytes32(orderId) &&
            address(terms.token) == address(order.token) &&
            membership.organisationOfAccount(terms.payer) == order.buyer &&
            membership.organisationOfAccount(terms.payee) == order.supplier &&
            terms.agent.isNone() &&
            terms.shares.length == 0 &&
            terms.minFeeBps == 0 &&
            terms.captureBefore >= order.deliverBy;
    }

    function _isHeld(
        IPaymentEscrow escrow,
        bytes32 paymentId,
        uint64 amountMinor
    ) private view returns (bool) {
        IPaymentEscrow.Payment memory payment = escrow.paymentOf(paymentId);
        return payment.stage == IPaymentEscrow.Stage.Open && payment.capturableMinor >= amountMinor;
    }
}
