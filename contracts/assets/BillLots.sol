// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {IBills} from "./IBills.sol";
import {ENDORSEMENT_BITS, PER_PAGE, PLEDGED, PRESENTED, PROTESTED, StoredLot} from "./StoredLot.sol";

/// @title BillLots
/// @notice Bills, their lots, and the endorsements that lead to each holder.
/// @dev Each time the tail of a lot is full of endorsements, they move to a page of their own. A lot that was split off
/// knows which lot filled the last page before it, and so on back: no more steps than pages, however often it was split.
abstract contract BillLots is IBills, MemberGated {
    uint256 private constant LOT_BITS = 32;

    /// @inheritdoc IBills
    uint256 public billCount;

    mapping(uint256 billId => Bill bill) internal _bills;
    mapping(uint256 lotId => StoredLot lot) internal _lots;
    mapping(uint256 lotId => Pledge pledge) internal _pledgesOfLots;
    mapping(uint256 lotId => mapping(uint256 number => uint256 page)) private _pages;
    /// @dev The lot that filled the last page before a lot was split off; zero where there was no full page.
    mapping(uint256 lotId => uint256 fillerId) private _fillers;

    /* Passing on */

    /// @inheritdoc IBills
    function endorse(
        uint256 lotId,
        address to,
        uint96 amountMinor,
        bool withRecourse
    ) external returns (uint256) {
        (OrgId endorser, OrgId endorsee) = membership.requireCanAct(msg.sender, to);
        StoredLot memory lot = _requireTransferable(lotId, endorser);
        return _endorse(lotId, lot, amountMinor, to, endorsee, withRecourse);
    }

    /// @inheritdoc IBills
    function split(uint256 lotId, uint96 amountMinor) external returns (uint256 newLotId) {
        StoredLot memory lot = _requireTransferable(lotId, _callingMember());
        if (amountMinor == 0 || amountMinor >= lot.amountMinor())
            revert Bills_BadAmount(amountMinor, lot.amountMinor());
        newLotId = _splitOff(lotId, lot, amountMinor);
        _lots[newLotId] = lot;
    }

    /// @inheritdoc IBills
    function redirect(uint256 lotId, address account) external {
        (OrgId caller, OrgId receiving) = membership.requireCanAct(msg.sender, account);
        StoredLot memory lot = _requireHolder(lotId, caller);
        if (receiving != caller) revert Bills_OtherOrganisation(lotId, receiving, caller);
        emit LotRedirected(lotId, account, lot.account());
        lot.redirectTo(account);
        _lots[lotId].head = lot.head;
    }

    /* Reading */

    /// @inheritdoc IBills
    function billOf(uint256 billId) external view returns (Bill memory) {
        return _requireBill(billId);
    }

    /// @inheritdoc IBills
    function lotOf(uint256 lotId) external view returns (Lot memory) {
        StoredLot memory lot = _lots[lotId];
        if (lot.holder().isNone()) revert Bills_Unknown(lotId);
        return
            Lot({
                holder: lot.holder(),
                account: lot.account(),
                amountMinor: lot.amountMinor(),
                parentId: lot.parent() == 0 ? 0 : _lotIdOf(_billIdOf(lotId), lot.parent()),
                endorsements: uint8(lot.endorsements()),
                presented: lot.has(PRESENTED),
                protested: lot.has(PROTESTED),
                pledged: lot.has(PLEDGED)
            });
    }

    /// @inheritdoc IBills
    function endorsementsOf(uint256 lotId) external view returns (Endorsement[] memory list) {
        StoredLot memory lot = _lots[lotId];
        list = new Endorsement[](lot.endorsements());
        for (uint256 i = 0; i < list.length; ++i) list[i] = _endorsementAt(lotId, lot, i);
    }

    /// @inheritdoc IBills
    function pledgeOf(uint256 lotId) external view returns (Pledge memory) {
        return _pledgesOfLots[lotId];
    }

    /* For the other parts */

    /// @dev Writes the first lot of a bill.
    function _storeFirstLot(uint256 billId, address account, OrgId holder, uint96 amountMinor) internal {
        StoredLot memory lot = StoredLot(0, 0);
        lot.giveTo(account, holder);
        lot.resize(amountMinor);
        _lots[_lotIdOf(billId, 1)] = lot;
    }

    /// @dev Passes on a lot that may pass, whole or in part.
    function _endorse(
        uint256 lotId,
        StoredLot memory lot,
        uint96 amountMinor,
        address to,
        OrgId endorsee,
        bool withRecourse
    ) internal returns (uint256 endorsedId) {
        OrgId endorser = lot.holder();
        if (endorsee == endorser) revert Bills_ToOwnOrganisation(lotId, endorser);
        uint96 whole = lot.amountMinor();
        if (amountMinor == 0 || amountMinor > whole) revert Bills_BadAmount(amountMinor, whole);
        endorsedId = amountMinor == whole ? lotId : _splitOff(lotId, lot, amountMinor);
        _append(endorsedId, lot, endorser, withRecourse);
        lot.giveTo(to, endorsee);
        _lots[endorsedId] = lot;
        emit LotEndorsed(endorsedId, endorser, endorsee, to, withRecourse);
    }

    /// @dev The lot with only its first `count` endorsements.
    function _cutTo(uint256 lotId, StoredLot memory lot, uint256 count) internal view {
        lot.keepOnly(count, count == 0 ? 0 : _pageAt(lotId, lot, (count - 1) / PER_PAGE));
    }

    /// @dev Endorsement `index`, from 0 for the oldest; the caller knows that there is one.
    function _endorsementAt(
        uint256 lotId,
        StoredLot memory lot,
        uint256 index
    ) internal view returns (Endorsement memory) {
        uint256 entry = _pageAt(lotId, lot, index / PER_PAGE) >> ((index % PER_PAGE) * ENDORSEMENT_BITS);
        return Endorsement(OrgId.wrap(uint32(entry) >> 1), entry & 1 != 0);
    }

    function _requireBill(uint256 billId) internal view returns (Bill storage bill) {
        bill = _bills[billId];
        if (bill.drawer.isNone()) revert Bills_Unknown(billId);
    }

    /// @dev The lot, which `caller` may pass on as far as the lot itself tells.
    function _requireTransferable(uint256 lotId, OrgId caller) internal view returns (StoredLot memory lot) {
        lot = _requireHolder(lotId, caller);
        if (!lot.has(PROTESTED | PLEDGED)) return lot;
        if (lot.has(PROTESTED)) revert Bills_Protested(lotId);
        revert Bills_Pledged(lotId, _pledgesOfLots[lotId].pledgee);
    }

    /// @dev As `_requireTransferable`, and nobody has dishonoured the bill.
    function _requireFinanceable(
        uint256 lotId,
        OrgId caller
    ) internal view returns (StoredLot memory lot, Bill storage bill) {
        lot = _requireTransferable(lotId, caller);
        bill = _bills[_billIdOf(lotId)];
        if (bill.answer == Answer.Refused || block.timestamp > bill.presentUntil)
            revert Bills_Dishonoured(_billIdOf(lotId));
    }

    function _billIdOf(uint256 lotId) internal pure returns (uint256) {
        return lotId >> LOT_BITS;
    }

    function _lotIdOf(uint256 billId, uint32 number) internal pure returns (uint256) {
        return (billId << LOT_BITS) | number;
    }

    /* Within */

    /// @dev Takes a part away from a stored lot; `lot` becomes the part, with the same holder, for the caller to store.
    function _splitOff(
        uint256 lotId,
        StoredLot memory lot,
        uint96 amountMinor
    ) private returns (uint256 newLotId) {
        uint256 billId = _billIdOf(lotId);
        newLotId = _lotIdOf(billId, ++_bills[billId].lotCount);
        uint96 whole = lot.amountMinor();
        lot.resize(whole - amountMinor);
        _lots[lotId].tail = lot.tail;
        lot.resize(amountMinor);
        lot.splitFrom(uint32(lotId));
        if (lot.endorsements() > PER_PAGE)
            _fillers[newLotId] = _fillerOf(lotId, (lot.endorsements() - 1) / PER_PAGE - 1);
        emit LotSplit(lotId, newLotId, amountMinor);
    }

    function _append(uint256 lotId, StoredLot memory lot, OrgId endorser, bool withRecourse) private {
        uint256 count = lot.endorsements();
        if (count == type(uint8).max) revert Bills_TooManyEndorsements(lotId);
        if (count != 0 && count % PER_PAGE == 0) {
            _pages[lotId][count / PER_PAGE - 1] = lot.page();
            lot.turnPage();
        }
        lot.endorseBy(endorser, withRecourse);
    }

    /// @dev The lot, which belongs to `caller` and is not held back by the compliance office.
    function _requireHolder(uint256 lotId, OrgId caller) private view returns (StoredLot memory lot) {
        lot = _lots[lotId];
        if (lot.holder() != caller) revert Bills_NotHolder(lotId, caller, lot.holder());
        if (lot.account() != msg.sender && membership.accountOf(lot.account()).frozenByCompliance)
            revert Bills_AccountFrozen(lotId, lot.account());
    }

    /// @dev A page; those that are full stand with the lot that filled them, which is this one or one it came from.
    function _pageAt(uint256 lotId, StoredLot memory lot, uint256 number) private view returns (uint256) {
        if (number == (lot.endorsements() - 1) / PER_PAGE) return lot.page();
        return _pages[_fillerOf(lotId, number)][number];
    }

    /// @dev The lot that filled a page, which is full.
    function _fillerOf(uint256 lotId, uint256 number) private view returns (uint256 fillerId) {
        fillerId = lotId;
        while (_pages[fillerId][number] == 0) fillerId = _fillers[fillerId];
    }
}
