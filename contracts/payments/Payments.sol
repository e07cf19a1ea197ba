// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PaymentReference} from "../common/PaymentReference.sol";
import {Authorizations} from "./Authorizations.sol";
import {Holding} from "./Holding.sol";
import {ISettlementToken} from "./ISettlementToken.sol";
import {Quarantine} from "./Quarantine.sol";

/// @title Payments
/// @notice Paying one and paying many.
abstract contract Payments is Authorizations, Quarantine {
    /// @inheritdoc ISettlementToken
    function pay(address payee, uint256 amountMinor, PaymentReference paymentReference) external {
        _transfer(msg.sender, payee, amountMinor);
        emit PaymentMade(msg.sender, payee, amountMinor, paymentReference);
    }

    /// @inheritdoc ISettlementToken
    function payBatch(
        uint256 firstNonce,
        PaymentItem[] calldata items
    ) external returns (Outcome[] memory outcomes) {
        Holding payer = _holdings[msg.sender];
        _requirePayer(msg.sender, payer);
        outcomes = new Outcome[](items.length);
        PaymentReference[] memory references = new PaymentReference[](items.length);
        bytes memory written = new bytes(items.length);
        for (uint256 i = 0; i < items.length; ++i) {
            (payer, outcomes[i]) = _payItem(payer, firstNonce + i, items[i]);
            references[i] = items[i].paymentReference;
            written[i] = bytes1(uint8(outcomes[i]));
        }
        _holdings[msg.sender] = payer;
        emit BatchPaid(msg.sender, firstNonce, references, written);
    }

    /// @param payer The caller's holding, which is written once the batch is through.
    function _payItem(
        Holding payer,
        uint256 nonce,
        PaymentItem calldata item
    ) private returns (Holding, Outcome) {
        if (_isUsed(msg.sender, payer, nonce)) return (payer, Outcome.AlreadyPaid);
        if (item.amountMinor > payer.balance()) return (payer, Outcome.NotCovered);
        if (!_isWithinLimits(payer, item.amountMinor)) return (payer, Outcome.OverLimit);
        payer = _spend(msg.sender, payer, item.amountMinor);
        payer = _used(msg.sender, payer, nonce);
        if (item.payee == msg.sender) {
            emit Transfer(msg.sender, item.payee, item.amountMinor);
            return (payer.credited(item.amountMinor), Outcome.Paid);
        }
        Holding payee = _holdings[item.payee];
        if (!_canReceive(item.payee, payee)) {
            _putAside(msg.sender, item.payee, item.amountMinor, msg.sender, item.paymentReference);
            return (payer, Outcome.Quarantined);
        }
        _holdings[item.payee] = payee.credited(item.amountMinor);
        emit Transfer(msg.sender, item.payee, item.amountMinor);
        return (payer, Outcome.Paid);
    }
}
