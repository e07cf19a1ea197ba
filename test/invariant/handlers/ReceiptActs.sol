// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IClaims} from "../../../contracts/assets/IClaims.sol";
import {IWarehouseReceipts} from "../../../contracts/assets/IWarehouseReceipts.sol";
import {OrgId} from "../../../contracts/common/OrgId.sol";
import {ReceiptBooks} from "./ReceiptBooks.sol";

/// @notice What members, offices and the clock do to warehouse receipts.
abstract contract ReceiptActs is ReceiptBooks {
    /// @dev A new receipt, or an attempt to make one of a lot that became one before.
    function issue(uint256 seed, uint96 quantity) external {
        bool again = _receipts.length == MOST_RECEIPTS || (_receipts.length != 0 && seed % 4 == 0);
        uint256 number = again ? seed % _receipts.length : _receipts.length;
        IWarehouseReceipts.Terms memory terms = _numbered(number);
        terms.quantity = uint96(bound(quantity, 1, 1_000));
        terms.toleranceBps = uint16(seed % 1_001);
        (bool done, bytes memory result) = _attempt(
            account(WAREHOUSE),
            abi.encodeCall(IWarehouseReceipts.issue, (terms))
        );
        if (!done) return;
        assertFalse(again, "one receipt for each lot");
        uint256 tolerance = (uint256(terms.quantity) * terms.toleranceBps) / 10_000;
        _receipts.push(BookedReceipt(abi.decode(result, (uint256)), terms.quantity, 0, 0, 0, tolerance));
    }

    function transfer(uint256 which, uint256 from, uint256 to, uint96 amount) external {
        if (_receipts.length == 0) return;
        uint256 id = _receipts[which % _receipts.length].id;
        (address holder, address receiver) = (_holderOf(id, from), _someHolder(to));
        uint256 before = _freeOf(id, holder);
        uint256 moved = bound(amount, 0, receipts.balanceOf(holder, id) + 1);
        (bool done, ) = _attempt(holder, abi.encodeCall(IERC6909.transfer, (receiver, id, moved)));
        if (!done) return;
        assertTrue(moved != 0 && moved <= before, "moved what was not free");
        assertTrue(receipts.recountOf(id).by.isNone(), "moved while a recount pended");
        assertTrue(registry.isMember(holder) && registry.isMember(receiver), "moved by the suspended");
    }

    function pledge(uint256 which, uint256 from, uint256 to, uint96 amount, uint40 length) external {
        if (_receipts.length == 0 || _locks.length == MOST_LOCKS) return;
        which %= _receipts.length;
        uint256 id = _receipts[which].id;
        address holder = _holderOf(id, from);
        IClaims.PledgeTerms memory terms = goodsPledge(_organisations[_someHolder(to)]);
        terms.expiresAt = uint40(terms.enforceableFrom + 1 + (length % 60 days));
        uint256 moved = bound(amount, 0, receipts.balanceOf(holder, id) + 1);
        (bool done, bytes memory result) = _attempt(
            holder,
            abi.encodeCall(IClaims.pledge, (id, moved, holder, terms))
        );
        if (!done) return;
        assertTrue(receipts.recountOf(id).by.isNone(), "pledged while a recount pended");
        _locks.push(BookedLock(which, abi.decode(result, (bytes32)), false));
    }

    function release(uint256 which, uint256 who, uint96 amount) external {
        if (_locks.length == 0) return;
        which = _somePledge(which);
        BookedLock memory lock = _locks[which];
        uint256 id = _receipts[lock.receipt].id;
        IClaims.Pledge memory pledge_ = receipts.pledgeOf(id, lock.lockId);
        address caller = who % 4 == 0 ? _someHolder(who >> 8) : account(OrgId.unwrap(pledge_.pledgee));
        uint256 released = bound(amount, 0, uint256(pledge_.amount) + 1);
        (bool done, ) = _attempt(caller, abi.encodeCall(IClaims.release, (id, lock.lockId, released)));
        if (!done || timeNow() >= pledge_.expiresAt) return;
        assertTrue(org(_organisations[caller]) == pledge_.pledgee, "released by another than the pledgee");
    }

    function enforce(uint256 which, uint256 who) external {
        if (_locks.length == 0) return;
        BookedLock memory lock = _locks[who % 3 == 0 ? which % _locks.length : _somePledge(which)];
        uint256 id = _receipts[lock.receipt].id;
        IClaims.Pledge memory pledge_ = receipts.pledgeOf(id, lock.lockId);
        address caller = who % 4 == 0 ? _someHolder(who >> 8) : account(OrgId.unwrap(pledge_.pledgee));
        (bool done, ) = _attempt(caller, abi.encodeCall(IClaims.enforce, (id, lock.lockId, caller)));
        if (!done) return;
        assertFalse(lock.isSurrender, "took what was surrendered");
        assertTrue(org(_organisations[caller]) == pledge_.pledgee, "enforced by another than the pledgee");
    }

    function surrender(uint256 which, uint256 who, uint256 to, uint96 amount) external {
        if (_receipts.length == 0 || _locks.length == MOST_LOCKS) return;
        which %= _receipts.length;
        uint256 id = _receipts[which].id;
        address holder = _holderOf(id, who);
        uint256 before = _freeOf(id, holder);
        uint256 units = bound(amount, 0, receipts.balanceOf(holder, id) + 1);
        // The taker is an operator, whose key we have.
        address taker = account(_organisations[_someHolder(to)]);
        (bool done, bytes memory result) = _attempt(
            holder,
            abi.encodeCall(IWarehouseReceipts.surrender, (id, units, taker))
        );
        if (!done) return;
        assertTrue(units != 0 && units <= before, "surrendered what was not free");
        _locks.push(BookedLock(which, abi.decode(result, (bytes32)), true));
    }

    function takeBack(uint256 which, uint256 who) external {
        if (_locks.length == 0) return;
        which = _someSurrender(which);
        BookedLock memory lock = _locks[which];
        (address holder, ) = _lock(which);
        address caller = who % 2 == 0 ? _someHolder(who >> 8) : holder;
        (bool done, ) = _attempt(
            caller,
            abi.encodeCall(IWarehouseReceipts.takeBack, (_receipts[lock.receipt].id, lock.lockId))
        );
        if (!done) return;
        assertTrue(lock.isSurrender, "took back a pledge");
        assertTrue(caller == holder || !registry.isMember(holder), "taken back by another");
    }

    /// @dev Mostly by the warehouse, and signed by the taker.
    function deliver(uint256 which, uint256 who) external {
        if (_locks.length == 0) return;
        BookedLock memory lock = _locks[_someSurrender(which)];
        BookedReceipt storage book = _receipts[lock.receipt];
        IWarehouseReceipts.Surrender memory waiting = receipts.surrenderOf(book.id, lock.lockId);
        uint256 share = _shareOf(book.id, waiting.units);
        uint256 signer = _organisations[who % 5 == 0 ? _someHolder(who) : waiting.taker];
        bytes memory signature = deliverySignature(signer, book.id, lock.lockId, share);
        address caller = who % 7 == 0 ? _someHolder(who) : account(WAREHOUSE);
        (bool done, bytes memory result) = _attempt(
            caller,
            abi.encodeCall(IWarehouseReceipts.deliver, (book.id, lock.lockId, EVIDENCE, signature))
        );
        if (!done) return;
        assertEq(_organisations[caller], WAREHOUSE, "delivered by another");
        assertTrue(account(signer) == waiting.taker, "signed by another");
        assertTrue(registry.isMember(waiting.holder) && registry.isMember(waiting.taker), "to the suspended");
        assertTrue(receipts.recountOf(book.id).by.isNone(), "delivered while a recount pended");
        assertEq(abi.decode(result, (uint256)), share, "share");
        book.delivered += share;
    }

    function recount(uint256 which, uint256 who, uint96 counted) external {
        if (_receipts.length == 0) return;
        BookedReceipt storage book = _receipts[which % _receipts.length];
        IWarehouseReceipts.Receipt memory before = receipts.receiptOf(book.id);
        uint256 quantity = bound(counted, 0, uint256(before.units) + 1);
        // Often a little less than before, or all found again.
        if (counted % 2 == 0) quantity = before.quantity - (before.quantity * (quantity % 10)) / 100;
        if (counted % 4 == 1) quantity = before.units;
        address caller = _counter(who);
        (bool done, ) = _attempt(
            caller,
            abi.encodeCall(IWarehouseReceipts.recount, (book.id, quantity, EVIDENCE))
        );
        if (!done) return;
        _assertCounter(caller);
        uint256 loss = before.quantity - receipts.receiptOf(book.id).quantity;
        book.lost += loss;
        book.alone += loss;
        // Often answered at once, or receipts would stand still most of the time.
        if (counted % 3 != 0) _answer(book, 1, true);
    }

    function answer(uint256 which, uint256 who, bool confirms) external {
        if (_receipts.length == 0) return;
        _answer(_receipts[which % _receipts.length], who, confirms);
    }

    function extendStorage(uint256 which, uint40 time) external {
        if (_receipts.length == 0) return;
        uint256 id = _receipts[which % _receipts.length].id;
        // From a little too early on.
        uint40 until = receipts.receiptOf(id).storageUntil - 1 days + (time % 10 days);
        _attempt(account(WAREHOUSE), abi.encodeCall(IWarehouseReceipts.extendStorage, (id, until)));
    }

    function recover(uint256 which, uint256 who) external {
        if (_receipts.length == 0) return;
        which %= _receipts.length;
        uint256 id = _receipts[which].id;
        address lost = _lostHolder(id, who);
        uint256 count = 0;
        bytes32[] memory found = new bytes32[](_locks.length);
        for (uint256 i = 0; i < _locks.length; ++i) {
            (address holder, ) = _lock(i);
            if (_locks[i].receipt == which && !_locks[i].isSurrender && holder == lost)
                found[count++] = _locks[i].lockId;
        }
        bytes32[] memory pledges = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) pledges[i] = found[i];
        bool mayAct = registry.isMember(lost);
        address receiver = admin(_organisations[lost]);
        (bool done, ) = _attempt(receiver, abi.encodeCall(IClaims.recover, (id, lost, receiver, pledges)));
        if (done) assertFalse(mayAct, "recovered from an account that may act");
    }

    function freezeUnits(uint256 which, uint256 who, uint96 amount) external {
        if (_receipts.length == 0) return;
        uint256 id = _receipts[which % _receipts.length].id;
        _attempt(
            address(timelock),
            abi.encodeCall(
                IClaims.setFrozenTokens,
                (_holderOf(id, who), id, bound(amount, 0, 1_000 / (1 + (who % 8))))
            )
        );
    }

    function forceTransfer(uint256 which, uint256 from, uint256 to, uint96 amount) external {
        if (_receipts.length == 0) return;
        uint256 id = _receipts[which % _receipts.length].id;
        address holder = _holderOf(id, from);
        uint256 locked = receipts.holdingOf(id, holder).pledged;
        _attempt(
            address(timelock),
            abi.encodeCall(
                IClaims.forcedTransfer,
                (holder, _someHolder(to), id, bound(amount, 0, receipts.balanceOf(holder, id)))
            )
        );
        assertEq(receipts.holdingOf(id, holder).pledged, locked, "cut what is locked");
    }

    /// @dev Mostly reinstates, or soon nobody could do anything.
    function changeStanding(uint256 who, uint256 suspended) external {
        uint256 organisation = _organisations[_someHolder(who)];
        vm.prank(address(timelock));
        if (suspended % 4 == 0) {
            try registry.suspend(org(organisation), REASON) {} catch {}
        } else {
            try registry.reinstate(org(organisation)) {} catch {}
        }
    }

    /// @dev Mostly unfreezes; freezes who has something to recover.
    function freezeAccount(uint256 who, uint256 frozen) external {
        if (_receipts.length == 0) return;
        address holder = _someHolder(who);
        if (frozen % 4 == 0) holder = _holderOf(_receipts[who % _receipts.length].id, who);
        vm.prank(deputy(_organisations[holder]));
        if (frozen % 4 == 0) {
            try registry.freezeAccount(holder) {} catch {}
        } else {
            try registry.unfreezeAccount(holder) {} catch {}
        }
    }

    function passTime(uint256 time) external {
        vm.warp(bound(timeNow() + (time % 5 days), timeNow(), KYC_UNTIL - 1));
    }

    function _answer(BookedReceipt storage book, uint256 who, bool confirms) private {
        IWarehouseReceipts.Recount memory pending = receipts.recountOf(book.id);
        uint256 before = receipts.receiptOf(book.id).quantity;
        // Mostly the other side.
        address caller = account(pending.by == org(WAREHOUSE) ? INSPECTOR : WAREHOUSE);
        if (who % 4 == 0) caller = _counter(who >> 2);
        bytes memory call =
            confirms
                ? abi.encodeCall(IWarehouseReceipts.confirmRecount, (book.id, pending.quantity, EVIDENCE))
                : abi.encodeCall(IWarehouseReceipts.rejectRecount, (book.id, REASON));
        (bool done, ) = _attempt(caller, call);
        if (!done) return;
        _assertCounter(caller);
        assertTrue(receipts.recountOf(book.id).by.isNone(), "answered");
        if (!confirms) return;
        assertTrue(org(_organisations[caller]) != pending.by, "confirmed its own count");
        book.lost = book.lost + before - pending.quantity;
    }

    /// @dev An account that has free units, the next from the seed on; any if none has.
    function _holderOf(uint256 id, uint256 seed) private view returns (address holder) {
        for (uint256 i = 0; i < _holders.length; ++i) {
            holder = _holders[((seed % _holders.length) + i) % _holders.length];
            if (_freeOf(id, holder) != 0) return holder;
        }
    }

    /// @dev The next surrender from the seed on that waits; any lock if none does.
    function _someSurrender(uint256 seed) private view returns (uint256 which) {
        for (uint256 i = 0; i < _locks.length; ++i) {
            which = ((seed % _locks.length) + i) % _locks.length;
            (address holder, ) = _lock(which);
            if (_locks[which].isSurrender && holder != address(0)) return which;
        }
    }

    /// @dev The next pledge from the seed on that stands; any lock if none does.
    function _somePledge(uint256 seed) private view returns (uint256 which) {
        for (uint256 i = 0; i < _locks.length; ++i) {
            which = ((seed % _locks.length) + i) % _locks.length;
            (address holder, ) = _lock(which);
            if (!_locks[which].isSurrender && holder != address(0)) return which;
        }
    }

    /// @dev The next account from the seed on that holds units and may not act; the one at the seed if none is.
    function _lostHolder(uint256 id, uint256 seed) private view returns (address) {
        for (uint256 i = 0; i < _holders.length; ++i) {
            address holder = _someHolder((seed % _holders.length) + i);
            if (receipts.balanceOf(holder, id) != 0 && !registry.isMember(holder)) return holder;
        }
        return _someHolder(seed);
    }

    /// @dev Mostly one of the two that count.
    function _counter(uint256 who) private view returns (address) {
        if (who % 5 == 0) return _someHolder(who >> 8);
        return account(who % 2 == 0 ? WAREHOUSE : INSPECTOR);
    }

    function _assertCounter(address caller) private view {
        uint256 organisation = _organisations[caller];
        assertTrue(organisation == WAREHOUSE || organisation == INSPECTOR, "counted by another");
        assertTrue(registry.isMember(caller), "counted by the suspended");
    }

    function _shareOf(uint256 id, uint256 units) private view returns (uint256) {
        IWarehouseReceipts.Receipt memory receipt = receipts.receiptOf(id);
        return units == 0 ? 0 : (units * receipt.quantity) / receipt.units;
    }

    function _freeOf(uint256 id, address holder) private view returns (uint256) {
        IClaims.Holding memory holding = receipts.holdingOf(id, holder);
        return uint256(holding.amount) - holding.pledged - holding.frozen;
    }
}
