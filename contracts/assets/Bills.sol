// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {PaymentReference} from "../common/PaymentReference.sol";
import {IDirectory} from "../consortium/IDirectory.sol";
import {IMembership} from "../consortium/IMembership.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";
import {BillDrawing} from "./BillDrawing.sol";
import {BillFinancing} from "./BillFinancing.sol";
import {IBills} from "./IBills.sol";
import {IClaimRegistry} from "./IClaimRegistry.sol";
import {PLEDGED, PRESENTED, PROTESTED, StoredLot} from "./StoredLot.sol";

/// @title Bills
/// @notice Bills of exchange, see `IBills`: here from the day of maturity on.
contract Bills is BillFinancing {
    using SafeERC20 for ISettlementToken;

    /// @dev How long a call for recourse has the one it went to pay before the next may be called.
    uint40 private constant CALL_PERIOD = 4 days;
    PaymentReference private constant NO_REFERENCE = PaymentReference.wrap(bytes32(0));

    mapping(uint256 lotId => Recourse recourse) private _recourses;

    constructor(
        IMembership membership_,
        IDirectory directory_,
        IClaimRegistry claimRegistry_
    ) MemberGated(membership_) EIP712("Guildhall Bills", "1") BillDrawing(directory_, claimRegistry_) {}

    /* Presentment and payment */

    /// @inheritdoc IBills
    function present(uint256[] calldata lotIds) external {
        _callingMember();
        for (uint256 i = 0; i < lotIds.length; ++i) {
            uint256 lotId = lotIds[i];
            StoredLot memory lot = _requireUnpaid(lotId);
            Bill storage bill = _requireDue(lotId);
            if (block.timestamp > bill.presentUntil)
                revert Bills_TooLateToPresent(_billIdOf(lotId), bill.presentUntil);
            if (lot.has(PRESENTED)) continue;
            lot.set(PRESENTED);
            _lots[lotId].head = lot.head;
            emit LotPresented(lotId, msg.sender);
        }
    }

    /// @inheritdoc IBills
    function pay(LotPayment[] calldata payments) external nonReentrant {
        OrgId caller = _callingMember();
        for (uint256 i = 0; i < payments.length; ++i) {
            (uint256 lotId, uint96 amountMinor) = (payments[i].lotId, payments[i].amountMinor);
            StoredLot memory lot = _requireUnpaid(lotId);
            Bill storage bill = _requireDue(lotId);
            if (caller != bill.drawee) revert Bills_NotDrawee(_billIdOf(lotId), caller, bill.drawee);
            if (amountMinor == 0 || amountMinor > lot.amountMinor())
                revert Bills_BadAmount(amountMinor, lot.amountMinor());
            (address payee, ) = _creditorOf(lotId, lot);
            _settle(lotId, lot, bill.token, payee, amountMinor);
        }
    }

    /// @inheritdoc IBills
    function collect(uint256[] calldata lotIds) external nonReentrant {
        OrgId caller = _callingMember();
        for (uint256 i = 0; i < lotIds.length; ++i) {
            uint256 lotId = lotIds[i];
            StoredLot memory lot = _requireUnpaid(lotId);
            Bill storage bill = _requireDue(lotId);
            address payee = _requireCreditor(lotId, lot, caller);
            if (bill.answer != Answer.Accepted) revert Bills_NotAccepted(_billIdOf(lotId));
            uint96 amountMinor = lot.amountMinor();
            _takeOff(lotId, lot, amountMinor);
            emit LotPaid(lotId, bill.domicile, payee, amountMinor, 0, 0);
            // The acceptor named the account from which it pays.
            // slither-disable-next-line arbitrary-send-erc20
            bill.token.safeTransferFrom(bill.domicile, payee, amountMinor);
        }
    }

    /* Protest and recourse */

    /// @inheritdoc IBills
    function protest(uint256 lotId, bytes32 evidence) external {
        OrgId caller = _callingMember();
        StoredLot memory lot = _requireUnpaid(lotId);
        _requireCreditor(lotId, lot, caller);
        if (lot.has(PROTESTED)) revert Bills_Protested(lotId);
        if (evidence == 0) revert Bills_NoEvidence(lotId);
        Bill storage bill = _bills[_billIdOf(lotId)];
        Ground ground = Ground.NonAcceptance;
        if (bill.answer != Answer.Refused) {
            ground = Ground.NonPayment;
            if (block.timestamp <= bill.presentUntil)
                revert Bills_NotDishonoured(_billIdOf(lotId), bill.presentUntil);
            if (!lot.has(PRESENTED)) revert Bills_NotPresented(lotId);
        }
        lot.set(PROTESTED);
        (uint256 standing, bool answers) = _standingOf(lotId, lot, bill, lot.holder());
        if (answers) _cutTo(lotId, lot, standing);
        _lots[lotId] = lot;
        _recourses[lotId].notCalled = uint8(lot.endorsements());
        emit LotProtested(lotId, caller, ground, evidence);
    }

    /// @inheritdoc IBills
    function callRecourse(uint256 lotId) external returns (OrgId called) {
        OrgId caller = _callingMember();
        StoredLot memory lot = _requireProtested(lotId);
        _requireCreditor(lotId, lot, caller);
        Bill storage bill = _bills[_billIdOf(lotId)];
        _requireRecourse(lotId, lot, bill.drawee, caller);
        Recourse memory recourse = _recourses[lotId];
        if (block.timestamp <= recourse.dueAt)
            revert Bills_CallRunning(lotId, recourse.called, recourse.dueAt);

        (called, recourse.notCalled) = _nextBefore(lotId, lot, recourse.notCalled);
        if (called.isNone()) {
            if (recourse.drawerCalled || lot.holder() == bill.drawer) revert Bills_NobodyLeft(lotId);
            called = bill.drawer;
        }
        if (called == bill.drawer) recourse.drawerCalled = true;
        recourse.called = called;
        recourse.dueAt = uint40(block.timestamp) + CALL_PERIOD;
        _recourses[lotId] = recourse;
        emit RecourseCalled(lotId, called, recourse.dueAt);
    }

    /// @inheritdoc IBills
    function honourRecourse(uint256 lotId) external nonReentrant {
        OrgId payer = _callingMember();
        StoredLot memory lot = _requireProtested(lotId);
        Bill storage bill = _bills[_billIdOf(lotId)];
        (address payee, OrgId creditor) = _creditorOf(lotId, lot);
        _requireRecourse(lotId, lot, bill.drawee, creditor);
        (uint256 standing, bool answers) = _standingOf(lotId, lot, bill, payer);
        if (!answers || payer == lot.holder()) revert Bills_NotLiable(lotId, payer);

        _cutTo(lotId, lot, standing);
        lot.giveTo(msg.sender, payer);
        if (lot.has(PLEDGED)) {
            lot.unset(PLEDGED);
            delete _pledgesOfLots[lotId];
        }
        _lots[lotId] = lot;
        _recourses[lotId] = Recourse(OrgId.wrap(0), 0, uint8(standing), false);
        uint256 quarantineId = _payOrQuarantine(bill.token, payee, lot.amountMinor());
        emit RecourseHonoured(lotId, payer, payee, msg.sender, lot.amountMinor(), quarantineId);
    }

    /// @inheritdoc IBills
    function recourseOf(uint256 lotId) external view returns (Recourse memory) {
        return _recourses[lotId];
    }

    /* Within */

    /// @dev Pays on a lot from the caller: to the payee, or into quarantine for it if it cannot receive now.
    function _settle(
        uint256 lotId,
        StoredLot memory lot,
        ISettlementToken token,
        address payee,
        uint96 amountMinor
    ) private {
        if (_canReceive(token, payee)) {
            uint96 left = _takeOff(lotId, lot, amountMinor);
            emit LotPaid(lotId, msg.sender, payee, amountMinor, left, 0);
            token.safeTransferFrom(msg.sender, payee, amountMinor);
        } else if (token.isCustodian(address(this))) {
            uint96 left = _takeOff(lotId, lot, amountMinor);
            uint256 quarantineId = _quarantine(token, payee, amountMinor);
            emit LotPaid(lotId, msg.sender, payee, amountMinor, left, quarantineId);
        } else {
            emit PaymentSkipped(lotId, payee, amountMinor);
        }
    }

    /// @dev Pays the payee from the caller, or into quarantine for it if it cannot receive now. It is paid first and asked
    /// after, which spares the usual payment 4,000 gas.
    function _payOrQuarantine(
        ISettlementToken token,
        address payee,
        uint96 amountMinor
    ) private returns (uint256 quarantineId) {
        if (token.trySafeTransferFrom(msg.sender, payee, amountMinor)) return 0;
        if (!_canReceive(token, payee) && token.isCustodian(address(this)))
            return _quarantine(token, payee, amountMinor);
        // Fails again, and says why.
        token.safeTransferFrom(msg.sender, payee, amountMinor);
    }

    function _quarantine(
        ISettlementToken token,
        address payee,
        uint96 amountMinor
    ) private returns (uint256 quarantineId) {
        token.safeTransferFrom(msg.sender, address(this), amountMinor);
        return token.payOrQuarantine(payee, amountMinor, msg.sender, NO_REFERENCE);
    }

    function _canReceive(ISettlementToken token, address payee) private view returns (bool) {
        return membership.isMember(payee) && !token.holdingOf(payee).frozen;
    }

    /// @dev Takes what is paid off lot and bill.
    function _takeOff(uint256 lotId, StoredLot memory lot, uint96 amountMinor) private returns (uint96 left) {
        left = lot.amountMinor() - amountMinor;
        lot.resize(left);
        _lots[lotId].tail = lot.tail;
        _bills[_billIdOf(lotId)].outstandingMinor -= amountMinor;
    }

    /// @dev The last of the first `count` endorsers that answers for payment, and how many come before it; none and zero if
    /// there is none.
    function _nextBefore(
        uint256 lotId,
        StoredLot memory lot,
        uint8 count
    ) private view returns (OrgId, uint8) {
        while (count != 0) {
            Endorsement memory endorsement = _endorsementAt(lotId, lot, --count);
            if (endorsement.withRecourse) return (endorsement.endorser, count);
        }
        return (OrgId.wrap(0), 0);
    }

    /// @dev How many endorsements come before the first for which an organisation answers; the drawer comes before them all.
    /// Whoever holds the lot has recourse against these alone: those who came later could turn round and ask it in return.
    function _standingOf(
        uint256 lotId,
        StoredLot memory lot,
        Bill storage bill,
        OrgId orgId
    ) private view returns (uint256 standing, bool answers) {
        if (orgId == bill.drawer) return (0, true);
        for (; standing < lot.endorsements(); ++standing) {
            Endorsement memory endorsement = _endorsementAt(lotId, lot, standing);
            if (endorsement.withRecourse && endorsement.endorser == orgId) return (standing, true);
        }
    }

    /// @dev Who did not pay has no recourse, neither as holder nor as pledgee.
    function _requireRecourse(
        uint256 lotId,
        StoredLot memory lot,
        OrgId drawee,
        OrgId creditor
    ) private pure {
        if (lot.holder() == drawee || creditor == drawee) revert Bills_DraweeHasNoRecourse(lotId, drawee);
    }

    function _requireUnpaid(uint256 lotId) private view returns (StoredLot memory lot) {
        lot = _lots[lotId];
        if (lot.holder().isNone()) revert Bills_Unknown(lotId);
        if (lot.amountMinor() == 0) revert Bills_Paid(lotId);
    }

    function _requireProtested(uint256 lotId) private view returns (StoredLot memory lot) {
        lot = _requireUnpaid(lotId);
        if (!lot.has(PROTESTED)) revert Bills_NotProtested(lotId);
    }

    function _requireDue(uint256 lotId) private view returns (Bill storage bill) {
        bill = _bills[_billIdOf(lotId)];
        if (block.timestamp < bill.maturesAt) revert Bills_NotDue(_billIdOf(lotId), bill.maturesAt);
    }

    /// @dev The account to which the lot's money goes; `caller` is its organisation.
    function _requireCreditor(
        uint256 lotId,
        StoredLot memory lot,
        OrgId caller
    ) private view returns (address account) {
        OrgId creditor;
        (account, creditor) = _creditorOf(lotId, lot);
        if (caller != creditor) revert Bills_NotCreditor(lotId, caller, creditor);
    }

    function _creditorOf(
        uint256 lotId,
        StoredLot memory lot
    ) private view returns (address account, OrgId orgId) {
        if (lot.has(PLEDGED)) {
            Pledge memory pledged = _pledgesOfLots[lotId];
            if (block.timestamp < pledged.expiresAt) return (pledged.account, pledged.pledgee);
        }
        return (lot.account(), lot.holder());
    }
}
