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
        uint256 today = _today();
        outcomes = new bytes(items.length);
        PaymentReference[] memory references = new PaymentReference[](items.length);
        bool mayAct = false;
        for (uint256 i = 0; i < items.length; ++i) {
            // The register is asked about two payees at a time; where it says no, about each.
            if (i & 1 == 0) mayAct = i + 1 < items.length && _canBothAct(items[i].payee, items[i + 1].payee);
            Outcome outcome;
            (payer, outcome) = _payItem(payer, firstNonce + i, items[i], today, mayAct);
            // Both have as many places as there are items.
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                let item := add(items.offset, mul(i, 0x60))
                mstore(add(add(references, 0x20), shl(5, i)), calldataload(add(item, 0x40)))
                mstore8(add(add(outcomes, 0x20), i), outcome)
            }
        }
        _holdings[msg.sender] = payer;
        emit BatchPaid(msg.sender, firstNonce, references, outcomes);
    }

    /// @notice Nearly every item goes the short way: nothing is special about it.
    /// @param payer The caller's holding, which is written once the batch is through.
    /// @param mayAct Whether the payee is known to be able to act.
    function _payItem(
        Holding payer,
        uint256 nonce,
        PaymentItem calldata item,
        uint256 today,
        bool mayAct
    ) private returns (Holding, Outcome) {
        address to = item.payee;
        uint256 amountMinor = item.amountMinor;
        if (payer.isNext(nonce) && payer.fitsQuickly(amountMinor, today)) {
            payer = payer.spent(amountMinor).withNextUsed();
        } else {
            if (_isUsed(msg.sender, payer, nonce)) return (payer, Outcome.AlreadyPaid);
            if (amountMinor > payer.balance()) return (payer, Outcome.NotCovered);
            if (!_isWithinLimits(payer, amountMinor, today)) return (payer, Outcome.OverLimit);
            payer = _used(msg.sender, _spend(msg.sender, payer, amountMinor), nonce);
        }
        if (to == msg.sender) {
            payer = payer.credited(amountMinor);
        } else {
            Holding payee = _holdings[to];
            if (!(mayAct && payee.isPlain()) && !_canReceive(to, payee)) {
                _putAside(msg.sender, to, amountMinor, msg.sender, item.paymentReference);
                return (payer, Outcome.Quarantined);
            }
            _holdings[to] = payee.credited(amountMinor);
        }
        emit Transfer(msg.sender, to, amountMinor);
        return (payer, Outcome.Paid);
    }
}
