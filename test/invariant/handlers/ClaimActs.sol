// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IClaims} from "../../../contracts/assets/IClaims.sol";
import {IReceivables} from "../../../contracts/assets/IReceivables.sol";
import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {OrgId} from "../../../contracts/common/OrgId.sol";
import {ClaimBooks} from "./ClaimBooks.sol";

/// @notice What members, offices and the clock do to claims.
abstract contract ClaimActs is ClaimBooks {
    /// @dev A new claim, or an attempt to make one of an invoice that became one before.
    function issue(uint256 seed, uint96 amount) external {
        bool again = _claims.length == MOST_CLAIMS || (_claims.length != 0 && seed % 4 == 0);
        uint256 number = again ? seed % _claims.length : _claims.length;
        IReceivables.Terms memory terms = _numbered(number);
        terms.amountMinor = uint96(bound(amount, 1, 1_000));
        terms.evidenceDigest = bytes32(seed);
        terms.dueAt = uint40(timeNow() + 1 + (seed % 10 days));
        (bool done, bytes memory result) = _attempt(
            account(SUPPLIER),
            abi.encodeCall(IReceivables.register, (terms))
        );
        if (!done) return;
        assertFalse(again, "one claim for each invoice");
        (done, ) = _attempt(account(BUYER), abi.encodeCall(IReceivables.accept, (terms)));
        if (!done) return;
        _claims.push(BookedClaim(abi.decode(result, (uint256)), terms.amountMinor, 0, 0, 0));
    }

    function transfer(uint256 which, uint256 from, uint256 to, uint96 amount) external {
        if (_claims.length == 0) return;
        uint256 id = _claims[which % _claims.length].id;
        address holder = _nextOf(from, id, _hasFree);
        uint256 units = receivables.balanceOf(holder, id);
        uint256 before = _freeOf(id, holder);
        uint256 moved = bound(amount, 0, units + 1);
        (bool done, ) = _attempt(holder, abi.encodeCall(IERC6909.transfer, (_someHolder(to), id, moved)));
        if (!done) return;
        assertTrue(moved != 0 && moved <= before, "moved what was not free");
        assertTrue(_organisations[_someHolder(to)] != BUYER, "the debtor holds its own debt");
        assertTrue(registry.isMember(holder) && registry.isMember(_someHolder(to)), "moved by the suspended");
    }

    function pledge(uint256 which, uint256 from, uint256 to, uint96 amount, uint40 length) external {
        if (_claims.length == 0 || _pledges.length == MOST_PLEDGES) return;
        which %= _claims.length;
        uint256 id = _claims[which].id;
        address holder = _nextOf(from, id, _hasFree);
        IClaims.PledgeTerms memory terms = pledgeTerms(_organisations[_someHolder(to)]);
        terms.enforceableFrom = uint40(timeNow() + (length % 20 days));
        terms.expiresAt = uint40(terms.enforceableFrom + 1 + (length % 60 days));
        uint256 moved = bound(amount, 0, receivables.balanceOf(holder, id) + 1);
        (bool done, bytes memory result) = _attempt(
            holder,
            abi.encodeCall(IClaims.pledge, (id, moved, holder, terms))
        );
        if (done) _pledges.push(BookedPledge(which, abi.decode(result, (bytes32))));
    }

    function release(uint256 which, uint256 who, uint96 amount) external {
        if (_pledges.length == 0) return;
        BookedPledge memory booked = _pledges[which % _pledges.length];
        uint256 id = _claims[booked.claim].id;
        IClaims.Pledge memory pledge_ = receivables.pledgeOf(id, booked.pledgeId);
        address caller = _someHolder(who);
        (bool done, ) = _attempt(
            caller,
            abi.encodeCall(
                IClaims.release,
                (id, booked.pledgeId, bound(amount, 0, uint256(pledge_.amount) + 1))
            )
        );
        if (!done || timeNow() >= pledge_.expiresAt) return;
        assertTrue(org(_organisations[caller]) == pledge_.pledgee, "released by another than the pledgee");
    }

    function enforce(uint256 which, uint256 who, uint256 to) external {
        if (_pledges.length == 0) return;
        BookedPledge memory booked = _someEnforceable(which);
        uint256 id = _claims[booked.claim].id;
        IClaims.Pledge memory pledge_ = receivables.pledgeOf(id, booked.pledgeId);
        // Mostly by the pledgee to itself.
        address pledgee = account(OrgId.unwrap(pledge_.pledgee));
        address caller = who % 4 == 0 ? _someHolder(who >> 8) : pledgee;
        address receiver = to % 4 == 0 ? _someHolder(to >> 8) : pledgee;
        (bool done, ) = _attempt(caller, abi.encodeCall(IClaims.enforce, (id, booked.pledgeId, receiver)));
        if (!done) return;
        assertTrue(org(_organisations[caller]) == pledge_.pledgee, "enforced by another than the pledgee");
        assertTrue(org(_organisations[receiver]) == pledge_.pledgee, "enforced to another");
        assertTrue(
            timeNow() >= pledge_.enforceableFrom && timeNow() < pledge_.expiresAt,
            "enforced at another time"
        );
    }

    function pay(uint256 which, uint96 amount) external {
        if (_claims.length == 0) return;
        BookedClaim storage booked = _claims[which % _claims.length];
        uint256 before = eur.balanceOf(address(receivables));
        // Mostly a part, so that there is something to default on.
        uint256 paid = bound(amount, 0, booked.amountMinor / (1 + (amount % 4)) + 1);
        (bool done, ) = _attempt(account(BUYER), abi.encodeCall(IReceivables.pay, (booked.id, paid)));
        if (!done) return;
        assertEq(eur.balanceOf(address(receivables)) - before, paid, "money that came in");
        booked.paidMinor += paid;
    }

    function redeem(uint256 which, uint256 who) external {
        if (_claims.length == 0) return;
        BookedClaim storage booked = _claims[which % _claims.length];
        address holder = _nextOf(who, booked.id, _isDue);
        uint256 before = eur.balanceOf(holder);
        uint256 unpaid = receivables.unpaidOf(booked.id, holder);
        (bool done, ) = _attempt(
            _someHolder(who >> 8),
            abi.encodeCall(IReceivables.redeem, (booked.id, holder))
        );
        if (!done) return;
        uint256 paidOut = eur.balanceOf(holder) - before;
        assertTrue(paidOut <= unpaid, "more than its units");
        booked.paidOutMinor += paidOut;
    }

    function payOut(uint256 which) external {
        if (_claims.length == 0) return;
        BookedClaim storage booked = _claims[which % _claims.length];
        uint256 before = eur.balanceOf(address(receivables));
        receivables.payOut(booked.id, _holders);
        booked.paidOutMinor += before - eur.balanceOf(address(receivables));
    }

    function creditNote(uint256 which, uint256 who, uint96 amount) external {
        if (_claims.length == 0) return;
        BookedClaim storage booked = _claims[which % _claims.length];
        uint256 before = eur.balanceOf(address(receivables));
        uint256 credited = bound(amount, 0, booked.amountMinor + 1);
        (bool done, ) = _attempt(
            _nextOf(who, booked.id, _hasFree),
            abi.encodeCall(IReceivables.creditNote, (booked.id, credited, AGREEMENT))
        );
        if (!done) return;
        booked.creditedMinor += credited;
        booked.paidOutMinor += before - eur.balanceOf(address(receivables));
    }

    function recourse(uint256 which, uint256 who, uint96 amount) external {
        if (_claims.length == 0) return;
        uint256 id = _someDefaulted(which);
        address holder = _nextOf(who, id, _hasRecourse);
        _attempt(holder, abi.encodeCall(IReceivables.demandRecourse, (id)));
        uint256 units = bound(amount, 0, receivables.balanceOf(holder, id) + 1);
        uint256 before = eur.balanceOf(holder);
        (bool done, bytes memory result) = _attempt(
            account(SUPPLIER),
            abi.encodeCall(IReceivables.honourRecourse, (id, holder, units))
        );
        if (done) assertEq(eur.balanceOf(holder) - before, abi.decode(result, (uint256)), "recourse");
    }

    function recover(uint256 which, uint256 who) external {
        if (_claims.length == 0) return;
        which %= _claims.length;
        uint256 id = _claims[which].id;
        address lost = _nextOf(who, id, _isLost);
        uint256 organisation = _organisations[lost];
        bytes32[] memory found = new bytes32[](_pledges.length);
        uint256 count = 0;
        for (uint256 i = 0; i < _pledges.length; ++i) {
            bytes32 pledgeId = _pledges[i].pledgeId;
            if (_pledges[i].claim == which && receivables.pledgeOf(id, pledgeId).holder == lost)
                found[count++] = pledgeId;
        }
        bytes32[] memory pledges = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) pledges[i] = found[i];
        bool mayAct = registry.isMember(lost);
        (bool done, ) = _attempt(
            admin(organisation),
            abi.encodeCall(IClaims.recover, (id, lost, admin(organisation), pledges))
        );
        if (!done) return;
        assertFalse(mayAct, "recovered from an account that may act");
        assertEq(receivables.balanceOf(lost, id), 0, "all was recovered");
    }

    function freezeUnits(uint256 which, uint256 who, uint96 amount) external {
        if (_claims.length == 0) return;
        uint256 id = _claims[which % _claims.length].id;
        address holder = _nextOf(who, id, _hasFree);
        // Mostly less than before, or soon nothing would move.
        uint256 units = bound(amount, 0, receivables.balanceOf(holder, id) / (1 + (who % 4)));
        _attempt(address(timelock), abi.encodeCall(IClaims.setFrozenTokens, (holder, id, units)));
    }

    function force(uint256 which, uint256 from, uint256 to, uint96 amount) external {
        if (_claims.length == 0) return;
        uint256 id = _claims[which % _claims.length].id;
        address holder = _nextOf(from, id, _hasFree);
        IClaims.Holding memory before = receivables.holdingOf(id, holder);
        (bool done, ) = _attempt(
            address(timelock),
            abi.encodeCall(
                IClaims.forcedTransfer,
                (holder, _someHolder(to), id, bound(amount, 0, before.amount))
            )
        );
        if (!done) return;
        assertTrue(holder != _someHolder(to), "to itself");
        assertEq(receivables.holdingOf(id, holder).pledged, before.pledged, "cut the pledged units");
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

    function freezeAccount(uint256 who, uint256 frozen) external {
        address holder = _someHolder(who);
        vm.prank(deputy(_organisations[holder]));
        if (frozen % 3 == 0) {
            try registry.freezeAccount(holder) {} catch {}
        } else {
            try registry.unfreezeAccount(holder) {} catch {}
        }
    }

    function passTime(uint256 time) external {
        uint256 end = KYC_UNTIL - 1;
        vm.warp(bound(timeNow() + (time % 20 days), timeNow(), end));
    }

    /* Choosing */

    /// @dev The next account from the seed on that fits; the one at the seed if none does.
    function _nextOf(
        uint256 seed,
        uint256 id,
        function(uint256, address) view returns (bool) fits
    ) private view returns (address) {
        for (uint256 i = 0; i < _holders.length; ++i) {
            address holder = _someHolder((seed % _holders.length) + i);
            if (fits(id, holder)) return holder;
        }
        return _someHolder(seed);
    }

    function _hasFree(uint256 id, address holder) private view returns (bool) {
        return _freeOf(id, holder) != 0;
    }

    function _hasRecourse(uint256 id, address holder) private view returns (bool) {
        return _organisations[holder] != SUPPLIER && _freeOf(id, holder) != 0;
    }

    function _isDue(uint256 id, address holder) private view returns (bool) {
        return receivables.dueTo(id, holder) != 0;
    }

    function _isLost(uint256 id, address holder) private view returns (bool) {
        return receivables.balanceOf(holder, id) != 0 && !registry.isMember(holder);
    }

    /// @dev The next claim from the seed on that is in default; the one at the seed if none is.
    function _someDefaulted(uint256 seed) private view returns (uint256 id) {
        for (uint256 i = 0; i < _claims.length; ++i) {
            id = _claims[((seed % _claims.length) + i) % _claims.length].id;
            if (receivables.statusOf(id) == IReceivables.Status.Defaulted) return id;
        }
        return _claims[seed % _claims.length].id;
    }

    /// @dev The next pledge from the seed on that may be enforced; the one at the seed if none may.
    function _someEnforceable(uint256 seed) private view returns (BookedPledge memory booked) {
        for (uint256 i = 0; i < _pledges.length; ++i) {
            booked = _pledges[((seed % _pledges.length) + i) % _pledges.length];
            IClaims.Pledge memory pledge_ = receivables.pledgeOf(_claims[booked.claim].id, booked.pledgeId);
            if (timeNow() >= pledge_.enforceableFrom && timeNow() < pledge_.expiresAt) return booked;
        }
        return _pledges[seed % _pledges.length];
    }

    function _freeOf(uint256 id, address holder) private view returns (uint256) {
        IClaims.Holding memory holding = receivables.holdingOf(id, holder);
        return uint256(holding.amount) - holding.pledged - holding.frozen;
    }
}
