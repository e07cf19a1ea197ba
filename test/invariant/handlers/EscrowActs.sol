// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IPaymentEscrow} from "../../../contracts/payments/IPaymentEscrow.sol";
import {SettlementToken} from "../../../contracts/payments/SettlementToken.sol";
import {EscrowBooks} from "./EscrowBooks.sol";

/// @notice Everything that anyone may do to payments in escrow.
abstract contract EscrowActs is EscrowBooks {
    function authorise(uint256 seed, uint256 who) external {
        uint256 index = _newPayment(seed);
        IPaymentEscrow.PaymentTerms memory terms = termsAt(index);
        bool bySignature = who & 1 == 0;
        bytes memory call =
            bySignature
                ? abi.encodeCall(
                    escrow.authoriseBySignature,
                    (terms, signed(terms, who & 2 == 0 ? BUYER : SUPPLIER))
                )
                : abi.encodeCall(escrow.authorise, (terms));
        address caller = _mostly(BUYER, who >> 8);
        if (!_attempt(caller, call)) return;
        assertTrue(bySignature ? who & 2 == 0 : caller == terms.payer, "the payer's own act");
        assertFalse(_booked[index].authorised || _booked[index].revoked, "terms used once");
        assertTrue(timeNow() < terms.authoriseBefore, "in time");
        _booked[index].authorised = true;
    }

    function revoke(uint256 seed, uint256 who) external {
        uint256 index = _newPayment(seed);
        address caller = _mostly(BUYER, who);
        if (!_attempt(caller, abi.encodeCall(escrow.revoke, (termsAt(index))))) return;
        assertEq(_orgOf(caller), BUYER, "the payer's own act");
        assertFalse(_booked[index].authorised || _booked[index].revoked, "terms used once");
        _booked[index].revoked = true;
    }

    function capture(uint256 which, uint96 amount, uint256 who) external {
        if (_booked.length == 0) return;
        uint256 index = which % _booked.length;
        IPaymentEscrow.Capture memory item = _someCapture(index, amount, who);
        address caller = _mostly(SUPPLIER, who);
        if (!_attempt(caller, abi.encodeCall(escrow.capture, (termsAt(index), item)))) return;
        _checkCapture(index, item, caller);
        _bookCapture(index, item.amountMinor, item.feeBps);
    }

    function captureBatch(uint256 first, uint96 amount, uint256 who) external {
        if (_booked.length == 0) return;
        IPaymentEscrow.CaptureItem[] memory items = new IPaymentEscrow.CaptureItem[](3);
        uint96[] memory before = new uint96[](3);
        for (uint256 i = 0; i < 3; ++i) {
            uint256 index = ((first % _booked.length) + i) % _booked.length;
            items[i].terms = termsAt(index);
            items[i].capture = _someCapture(index, amount, who);
            before[i] = escrow.paymentOf(idOf(items[i].terms)).capturableMinor;
        }
        address caller = _mostly(SUPPLIER, who);
        assertTrue(_attempt(caller, abi.encodeCall(escrow.captureBatch, (items))), "a batch never fails");
        for (uint256 i = 0; i < 3; ++i) {
            uint256 index = ((first % _booked.length) + i) % _booked.length;
            // With fewer payments than items, one comes twice; the second time changes nothing.
            if (i >= _booked.length) break;
            if (escrow.paymentOf(idOf(items[i].terms)).capturableMinor == before[i]) continue;
            _checkCapture(index, items[i].capture, caller);
            _bookCapture(index, items[i].capture.amountMinor, items[i].capture.feeBps);
        }
    }

    function void(uint256 which, uint256 who) external {
        if (_booked.length == 0) return;
        uint256 index = which % _booked.length;
        address caller = _mostly(SUPPLIER, who);
        if (!_attempt(caller, abi.encodeCall(escrow.void, (termsAt(index))))) return;
        _checkPayeeSide(index, caller);
        assertTrue(!_isDisputed(index) && timeNow() < _deadlineOf(index), "undisputed, in time");
        _booked[index].voided += _heldBooked(index);
    }

    function expire(uint256 which, uint256 who) external {
        if (_booked.length == 0) return;
        uint256 index = which % _booked.length;
        bool due = _heldBooked(index) > 0 && !_isDisputed(index) && timeNow() >= _deadlineOf(index);
        bool done = _attempt(_someone(who), abi.encodeCall(escrow.expire, (termsAt(index))));
        assertTrue(done == due, "expires exactly when it is due, whoever calls");
        if (done) _booked[index].voided += _heldBooked(index);
    }

    function refund(uint256 which, uint96 amount, uint256 who) external {
        if (_booked.length == 0) return;
        uint256 index = which % _booked.length;
        if (_booked[index].captured != 0) amount = uint96(bound(amount, 0, _booked[index].captured + 1));
        address caller = _mostly(SUPPLIER, who);
        if (!_attempt(caller, abi.encodeCall(escrow.refund, (termsAt(index), amount)))) return;
        _checkPayeeSide(index, caller);
        assertTrue(timeNow() < termsAt(index).refundBefore + _booked[index].extension, "in time");
        _booked[index].refunded += amount;
        refundsBooked[_tokenOf(index)][caller] += amount;
        assertTrue(_booked[index].refunded <= _booked[index].captured, "no more than was captured");
    }

    function release(uint256 which, uint256 milestone, uint256 who) external {
        if (_booked.length == 0) return;
        uint256 index = which % _booked.length;
        milestone %= 3;
        address caller = _mostly(milestone == 0 ? BUYER : ARBITER, who);
        bytes32 evidence = who & 32 == 0 ? EVIDENCE : REASON;
        if (!_attempt(caller, abi.encodeCall(escrow.release, (termsAt(index), milestone, evidence)))) return;
        bool byAttester = _orgOf(caller) == ARBITER && milestone == 1 && evidence == EVIDENCE;
        assertTrue(_orgOf(caller) == BUYER || byAttester, "payer or attester");
        assertTrue((_booked[index].released >> milestone) & 1 == 0, "released once");
        _booked[index].released |= 1 << milestone;
    }

    function openDispute(uint256 which, uint256 who) external {
        if (_booked.length == 0) return;
        uint256 index = which % _booked.length;
        address caller = _mostly(who & 64 == 0 ? BUYER : SUPPLIER, who);
        if (!_attempt(caller, abi.encodeCall(escrow.openDispute, (termsAt(index), REASON)))) return;
        uint256 organisation = _orgOf(caller);
        assertTrue(organisation == BUYER || organisation == SUPPLIER, "a party's own act");
        uint8 party = organisation == BUYER ? 1 : 2;
        bool isSecond = _booked[index].withdrawnBy != 0;
        assertEq(_booked[index].dispute, isSecond ? 3 : 0, "undisputed, undecided");
        assertTrue(_booked[index].withdrawnBy != party, "once for each party");
        assertTrue(_heldBooked(index) > 0 && timeNow() < _deadlineOf(index), "about held money, in time");
        _booked[index].dispute = isSecond ? 5 : party;
        _booked[index].disputedAt = timeNow();
    }

    function withdrawDispute(uint256 which, uint256 who) external {
        if (_booked.length == 0) return;
        uint256 index = which % _booked.length;
        address caller = _mostly(_booked[index].dispute == 1 ? BUYER : SUPPLIER, who);
        if (!_attempt(caller, abi.encodeCall(escrow.withdrawDispute, (termsAt(index))))) return;
        assertTrue(_booked[index].dispute == 1 || _booked[index].dispute == 2, "disputed, not for good");
        assertEq(_orgOf(caller), _booked[index].dispute == 1 ? BUYER : SUPPLIER, "by who opened it");
        assertTrue(timeNow() < _arbiterUntil(index), "in time");
        _booked[index].withdrawnBy = _booked[index].dispute;
        _booked[index].dispute = 3;
        _booked[index].extension = timeNow() - _booked[index].disputedAt;
    }

    function resolve(uint256 which, uint96 amount, uint256 who) external {
        if (_booked.length == 0) return;
        uint256 index = which % _booked.length;
        uint256 held = _heldBooked(index);
        amount = uint96(bound(amount, 0, held + 1));
        address caller = _mostly(ARBITER, who);
        if (!_attempt(caller, abi.encodeCall(escrow.resolve, (termsAt(index), amount, REASON)))) return;
        assertEq(_orgOf(caller), ARBITER, "the arbiter's own act");
        assertTrue(_isDisputed(index) && timeNow() < _arbiterUntil(index), "disputed, in time");
        _bookEnd(index, amount, held);
    }

    function endDispute(uint256 which, uint256 who) external {
        if (_booked.length == 0) return;
        uint256 index = which % _booked.length;
        bool due = _isDisputed(index) && timeNow() >= _arbiterUntil(index);
        bool done = _attempt(_someone(who), abi.encodeCall(escrow.endDispute, (termsAt(index))));
        assertTrue(done == due, "ends exactly when it is due, whoever calls");
        if (!done) return;
        uint256 held = _heldBooked(index);
        _bookEnd(index, termsAt(index).disputeDefaultsToPayee ? held : 0, held);
    }

    /* The world around them */

    function suspendOrReinstate(uint256 which) external {
        uint256[5] memory organisations = [BUYER, SUPPLIER, ARBITER, SECOND_SUPPLIER, OPERATOR];
        uint256 organisation = organisations[which % 5];
        if (registry.isInGoodStanding(org(organisation))) suspend(organisation);
        else reinstate(organisation);
    }

    function freezeAtTheBank(uint256 which, bool freeze) external {
        address target = _someone(which | 1);
        for (uint256 i = 0; i < 2; ++i) {
            SettlementToken token = tokenAt(i);
            vm.prank(issuerOf(token));
            (bool done, ) = address(token).call(
                freeze ? abi.encodeCall(token.freeze, (target)) : abi.encodeCall(token.unfreeze, (target))
            );
            if (!done) return;
        }
    }

    function letTimePass(uint256 duration) external {
        if (timeNow() > KYC_UNTIL - 60 days) return;
        skipSeconds(bound(duration, 1, 6 days));
    }

    /* Checks */

    function _someCapture(
        uint256 index,
        uint96 amount,
        uint256 who
    ) private view returns (IPaymentEscrow.Capture memory item) {
        IPaymentEscrow.PaymentTerms memory terms = termsAt(index);
        item.capturedBeforeMinor = uint96(_booked[index].captured);
        if (who & 128 != 0) item.capturedBeforeMinor += 1;
        item.amountMinor = uint96(bound(amount, 0, terms.amountMinor + 1));
        item.feeBps = terms.minFeeBps;
        if (who & 256 == 0) item.feeBps += uint16((who >> 16) % 310);
    }

    function _checkCapture(uint256 index, IPaymentEscrow.Capture memory item, address caller) private view {
        IPaymentEscrow.PaymentTerms memory terms = termsAt(index);
        bool byPayer = _orgOf(caller) == BUYER;
        if (!byPayer) _checkPayeeSide(index, caller);
        assertTrue(!_isDisputed(index) && timeNow() < _deadlineOf(index), "undisputed, in time");
        assertEq(item.capturedBeforeMinor, _booked[index].captured, "what came before");
        uint256 sum = _booked[index].captured + item.amountMinor;
        assertTrue(
            sum <= _releasedBooked(index) && sum + _booked[index].voided <= terms.amountMinor,
            "released"
        );
        uint16 most = byPayer ? terms.minFeeBps : terms.maxFeeBps;
        assertTrue(item.feeBps >= terms.minFeeBps && item.feeBps <= most, "fee within its bounds");
    }

    function _checkPayeeSide(uint256 index, address caller) private view {
        bool byAgent = _orgOf(caller) == OPERATOR && !termsAt(index).agent.isNone();
        assertTrue(byAgent || _orgOf(caller) == SUPPLIER, "the payee's side");
    }

    function _arbiterUntil(uint256 index) private view returns (uint40) {
        return _booked[index].disputedAt + termsAt(index).disputeSeconds;
    }

    function _bookEnd(uint256 index, uint256 toPayee, uint256 held) private {
        _booked[index].dispute = 4;
        _bookCapture(index, toPayee, termsAt(index).minFeeBps);
        _booked[index].voided += held - toPayee;
    }
}
