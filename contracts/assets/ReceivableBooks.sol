// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {OrgId} from "../common/OrgId.sol";
import {PaymentReference} from "../common/PaymentReference.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";
import {Claims} from "./Claims.sol";
import {IReceivables} from "./IReceivables.sol";

/// @title ReceivableBooks
/// @notice What is owed, what came in and who received how much of it, see `IReceivables`.
/// @dev Per claim: face = Σ units, out = Σ received over all lots, out ≤ paid ≤ face, and paid − out is the money that
/// lies here for it. Per lot: received ≤ units. Taking units out of the books (paid in full, credited) takes away from
/// face, paid and out alike what stands for them, so all of this goes on to hold.
abstract contract ReceivableBooks is IReceivables, Claims {
    uint8 internal constant ACCEPTED = 1 << 0;
    uint8 internal constant REJECTED = 1 << 1;
    uint8 internal constant WITHDRAWN = 1 << 2;
    uint8 internal constant RECOURSE = 1 << 3;
    /// @dev Not every member may hold: the class is asked.
    uint8 internal constant RESTRICTED = 1 << 4;
    /// @dev Some money came in; before that, lots have received nothing.
    uint8 internal constant PAYING = 1 << 5;
    uint8 internal constant PAID = 1 << 6;

    /// @dev A claim in one slot.
    struct Debt {
        OrgId debtor;
        OrgId creditor;
        uint96 faceMinor;
        uint40 dueAt;
        uint32 classId;
        uint8 tierLimit;
        uint8 facts;
    }

    /// @dev Its money.
    struct Money {
        uint96 paidMinor;
        uint96 paidOutMinor;
    }

    mapping(uint256 id => Debt debt) internal _debts;
    mapping(uint256 id => Money money) internal _money;
    mapping(uint256 id => mapping(bytes32 lot => uint96 receivedMinor)) internal _received;

    /// @inheritdoc IReceivables
    function receivableOf(uint256 id) external view returns (Receivable memory) {
        Debt memory debt = _requireKnown(id);
        Money memory money = _money[id];
        ClassRules storage rules = _rulesOf(debt.classId);
        return
            Receivable({
                status: _status(debt),
                debtor: debt.debtor,
                creditor: debt.creditor,
                classId: debt.classId,
                token: rules.token,
                faceMinor: debt.faceMinor,
                paidMinor: money.paidMinor,
                paidOutMinor: money.paidOutMinor,
                dueAt: debt.dueAt,
                defaultsAt: debt.dueAt + rules.graceSeconds,
                tierLimit: debt.tierLimit,
                recourse: debt.facts & RECOURSE != 0
            });
    }

    /// @inheritdoc IReceivables
    function statusOf(uint256 id) external view returns (Status) {
        return _status(_debts[id]);
    }

    /// @inheritdoc IReceivables
    function unpaidOf(uint256 id, address holder) external view returns (uint256) {
        (uint256 units, ) = _unpledgedOf(id, holder);
        return units - _received[id][_lotOf(holder)];
    }

    /// @inheritdoc IReceivables
    function dueTo(uint256 id, address holder) external view returns (uint256) {
        (uint256 units, uint256 frozen) = _unpledgedOf(id, holder);
        return _due(_debts[id], _money[id], units - frozen, _received[id][_lotOf(holder)]);
    }

    function _status(Debt memory debt) internal view returns (Status) {
        if (debt.debtor.isNone()) return Status.None;
        if (debt.facts & ACCEPTED == 0) {
            if (debt.facts & REJECTED != 0) return Status.Rejected;
            return debt.facts & WITHDRAWN != 0 ? Status.Withdrawn : Status.Registered;
        }
        if (debt.facts & PAID != 0) return Status.Paid;
        if (debt.faceMinor == 0) return Status.Credited;
        if (block.timestamp < debt.dueAt) return Status.Accepted;
        return
            block.timestamp < debt.dueAt + _rulesOf(debt.classId).graceSeconds
                ? Status.Overdue
                : Status.Defaulted;
    }

    function _requireKnown(uint256 id) internal view returns (Debt memory debt) {
        debt = _debts[id];
        if (debt.debtor.isNone()) revert Claims_Unknown(id);
    }

    /// @dev A claim that the debtor accepted and on which something is still owed.
    function _requireOpen(uint256 id) internal view returns (Debt memory debt) {
        debt = _requireKnown(id);
        if (debt.facts & (ACCEPTED | PAID) != ACCEPTED || debt.faceMinor == 0)
            revert Receivables_WrongStatus(id, _status(debt));
    }

    /// @dev Pays an account what is due to it and retires its units when the claim is paid in full.
    function _settle(uint256 id, address holder) internal returns (uint256 amountMinor, uint256 retired) {
        Debt memory debt = _debts[id];
        if (debt.facts & PAYING == 0) return (0, 0);
        Money memory money = _money[id];
        (uint256 units, uint256 frozen) = _unpledgedOf(id, holder);
        bytes32 lot = _lotOf(holder);
        uint256 received = _received[id][lot];
        amountMinor = _due(debt, money, units - frozen, received);
        received += amountMinor;
        money.paidOutMinor += uint96(amountMinor);
        if (debt.facts & PAID != 0) {
            retired = Math.min(units - frozen, received);
            received -= retired;
            _retire(debt, money, retired, retired);
            if (retired != 0) {
                _debts[id].faceMinor = debt.faceMinor;
                _burn(holder, id, retired);
            }
        }
        if (amountMinor == 0 && retired == 0) return (0, 0);
        _money[id] = money;
        _received[id][lot] = uint96(received);
        emit Redeemed(id, holder, amountMinor, retired);
        if (amountMinor != 0) {
            // The twelve bytes of a payment's reference that are free to its payer: the start of the claim's id.
            PaymentReference start = PaymentReference.wrap(bytes32(id >> 160));
            _tokenOf(debt).pay(holder, amountMinor, start);
        }
    }

    /// @dev Takes units out of the books, with what they received.
    function _retire(Debt memory debt, Money memory money, uint256 units, uint256 receivedMinor) internal pure {
        debt.faceMinor -= uint96(units);
        money.paidMinor -= uint96(receivedMinor);
        money.paidOutMinor -= uint96(receivedMinor);
    }

    function _tokenOf(Debt memory debt) internal view returns (ISettlementToken) {
        return ISettlementToken(_rulesOf(debt.classId).token);
    }

    /// @dev What units received goes with them, in proportion, rounded down.
    function _carry(
        uint256 id,
        bytes32 fromLot,
        bytes32 toLot,
        uint256 amount,
        uint256 total
    ) internal override {
        if (_debts[id].facts & PAYING == 0) return;
        uint96 received = _received[id][fromLot];
        if (received == 0) return;
        uint96 moved = uint96((received * amount) / total);
        _received[id][fromLot] = received - moved;
        _received[id][toLot] += moved;
    }

    /// @inheritdoc Claims
    function _requireMovable(uint256 id, OrgId, OrgId to) internal view override returns (uint8) {
        Debt memory debt = _requireOpen(id);
        _requireOtherThanDebtor(id, debt, to);
        return debt.tierLimit;
    }

    /// @inheritdoc Claims
    function _requirePledgeable(uint256 id, OrgId pledgee) internal view override {
        _requireOtherThanDebtor(id, _requireOpen(id), pledgee);
    }

    /// @inheritdoc Claims
    function _requireHoldable(uint256 id, OrgId holder) internal view override {
        _requireOtherThanDebtor(id, _requireKnown(id), holder);
    }

    function _requireOtherThanDebtor(uint256 id, Debt memory debt, OrgId holder) private view {
        if (holder == debt.debtor) revert Receivables_DebtorCannotHold(id, debt.debtor);
        if (debt.facts & RESTRICTED != 0) _requireHolder(debt.classId, holder);
    }

    /// @dev The share of `units` in what came in, less what their lot received, and never more than lies here: where
    /// roundings gave one lot a little more than its share, another waits for the next payment.
    function _due(
        Debt memory debt,
        Money memory money,
        uint256 units,
        uint256 received
    ) private pure returns (uint256) {
        if (debt.faceMinor == 0) return 0;
        uint256 share = (units * money.paidMinor) / debt.faceMinor;
        return share > received ? Math.min(share - received, money.paidMinor - money.paidOutMinor) : 0;
    }
}
