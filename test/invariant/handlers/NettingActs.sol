// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../../contracts/common/OrgId.sol";
import {INettingCycle} from "../../../contracts/payments/INettingCycle.sol";
import {COUNTER, DIVISIBLE, LINKED, MAY_WAIT, Obligation} from "../../../contracts/payments/Obligation.sol";
import {NettingTest} from "../../payments/NettingTest.sol";

/// @notice What members, banks and whoever settles may try on netting, and the books of it: which obligations there are, where
/// they stand, and what was paid of each.
abstract contract NettingActs is NettingTest {
    uint256 internal constant FIRST = 2;
    uint256 internal constant LAST = 7;
    uint256 private constant LOT = 256;

    /// @dev Words of what was carried over to the cycle that is settled next.
    uint256[] internal _left;
    mapping(uint32 cycle => INettingCycle.Lot[] lots) internal _submitted;
    mapping(uint256 id => Obligation obligation) internal _obligations;
    mapping(uint256 id => uint256 paidMinor) internal _paid;
    mapping(uint256 id => bool isGone) internal _gone;
    uint256 public obligationCount;
    uint256 public cyclesSettled;
    uint256[] private _leaving;

    /* Money */

    function deposits(uint256 who, uint256 currency, uint96 amount) external {
        uint256 member = _member(who);
        vm.prank(account(member));
        try netting.deposit(_currency(currency), uint96(bound(amount, 1, 1000))) {} catch {}
    }

    function withdraws(uint256 who, uint256 currency, uint96 amount) external {
        uint256 member = _member(who);
        vm.prank(account(member));
        try
            netting.withdraw(_currency(currency), uint96(bound(amount, 1, 1000)), account(member), REFERENCE)
        {} catch {}
    }

    function paysOut(uint256 who, uint256 currency, uint96 amount) external {
        uint256 member = _member(who);
        uint8 index = _currency(currency);
        vm.prank(index == EUR ? issuerOf(eur) : issuerOf(cny));
        try
            netting.payOut(org(member), index, uint96(bound(amount, 1, 1000)), account(member), REFERENCE)
        {} catch {}
    }

    function reserves(uint256 who, uint256 currency, uint16 share, bool byIssuer) external {
        uint256 member = _member(who);
        uint8 index = _currency(currency);
        uint16 reserveBps = uint16(bound(share, 0, 10_000));
        if (byIssuer) {
            vm.prank(index == EUR ? issuerOf(eur) : issuerOf(cny));
            try netting.requireReserve(org(member), index, reserveBps) {} catch {}
        } else {
            vm.prank(account(member));
            try netting.keepReserve(index, reserveBps) {} catch {}
        }
    }

    function grants(uint256 who, uint256 currency, uint96 amount, bool first) external {
        vm.prank(account(first ? AURUM : JADE));
        try
            netting.grantLine(org(_member(who)), _currency(currency), uint96(bound(amount, 1, 500)))
        {} catch {}
    }

    function windsUp(uint256 who, uint256 currency, uint96 amount, bool first, bool byHonouring) external {
        uint256 guarantor = first ? AURUM : JADE;
        uint96 amountMinor = uint96(bound(amount, 1, 500));
        OrgId member = org(_member(who));
        uint8 index = _currency(currency);
        vm.prank(account(guarantor));
        if (byHonouring) {
            try netting.honourLine(org(guarantor), member, index, amountMinor) {} catch {}
        } else {
            try netting.revokeLine(org(guarantor), member, index, amountMinor) {} catch {}
        }
    }

    /* Queue */

    function submits(uint256 who, uint256 to, uint96 amount, uint256 kind, uint256 count) external {
        uint256 debtor = _member(who);
        uint256 creditor = _member(to);
        if (creditor == debtor) creditor = debtor == LAST ? FIRST : debtor + 1;
        count = bound(count, 1, 3);
        bool isPair = kind % 5 == 0;
        uint256[] memory list = new uint256[](isPair ? 2 * count : count);
        for (uint256 i = 0; i < count; ++i) {
            uint96 amountMinor = uint96(bound(uint256(keccak256(abi.encode(amount, i))), 1, 700));
            if (isPair) {
                list[2 * i] = Obligation.unwrap(owes(creditor, amountMinor, EUR, 0, LINKED | MAY_WAIT));
                list[2 * i + 1] = Obligation.unwrap(owes(debtor, amountMinor, CNY, 0, COUNTER | MAY_WAIT));
            } else {
                uint256 flags = (kind % 3 == 0 ? DIVISIBLE : 0) | (kind % 2 == 0 ? MAY_WAIT : 0);
                uint256 priority = kind % 11 == 0 ? URGENT : 0;
                list[i] = Obligation.unwrap(owes(creditor, amountMinor, _currency(kind), priority, flags));
            }
        }
        vm.prank(account(debtor));
        try netting.submit(BATCH, list, "") returns (uint40 firstId) {
            INettingCycle.Lot storage lot = _submitted[netting.openCycle()].push();
            lot.debtor = org(debtor);
            lot.annex = annex();
            for (uint256 i = 0; i < list.length; ++i) {
                lot.obligations.push(list[i]);
                Obligation obligation = Obligation.wrap(list[i]);
                uint256 owedBy = obligation.has(COUNTER) ? creditor : debtor;
                _obligations[firstId + i] = stamp(obligation, owedBy, firstId + i);
            }
            obligationCount += list.length;
        } catch {}
    }

    function marks(uint256 id, uint256 kind, bool byAnother) external {
        if (obligationCount == 0) return;
        id = bound(id, 1, obligationCount);
        uint256 debtor = OrgId.unwrap(_obligations[id].debtor());
        vm.prank(account(byAnother ? _member(kind) : debtor));
        if (kind % 4 == 0) {
            try netting.cancel(ids(id)) {} catch {}
        } else if (kind % 4 == 1) {
            try netting.hold(ids(id)) {} catch {}
        } else {
            try netting.release(ids(id)) {} catch {}
        }
    }

    /* Alliance and clock */

    function suspends(uint256 who, bool lifts) external {
        OrgId orgId = org(_member(who));
        vm.prank(address(timelock));
        if (lifts) {
            try registry.reinstate(orgId) {} catch {}
        } else {
            try registry.suspend(orgId, REASON) {} catch {}
        }
    }

    function passes(uint256 time) external {
        vm.warp(timeNow() + bound(time, 1, PERIOD));
    }

    /* Settling */

    /// @dev Takes at random; seldom right, and never wrong if it goes through.
    function settlesAtRandom(uint256 seed, bool inPages) external {
        uint32 cycle = netting.pendingCycle();
        if (cycle == 0) return;
        INettingCycle.Lot[] memory list = _lotsOf(cycle);
        for (uint256 i = 0; i < list.length; ++i) {
            uint256 bits = uint256(keccak256(abi.encode(seed, i)));
            list[i].taken = bits & ((1 << list[i].obligations.length) - 1);
        }
        _settle(cycle, list, none(), inPages);
    }

    /// @dev Takes what each debtor can pay, one after the other.
    function settles(uint256 seed, bool inPages) external {
        uint32 cycle = netting.pendingCycle();
        if (cycle == 0) return;
        uint256 readyAt = uint256(netting.cycleOf(cycle).readyAt) + PROPOSALS + 4 * TURN;
        if (timeNow() < readyAt) vm.warp(readyAt);
        INettingCycle.Lot[] memory list = _lotsOf(cycle);
        uint256[] memory parts = _takePayable(cycle, list, seed);
        _settle(cycle, list, parts, inPages);
    }

    function proposes(uint256 who, uint128 value) external {
        uint32 cycle = netting.pendingCycle();
        vm.prank(account(_member(who)));
        try netting.propose(cycle, none(), none(), value) {} catch {}
    }

    /* Books */

    function obligationOf(
        uint256 id
    ) external view returns (uint256 amountMinor, uint256 paidMinor, bool divisible) {
        Obligation obligation = _obligations[id];
        return (obligation.amountMinor(), _paid[id], obligation.has(DIVISIBLE));
    }

    function leftBooked() external view returns (bytes32 chain, uint256 count) {
        return (chained(_left), _left.length);
    }

    function submittedBooked(uint32 cycle) external view returns (bytes32 chain, uint256 count) {
        INettingCycle.Lot[] storage list = _submitted[cycle];
        for (uint256 i = 0; i < list.length; ++i) {
            bytes32 digest = keccak256(abi.encodePacked(list[i].obligations));
            chain = keccak256(abi.encode(chain, list[i].debtor, list[i].annex, digest));
            count += list[i].obligations.length;
        }
    }

    function _settle(
        uint32 cycle,
        INettingCycle.Lot[] memory list,
        uint256[] memory parts,
        bool inPages
    ) private {
        uint256 cut = inPages && parts.length == 0 ? list.length / 2 : 0;
        if (cut != 0) {
            try netting.settle(cycle, 0, _slice(list, 0, cut), none(), false) {} catch {
                return;
            }
        }
        try netting.settle(cycle, cut == 0 ? 0 : 1, _slice(list, cut, list.length), parts, true) {
            _bookSettled(cycle, list, parts);
        } catch {}
    }

    /// @dev What goes and what stays, as the interface says it.
    function _bookSettled(uint32 cycle, INettingCycle.Lot[] memory list, uint256[] memory parts) private {
        ++cyclesSettled;
        delete _leaving;
        uint256 lapsedBelow = cycle > LIFETIME ? netting.cycleOf(cycle - LIFETIME + 1).firstId : 0;
        uint256 id = netting.cycleOf(cycle).firstId;
        uint256 nextPart = 0;
        for (uint256 i = 0; i < list.length; ++i) {
            for (uint256 j = 0; j < list[i].obligations.length; ++j) {
                Obligation obligation =
                    list[i].debtor.isNone() ? Obligation.wrap(list[i].obligations[j]) : _obligations[id++];
                uint256 number = obligation.id();
                assertFalse(_gone[number], "settled or dropped before");
                if ((list[i].taken >> j) & 1 == 0) {
                    bool stays = number >= lapsedBelow && !_isCancelled(obligation);
                    // The first leg of a pair decides on the lapse of both.
                    if (obligation.has(COUNTER)) stays = number > lapsedBelow && !_isCancelled(obligation);
                    if (stays) _leaving.push(Obligation.unwrap(obligation));
                    else _gone[number] = true;
                    continue;
                }
                bool isPart = nextPart < parts.length && parts[nextPart] >> 96 == number;
                uint256 paidMinor = isPart ? uint96(parts[nextPart++]) : obligation.amountMinor();
                _paid[number] += paidMinor;
                if (isPart && number >= lapsedBelow)
                    _leaving.push(Obligation.unwrap(obligation.reducedBy(paidMinor)));
                else _gone[number] = true;
            }
        }
        _left = _leaving;
    }

    /// @dev A pair is cancelled as soon as one of its legs is.
    function _isCancelled(Obligation obligation) private view returns (bool) {
        uint256 id = obligation.id();
        if (netting.markOf(obligation.debtor(), id) == INettingCycle.Mark.Cancelled) return true;
        if (obligation.has(LINKED)) ++id;
        else if (obligation.has(COUNTER)) --id;
        else return false;
        return netting.markOf(_obligations[id].debtor(), id) == INettingCycle.Mark.Cancelled;
    }

    function _takePayable(
        uint32 cycle,
        INettingCycle.Lot[] memory list,
        uint256 seed
    ) private view returns (uint256[] memory) {
        int256[] memory money = new int256[](2 * (LAST + 1));
        bool[] memory blocked = new bool[](2 * (LAST + 1));
        for (uint256 member = FIRST; member <= LAST; ++member) {
            money[2 * member] = int256(netting.availableOf(org(member), EUR));
            money[2 * member + 1] = int256(netting.availableOf(org(member), CNY));
        }
        uint256 id = netting.cycleOf(cycle).firstId;
        for (uint256 i = 0; i < list.length; ++i) {
            for (uint256 j = 0; j < list[i].obligations.length; ++j) {
                Obligation obligation =
                    list[i].debtor.isNone() ? Obligation.wrap(list[i].obligations[j]) : _obligations[id++];
                if (obligation.has(LINKED | COUNTER)) continue;
                uint256 lane = 2 * OrgId.unwrap(obligation.debtor()) + obligation.currency();
                if (blocked[lane] || !_isOpen(obligation)) continue;
                int256 amount = int256(obligation.amountMinor());
                uint256 dice = uint256(keccak256(abi.encode(seed, i, j)));
                if (money[lane] < amount || dice % 8 == 0) {
                    blocked[lane] = !obligation.has(MAY_WAIT);
                    if (dice % 8 != 0 && obligation.has(DIVISIBLE) && money[lane] > 0) {
                        list[i].taken |= 1 << j;
                        return _onlyPart(list, i, j, obligation.id(), uint256(money[lane]));
                    }
                    continue;
                }
                list[i].taken |= 1 << j;
                money[lane] -= amount;
                money[2 * OrgId.unwrap(obligation.creditor()) + obligation.currency()] += amount;
            }
        }
        return none();
    }

    /// @dev Nothing after it is taken.
    function _onlyPart(
        INettingCycle.Lot[] memory list,
        uint256 lot,
        uint256 place,
        uint256 id,
        uint256 partMinor
    ) private pure returns (uint256[] memory) {
        for (uint256 i = lot; i < list.length; ++i) {
            uint256 kept = i == lot ? (2 << place) - 1 : 0;
            list[i].taken &= kept;
        }
        return part(id, uint96(partMinor));
    }

    function _isOpen(Obligation obligation) private view returns (bool) {
        INettingCycle.Mark mark = netting.markOf(obligation.debtor(), obligation.id());
        return
            mark != INettingCycle.Mark.Held &&
            mark != INettingCycle.Mark.Cancelled &&
            registry.isInGoodStanding(obligation.debtor()) &&
            registry.isInGoodStanding(obligation.creditor());
    }

    function _lotsOf(uint32 cycle) private view returns (INettingCycle.Lot[] memory list) {
        INettingCycle.Lot[] storage submitted = _submitted[cycle];
        uint256 lotCount = (_left.length + LOT - 3) / (LOT - 2);
        list = new INettingCycle.Lot[](lotCount + submitted.length);
        uint256 start = 0;
        for (uint256 i = 0; i < lotCount; ++i) {
            uint256 end = i + 1 == lotCount ? _left.length : start + LOT - 2;
            if (end < _left.length && Obligation.wrap(_left[end - 1]).has(LINKED)) ++end;
            if (end - start > LOT) end = start + LOT;
            list[i].obligations = new uint256[](end - start);
            for (uint256 j = start; j < end; ++j) list[i].obligations[j - start] = _left[j];
            start = end;
        }
        for (uint256 i = 0; i < submitted.length; ++i) list[lotCount + i] = submitted[i];
    }

    function _slice(
        INettingCycle.Lot[] memory list,
        uint256 from,
        uint256 to
    ) private pure returns (INettingCycle.Lot[] memory page) {
        page = new INettingCycle.Lot[](to - from);
        for (uint256 i = from; i < to; ++i) page[i - from] = list[i];
    }

    function _member(uint256 seed) internal pure returns (uint256) {
        return bound(seed, FIRST, LAST);
    }

    function _currency(uint256 seed) private pure returns (uint8) {
        return uint8(seed & 1);
    }
}
