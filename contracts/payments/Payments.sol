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
        _pay(msg.sender, payee, amountMinor);
        emit PaymentMade(msg.sender, payee, amountMinor, paymentReference);
    }

    /// @inheritdoc ISettlementToken
    function payBatch(
        uint256 firstNonce,
        PaymentItem[] calldata items
    ) external returns (bytes memory outcomes) {
        Holding payer = _holdings[msg.sender];
        _requirePayer(msg.sender, payer);
        outcomes = new bytes(items.length);
        PaymentReference[] memory references = new PaymentReference[](items.length);
        bool mayAct = false;
        for (uint256 i = 0; i < items.length; ++i) {
            (address to, uint256 amountMinor, PaymentReference paymentReference) = _itemAt(items, i);
            // The register is asked about two payees at a time; where it says no, about each.
            if (i & 1 == 0) mayAct = i + 1 < items.length && _canBothAct(to, items[i + 1].payee);
            Outcome outcome;
            (payer, outcome) = mayAct
                ? _payQuickly(payer, firstNonce + i, to, amountMinor, paymentReference)
                : _payWithCare(payer, firstNonce + i, to, amountMinor, paymentReference);
            _write(references, outcomes, i, paymentReference, outcome);
        }
        _holdings[msg.sender] = payer;
        emit BatchPaid(msg.sender, firstNonce, references, outcomes);
    }

    /// @dev Pays an item about which nothing is special, as about nearly every one; hands on any other. The payee may act.
    function _payQuickly(
        Holding payer,
        uint256 nonce,
        address to,
        uint256 amountMinor,
        PaymentReference paymentReference
    ) private returns (Holding, Outcome) {
        if (payer.isNext(nonce) && payer.fitsQuickly(amountMinor, _today()) && to != msg.sender) {
            Holding payee = _holdings[to];
            if (payee.isPlain()) {
                _holdings[to] = payee.credited(amountMinor);
                emit Transfer(msg.sender, to, amountMinor);
                return (payer.spent(amountMinor).withNextUsed(), Outcome.Paid);
            }
        }
        return _payWithCare(payer, nonce, to, amountMinor, paymentReference);
    }

    /// @dev Pays an item, or says why not. The caller's holding is written once the batch is through.
    function _payWithCare(
        Holding payer,
        uint256 nonce,
        address to,
        uint256 amountMinor,
        PaymentReference paymentReference
    ) private returns (Holding, Outcome) {
        if (_isUsed(msg.sender, payer, nonce)) return (payer, Outcome.AlreadyPaid);
        if (amountMinor > payer.balance()) return (payer, Outcome.NotCovered);
        if (!_isWithinLimits(payer, amountMinor)) return (payer, Outcome.OverLimit);
        payer = _used(msg.sender, _spend(msg.sender, payer, amountMinor), nonce);
        if (to == msg.sender) {
            payer = payer.credited(amountMinor);
        } else {
            Holding payee = _holdings[to];
            if (amountMinor != 0 && !_canReceive(to, payee)) {
                _putAside(msg.sender, to, amountMinor, msg.sender, paymentReference);
                return (payer, Outcome.Quarantined);
            }
            _holdings[to] = payee.credited(amountMinor);
        }
        emit Transfer(msg.sender, to, amountMinor);
        return (payer, Outcome.Paid);
    }

    /// @dev `items[i]`, its fields checked once together; `i` is within bounds.
    function _itemAt(
        PaymentItem[] calldata items,
        uint256 i
    ) private pure returns (address to, uint256 amountMinor, PaymentReference paymentReference) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let item := add(items.offset, mul(i, 0x60))
            to := calldataload(item)
            amountMinor := calldataload(add(item, 0x20))
            paymentReference := calldataload(add(item, 0x40))
            if or(shr(160, to), shr(96, amountMinor)) {
                revert(0, 0)
            }
        }
    }

    /// @dev `references[i]` and `outcomes[i]`; `i` is within bounds.
    function _write(
        PaymentReference[] memory references,
        bytes memory outcomes,
        uint256 i,
        PaymentReference paymentReference,
        Outcome outcome
    ) private pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(add(add(references, 0x20), shl(5, i)), paymentReference)
            mstore8(add(add(outcomes, 0x20), i), outcome)
        }
    }
}
