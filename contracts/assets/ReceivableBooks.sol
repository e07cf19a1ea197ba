// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {OrgId} from "../common/OrgId.sol";
import {PaymentReference} from "../common/PaymentReference.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";
import {ClaimHolding} from "./ClaimHolding.sol";
import {ClaimHoldings} from "./ClaimHoldings.sol";
import {Claims} from "./Claims.sol";
import {ACCEPTED, CREDITED, Debt, PAID, PAYING, RECOURSE, REJECTED, RESTRICTED, WITHDRAWN} from "./Debt.sol";
import {IReceivables} from "./IReceivables.sol";

/// @title ReceivableBooks
/// @notice What is owed, what came in and who received how much of it, see `IReceivables`.
/// @dev Per claim: face = Σ units, out = Σ received by accounts and pledges, out ≤ paid ≤ face, and paid − out is the
/// money that lies here for it. Per account and pledge: received ≤ units. Taking units out of the books (paid in full,
/// credited) takes away from face, paid and out alike what stands for them, so all of this goes on to hold.
abstract contract ReceivableBooks is IReceivables, Claims {
    /// @dev The money of a claim.
    struct Money {
        uint96 paidMinor;
        uint96 paidOutMinor;
    }

    mapping(uint256 id => Debt debt) internal _debts;
    mapping(uint256 id => Money money) internal _money;
    /// @dev What the unpledged units of an account received; a pledge keeps what its units had received before.
    mapping(uint256 id => mapping(address account => uint256 receivedMinor)) internal _received;

    /// @inheritdoc IReceivables
    function receivableOf(uint256 id) external view returns (Receivable memory) {
        Debt debt = _requireKnown(id);
        Money memory money = _money[id];
        (address token, uint32 graceSeconds) = assetClasses.paymentOf(debt.classId());
        return
            Receivable({
                status: _status(debt),
                debtor: debt.debtor(),
                creditor: debt.creditor(),
                classId: debt.classId(),
                token: token,
                faceMinor: uint96(debt.faceMinor()),
                paidMinor: money.paidMinor,
                paidOutMinor: money.paidOutMinor,
                dueAt: uint40(debt.dueAt()),
                defaultsAt: uint40(debt.dueAt() + graceSeconds),
                tierLimit: uint8(debt.tierLimit()),
                recourse: debt.has(RECOURSE)
            });
    }

    /// @inheritdoc IReceivables
    function statusOf(uint256 id) external view returns (Status) {
        return _status(_debts[id]);
    }

    /// @inheritdoc IReceivables
    function unpaidOf(uint256 id, address holder) external view returns (uint256) {
        return _unpaidOf(id, holder, _holdings[id][holder].unpledgedUnits());
    }

    /// @inheritdoc IReceivables
    function dueTo(uint256 id, address holder) external view returns (uint256) {
        return _due(_debts[id], _money[id], _redeemableOf(id, holder), _received[id][holder]);
    }

    function _status(Debt debt) internal view returns (Status) {
        if (debt.debtor().isNone()) return Status.None;
        if (!debt.has(ACCEPTED)) {
            if (debt.has(REJECTED)) return Status.Rejected;
            return debt.has(WITHDRAWN) ? Status.Withdrawn : Status.Registered;
        }
        if (debt.has(PAID)) return Status.Paid;
        if (debt.has(CREDITED)) return Status.Credited;
        if (block.timestamp < debt.dueAt()) return Status.Accepted;
        (, uint32 graceSeconds) = assetClasses.paymentOf(debt.classId());
        return block.timestamp < debt.dueAt() + graceSeconds ? Status.Overdue : Status.Defaulted;
    }

    function _requireKnown(uint256 id) internal view returns (Debt debt) {
        debt = _debts[id];
        if (debt.debtor().isNone()) revert Claims_Unknown(id);
    }

    /// @dev A claim that the debtor accepted and on which something is still owed.
    function _requireOpen(uint256 id) internal view returns (Debt debt) {
        debt = _debts[id];
        if (debt.isOpen()) return debt;
        _refuse(id, _requireKnown(id));
    }

    function _refuse(uint256 id, Debt debt) internal view {
        revert Receivables_WrongStatus(id, _status(debt));
    }

    /// @dev Pays an account what is due to it and retires its units when the claim is paid in full.
    function _settle(uint256 id, address holder) internal returns (uint256 amountMinor, uint256 retired) {
        Debt debt = _debts[id];
        if (!debt.has(PAYING)) return (0, 0);
        Money memory money = _money[id];
        uint256 units = _redeemableOf(id, holder);
        uint256 received = _received[id][holder];
        amountMinor = _due(debt, money, units, received);
        received += amountMinor;
        money.paidOutMinor += uint96(amountMinor);
        if (debt.has(PAID)) {
            retired = Math.min(units, received);
            received -= retired;
            _debts[id] = _retire(debt, money, retired, retired);
            _burn(holder, id, retired);
        }
        _money[id] = money;
        _received[id][holder] = received;
        if (amountMinor == 0 && retired == 0) return (0, 0);
        emit Redeemed(id, holder, amountMinor, retired);
        if (amountMinor == 0) return (0, retired);
        // The twelve bytes of a payment's reference that are free to its payer: the start of the claim's id.
        PaymentReference start = PaymentReference.wrap(bytes32(id >> 160));
        _tokenOf(debt).pay(holder, amountMinor, start);
    }

    /// @dev Takes units out of the books, with what they received.
    function _retire(
        Debt debt,
        Money memory money,
        uint256 units,
        uint256 receivedMinor
    ) internal pure returns (Debt) {
        money.paidMinor -= uint96(receivedMinor);
        money.paidOutMinor -= uint96(receivedMinor);
        return debt.lessFace(units);
    }

    /// @dev What so many unpledged units of an account, which are all, have not received.
    function _unpaidOf(uint256 id, address holder, uint256 units) internal view returns (uint256) {
        return units - _received[id][holder];
    }

    function _tokenOf(Debt debt) internal view returns (ISettlementToken) {
        (address token, ) = assetClasses.paymentOf(debt.classId());
        return ISettlementToken(token);
    }

    /// @inheritdoc ClaimHoldings
    /// @notice What units received goes with them, in proportion, rounded down.
    function _carryOut(
        uint256 id,
        address account,
        uint256 amount,
        uint256 total
    ) internal override returns (uint256 carried) {
        if (!_debts[id].has(PAYING)) return 0;
        uint256 received = _received[id][account];
        carried = (received * amount) / total;
        if (carried != 0) _received[id][account] = received - carried;
    }

    /// @dev See `ClaimHoldings`.
    function _carryIn(uint256 id, address account, uint256 carried) internal override {
        _received[id][account] += carried;
    }

    /// @dev See `ClaimHoldings`.
    function _requireMovable(
        uint256 id,
        OrgId,
        OrgId to
    ) internal view override returns (uint256 tierLimit, bool carries) {
        Debt debt = _requireOpen(id);
        _requireMayHold(id, debt, to);
        return (debt.tierLimit(), debt.has(PAYING));
    }

    /// @dev See `ClaimHoldings`.
    function _requirePledgeable(uint256 id, OrgId pledgee) internal view override {
        _requireMayHold(id, _requireOpen(id), pledgee);
    }

    /// @dev See `ClaimHoldings`.
    function _requireHoldable(uint256 id, OrgId holder) internal view override {
        _requireMayHold(id, _requireKnown(id), holder);
    }

    function _requireMayHold(uint256 id, Debt debt, OrgId holder) private view {
        if (holder == debt.debtor()) revert Receivables_DebtorCannotHold(id, holder);
        if (debt.has(RESTRICTED)) assetClasses.requireHolder(debt.classId(), holder);
    }

    /// @dev Units whose money may go to their holder: neither pledged nor frozen.
    function _redeemableOf(uint256 id, address holder) private view returns (uint256) {
        ClaimHolding holding = _holdings[id][holder];
        return holding.unpledgedUnits() - _frozenOf(id, holder, holding);
    }

    /// @dev The share of `units` in what came in, less what they received, and never more than lies here: where
    /// roundings gave one account a little more than its share, another waits for the next payment.
    function _due(
        Debt debt,
        Money memory money,
        uint256 units,
        uint256 received
    ) private pure returns (uint256) {
        if (debt.faceMinor() == 0) return 0;
        uint256 share = (units * money.paidMinor) / debt.faceMinor();
        return share > received ? Math.min(share - received, money.paidMinor - money.paidOutMinor) : 0;
    }
}
