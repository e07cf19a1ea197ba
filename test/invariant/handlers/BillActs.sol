// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../../contracts/common/OrgId.sol";
import {Bills} from "../../../contracts/assets/Bills.sol";
import {IBills} from "../../../contracts/assets/IBills.sol";
import {IClaimRegistry} from "../../../contracts/assets/IClaimRegistry.sol";
import {SettlementToken} from "../../../contracts/payments/SettlementToken.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {BillsTest} from "../../assets/BillsTest.sol";

/// @notice What drawers, drawees, holders, banks and the clock may do to bills, and the books of what went through.
abstract contract BillActs is BillsTest {
    uint256 internal constant MOST_BILLS = 4;

    uint256[6] internal cast = [BUYER, SUPPLIER, SECOND_SUPPLIER, OPERATOR, AURUM, JADE];

    /// @dev Every lot there is, and whom the books take for its holder.
    uint256[] public lots;
    mapping(uint256 lot => uint256 organisation) public holderBooked;
    mapping(uint256 lot => uint256 count) public endorsementsBooked;
    mapping(uint256 lot => bool) public pledgeBooked;
    mapping(uint256 lot => bool) internal _protested;
    mapping(uint256 bill => uint256) public paidBooked;
    mapping(uint256 organisation => int256) public moneyBooked;
    mapping(uint256 organisation => bool) internal _suspended;
    uint256 private _nonce;

    constructor(Bills bills_, SettlementToken eur_) {
        bills = bills_;
        eur = eur_;
    }

    function lotsBooked() external view returns (uint256) {
        return lots.length;
    }

    /* Acts */

    function drawOne(uint256 seed) external {
        if (bills.billCount() == MOST_BILLS) return;
        uint256 drawer = _someone(seed);
        uint256 drawee = _someone(seed >> 8);
        uint256 payee = _someone(seed >> 16);
        IBills.BillTerms memory wanted = IBills.BillTerms({
            drawee: org(drawee),
            payee: account(payee),
            token: eur,
            amountMinor: uint96(1 + (seed % 5_000_000)),
            maturesAt: timeNow() + 1 + uint40(seed % 8 days),
            presentUntil: timeNow() + 1 + uint40(seed % 8 days) + 4 days,
            place: "nowhere, UTC"
        });
        IClaimRegistry.Document memory document = IClaimRegistry.Document(
            IClaimRegistry.DocumentKind.Bill,
            org(drawer),
            org(drawee),
            string.concat("B", Strings.toString(1 + bills.billCount()))
        );
        if (!_attempt(drawer, abi.encodeCall(IBills.draw, (wanted, document)))) return;
        assertTrue(drawer != drawee && payee != drawee, "drawn on or for the drawee itself");
        _bookLot(lotId(bills.billCount(), 1), payee, 0);
    }

    function answer(uint256 seed) external {
        uint256 bill = _someBill(seed);
        IBills.Bill memory before = bills.billOf(bill);
        uint256 caller = seed % 4 == 0 ? _someone(seed >> 8) : OrgId.unwrap(before.drawee);
        bytes memory call =
            seed % 3 == 0
                ? abi.encodeCall(IBills.refuse, (bill, REASON))
                : abi.encodeCall(IBills.accept, (bill));
        if (!_attempt(caller, call)) return;
        assertTrue(before.answer == IBills.Answer.None, "answered twice");
        assertTrue(org(caller) == before.drawee, "answered by another");
        assertTrue(timeNow() < before.maturesAt, "answered after maturity");
    }

    function passOn(uint256 seed, uint96 amountMinor, bool withRecourse) external {
        uint256 lot = _someLot(seed);
        uint256 caller = _holderOr(lot, seed >> 8);
        uint256 to = _someone(seed >> 16);
        amountMinor = _someAmount(lot, amountMinor);
        bool whole = amountMinor == bills.lotOf(lot).amountMinor;
        if (!_attempt(caller, abi.encodeCall(IBills.endorse, (lot, account(to), amountMinor, withRecourse))))
            return;
        _requirePassable(lot, caller);
        _bookPassed(lot, whole, to);
    }

    function splitOne(uint256 seed, uint96 amountMinor) external {
        uint256 lot = _someLot(seed);
        uint256 caller = _holderOr(lot, seed >> 8);
        if (!_attempt(caller, abi.encodeCall(IBills.split, (lot, _someAmount(lot, amountMinor))))) return;
        _requirePassable(lot, caller);
        _bookLot(_lastLotOf(lot), caller, endorsementsBooked[lot]);
    }

    function sell(uint256 seed, uint96 amountMinor, uint96 priceMinor) external {
        uint256 lot = _someLot(seed);
        uint256 caller = _holderOr(lot, seed >> 8);
        uint256 bank = seed % 2 == 0 ? AURUM : JADE;
        amountMinor = _someAmount(lot, amountMinor);
        IBills.DiscountOffer memory offer = IBills.DiscountOffer({
            lotId: lot,
            seller: org(caller),
            amountMinor: amountMinor,
            priceMinor: 1 + (priceMinor % 1_000_000),
            withRecourse: seed % 5 != 0,
            buyer: account(bank),
            nonce: _nonce++,
            validUntil: timeNow()
        });
        bool whole = amountMinor == bills.lotOf(lot).amountMinor;
        if (!_attempt(caller, abi.encodeCall(IBills.discount, (offer, _signed(bank, offer))))) return;
        _requirePassable(lot, caller);
        _requireHonoured(lot);
        _bookMoney(bank, caller, offer.priceMinor);
        _bookPassed(lot, whole, bank);
    }

    function pledgeOne(uint256 seed) external {
        uint256 lot = _someLot(seed);
        uint256 caller = _holderOr(lot, seed >> 8);
        IBills.PledgeTerms memory wanted = IBills.PledgeTerms({
            pledgee: account(_someone(seed >> 16)),
            enforceableFrom: timeNow() + uint40(seed % 2 days),
            expiresAt: timeNow() + uint40(seed % 60 days),
            withRecourse: true,
            agreement: REASON
        });
        if (!_attempt(caller, abi.encodeCall(IBills.pledge, (lot, wanted)))) return;
        _requirePassable(lot, caller);
        _requireHonoured(lot);
        pledgeBooked[lot] = true;
    }

    function endPledge(uint256 seed) external {
        uint256 lot = _someLotOf(seed, _isPledged);
        IBills.Pledge memory pledged = bills.pledgeOf(lot);
        uint256 caller = seed % 4 == 0 ? _someone(seed >> 8) : OrgId.unwrap(pledged.pledgee);
        bool takes = seed % 2 == 0;
        bytes memory call =
            takes ? abi.encodeCall(IBills.enforce, (lot)) : abi.encodeCall(IBills.release, (lot));
        if (caller == 0 || !_attempt(caller, call)) return;
        assertTrue(pledgeBooked[lot], "a pledge ended that was none");
        pledgeBooked[lot] = false;
        if (!takes) return;
        assertTrue(timeNow() < pledged.expiresAt && timeNow() >= pledged.enforceableFrom, "enforced in time");
        assertFalse(_protested[lot], "enforced after protest");
        _bookPassed(lot, true, OrgId.unwrap(pledged.pledgee));
    }

    function presentOne(uint256 seed) external {
        uint256 lot = _someLotOf(seed, _isDue);
        IBills.Bill memory bill = bills.billOf(lot >> 32);
        if (!_attempt(_someone(seed >> 8), abi.encodeCall(IBills.present, (only(lot))))) return;
        assertTrue(timeNow() >= bill.maturesAt && timeNow() <= bill.presentUntil, "presented in time");
    }

    function payOne(uint256 seed, uint96 amountMinor) external {
        uint256 lot = _someLotOf(seed, _isDue);
        uint256 drawee = OrgId.unwrap(bills.billOf(lot >> 32).drawee);
        uint256 caller = seed % 6 == 0 ? _someone(seed >> 8) : drawee;
        uint256 creditor = _creditorOf(lot);
        IBills.LotPayment[] memory payments = new IBills.LotPayment[](1);
        payments[0] = IBills.LotPayment(lot, _someAmount(lot, amountMinor));
        uint96 before = bills.lotOf(lot).amountMinor;
        if (!_attempt(caller, abi.encodeCall(IBills.pay, (payments)))) return;
        assertEq(caller, drawee, "paid by another");
        uint96 paid = before - bills.lotOf(lot).amountMinor;
        assertEq(paid, _suspended[creditor] ? 0 : payments[0].amountMinor, "paid");
        _bookPaid(lot, drawee, creditor, paid);
    }

    function collectOne(uint256 seed) external {
        uint256 lot = _someLotOf(seed, _isDue);
        uint256 creditor = _creditorOf(lot);
        uint256 caller = seed % 6 == 0 ? _someone(seed >> 8) : creditor;
        uint96 before = bills.lotOf(lot).amountMinor;
        if (!_attempt(caller, abi.encodeCall(IBills.collect, (only(lot))))) return;
        assertEq(caller, creditor, "collected by another");
        _bookPaid(lot, OrgId.unwrap(bills.billOf(lot >> 32).drawee), creditor, before);
    }

    function protestOne(uint256 seed) external {
        uint256 lot = _someLotOf(seed, _isDishonoured);
        IBills.Bill memory bill = bills.billOf(lot >> 32);
        IBills.Lot memory before = bills.lotOf(lot);
        uint256 caller = seed % 6 == 0 ? _someone(seed >> 8) : _creditorOf(lot);
        if (!_attempt(caller, abi.encodeCall(IBills.protest, (lot, EVIDENCE)))) return;
        assertFalse(_protested[lot], "protested twice");
        bool refused = bill.answer == IBills.Answer.Refused;
        assertTrue(
            refused || (before.presented && timeNow() > bill.presentUntil),
            "protested without dishonour"
        );
        _protested[lot] = true;
        endorsementsBooked[lot] = bills.lotOf(lot).endorsements;
    }

    function callOne(uint256 seed) external {
        uint256 lot = _someLotOf(seed, _isInRecourse);
        if (!_attempt(_creditorOf(lot), abi.encodeCall(IBills.callRecourse, (lot)))) return;
        assertTrue(_protested[lot], "called before protest");
    }

    function honourOne(uint256 seed) external {
        uint256 lot = _someLotOf(seed, _isInRecourse);
        // Mostly who was called upon.
        uint256 called = OrgId.unwrap(bills.recourseOf(lot).called);
        uint256 caller = called == 0 || seed % 4 == 0 ? _someone(seed >> 8) : called;
        uint256 creditor = _creditorOf(lot);
        IBills.Lot memory before = bills.lotOf(lot);
        if (!_attempt(caller, abi.encodeCall(IBills.honourRecourse, (lot)))) return;
        assertTrue(_protested[lot], "honoured before protest");
        uint256 left = bills.lotOf(lot).endorsements;
        bool byDrawer = org(caller) == bills.billOf(lot >> 32).drawer;
        assertTrue(left < before.endorsements || (byDrawer && left == 0), "an endorsement answered twice");
        assertTrue(caller != holderBooked[lot], "paid itself");
        endorsementsBooked[lot] = left;
        holderBooked[lot] = caller;
        pledgeBooked[lot] = false;
        _bookMoney(caller, creditor, before.amountMinor);
    }

    function suspendOrReinstate(uint256 seed) external {
        uint256 organisation = _someone(seed);
        // Rather let them act: an act per suspension would be too few.
        if (!_suspended[organisation] && seed % 8 != 0) return;
        _suspended[organisation] = !_suspended[organisation];
        if (_suspended[organisation]) suspend(organisation);
        else reinstate(organisation);
    }

    function wait(uint256 seed) external {
        skipSeconds(seed % 5 days);
    }

    /* Choosing and trying */

    function _attempt(uint256 caller, bytes memory call) private returns (bool done) {
        vm.prank(account(caller));
        (done, ) = address(bills).call(call);
        if (done) assertFalse(_suspended[caller], "a suspended organisation acted");
    }

    function _someone(uint256 seed) private view returns (uint256) {
        return cast[uint8(seed) % cast.length];
    }

    function _someBill(uint256 seed) private returns (uint256) {
        if (bills.billCount() == 0) this.drawOne(seed | 0x020001);
        return 1 + (seed % (bills.billCount() == 0 ? 1 : bills.billCount()));
    }

    function _someLot(uint256 seed) private view returns (uint256) {
        return lots[(seed >> 24) % lots.length];
    }

    /// @dev The next lot from the seed on that fits; the one at the seed if none does.
    function _someLotOf(
        uint256 seed,
        function(uint256) view returns (bool) fits
    ) private view returns (uint256) {
        for (uint256 i = 0; i < lots.length; ++i) {
            uint256 lot = lots[(((seed >> 24) % lots.length) + i) % lots.length];
            if (fits(lot)) return lot;
        }
        return _someLot(seed);
    }

    function _isPledged(uint256 lot) private view returns (bool) {
        return pledgeBooked[lot];
    }

    function _isDue(uint256 lot) private view returns (bool) {
        return bills.lotOf(lot).amountMinor != 0 && timeNow() >= bills.billOf(lot >> 32).maturesAt;
    }

    function _isDishonoured(uint256 lot) private view returns (bool) {
        IBills.Lot memory found = bills.lotOf(lot);
        IBills.Bill memory bill = bills.billOf(lot >> 32);
        if (found.amountMinor == 0 || found.protested) return false;
        return bill.answer == IBills.Answer.Refused || (found.presented && timeNow() > bill.presentUntil);
    }

    function _isInRecourse(uint256 lot) private view returns (bool) {
        return bills.lotOf(lot).amountMinor != 0 && _protested[lot];
    }

    function _holderOr(uint256 lot, uint256 seed) private view returns (uint256) {
        return seed % 6 == 0 ? _someone(seed >> 8) : holderBooked[lot];
    }

    /// @dev The whole lot every other time, sometimes too much.
    function _someAmount(uint256 lot, uint96 seed) private view returns (uint96) {
        uint96 amountMinor = bills.lotOf(lot).amountMinor;
        return seed % 2 == 0 ? amountMinor : uint96(bound(seed, 0, uint256(amountMinor) + 1));
    }

    function _creditorOf(uint256 lot) private view returns (uint256) {
        IBills.Pledge memory pledged = bills.pledgeOf(lot);
        return timeNow() < pledged.expiresAt ? OrgId.unwrap(pledged.pledgee) : holderBooked[lot];
    }

    function _lastLotOf(uint256 lot) private view returns (uint256) {
        return lotId(lot >> 32, bills.billOf(lot >> 32).lotCount);
    }

    /* What must have been so when a call went through */

    function _requirePassable(uint256 lot, uint256 caller) private view {
        assertEq(caller, holderBooked[lot], "passed on by another");
        assertFalse(pledgeBooked[lot], "a pledged lot was passed on or financed again");
        assertFalse(_protested[lot], "passed on after protest");
    }

    function _requireHonoured(uint256 lot) private view {
        IBills.Bill memory bill = bills.billOf(lot >> 32);
        assertTrue(
            bill.answer != IBills.Answer.Refused && timeNow() <= bill.presentUntil,
            "financed after dishonour"
        );
    }

    /* Books */

    function _bookLot(uint256 lot, uint256 holder, uint256 endorsements) private {
        lots.push(lot);
        holderBooked[lot] = holder;
        endorsementsBooked[lot] = endorsements;
    }

    function _bookPassed(uint256 lot, bool whole, uint256 to) private {
        if (whole) {
            holderBooked[lot] = to;
            ++endorsementsBooked[lot];
        } else {
            _bookLot(_lastLotOf(lot), to, endorsementsBooked[lot] + 1);
        }
    }

    function _bookPaid(uint256 lot, uint256 drawee, uint256 creditor, uint256 amountMinor) private {
        paidBooked[lot >> 32] += amountMinor;
        _bookMoney(drawee, creditor, amountMinor);
    }

    function _bookMoney(uint256 from, uint256 to, uint256 amountMinor) private {
        moneyBooked[from] -= int256(amountMinor);
        moneyBooked[to] += int256(amountMinor);
    }

    function _signed(uint256 bank, IBills.DiscountOffer memory offer) private view returns (bytes memory) {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(
                    "DiscountOffer(uint256 lotId,uint32 seller,uint96 amountMinor,uint96 priceMinor,bool withRecourse,address buyer,uint256 nonce,uint40 validUntil)"
                ),
                offer
            )
        );
        bytes32 digest = typedDataDigest("Guildhall Bills", address(bills), structHash);
        return signatureOf(keyOf("operator", bank), digest);
    }
}
