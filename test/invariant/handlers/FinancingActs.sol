// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Financing} from "../../../contracts/assets/Financing.sol";
import {IFinancing} from "../../../contracts/assets/IFinancing.sol";
import {IReceivables} from "../../../contracts/assets/IReceivables.sol";
import {Receivables} from "../../../contracts/assets/Receivables.sol";
import {OrgId} from "../../../contracts/common/OrgId.sol";
import {SettlementToken} from "../../../contracts/payments/SettlementToken.sol";
import {FinancingTest} from "../../assets/FinancingTest.sol";

/// @notice What banks, holders, the debtor, offices and the clock may do about the financing of one receivable, and the books
/// of what went through.
abstract contract FinancingActs is FinancingTest {
    uint256 internal constant MOST_LOANS = 12;

    /// @dev A loan as the calls that went through made it.
    struct Booked {
        uint256 lent;
        uint256 principalBack;
        uint256 pledged;
        bool enforced;
    }

    bytes32[] public loanIds;
    mapping(bytes32 loanId => Booked loan) private _booked;
    IFinancing.DiscountOffer[] private _sold;
    mapping(uint256 organisation => bool suspended) internal _suspended;
    bool private _frozen;
    uint256 private _nonce;

    constructor(Financing financing_, Receivables receivables_, SettlementToken eur_, uint256 id_) {
        (financing, receivables, eur, id) = (financing_, receivables_, eur_, id_);
    }

    function loansBooked() external view returns (uint256) {
        return loanIds.length;
    }

    function booked(bytes32 loanId) external view returns (Booked memory) {
        return _booked[loanId];
    }

    /* Acts */

    function borrow(uint256 seed, uint96 units, uint96 principal) external {
        if (loanIds.length == MOST_LOANS) return;
        uint256 holder = _someHolder(seed);
        IFinancing.LoanOffer memory offer = loanOffer();
        offer.bank = account(_someBank(seed >> 8));
        offer.borrower = account(holder);
        offer.units = _someUnits(holder, units);
        offer.principalMinor = uint96(bound(principal, 1, AMOUNT));
        offer.advanceBps = 9_000;
        offer.dueAt = timeNow() + 1 + uint40(seed % 20 days);
        offer.graceSeconds = uint32(seed % 5 days);
        offer.nonce = _nonce++;
        uint256 free = _freeOf(holder);
        uint256 before = eur.balanceOf(offer.borrower);
        bytes memory call = abi.encodeCall(IFinancing.acceptLoan, (offer, signed(offer)));
        if (!_attempt(holder, call)) return;
        assertTrue(offer.units <= free, "pledged what was not free");
        assertFalse(_suspended[_bankOf(offer.bank)], "a suspended bank lent");
        assertEq(eur.balanceOf(offer.borrower), before + offer.principalMinor, "principal");
        bytes32 loanId = idOf(offer);
        loanIds.push(loanId);
        _booked[loanId] = Booked(offer.principalMinor, 0, offer.units, false);
        // Not a second time.
        assertFalse(_attempt(holder, call), "an offer was accepted twice");
    }

    function sell(uint256 seed, uint96 units, uint96 price) external {
        uint256 holder = _someHolder(seed);
        IFinancing.DiscountOffer memory offer = buyBackOffer();
        offer.bank = account(_someBank(seed >> 8));
        offer.seller = account(holder);
        offer.units = _someUnits(holder, units);
        offer.minUnpaidMinor = 0;
        (offer.priceMinor, offer.buyBackPriceMinor) = (1 + (price % AMOUNT), 1 + (price % AMOUNT));
        offer.nonce = _nonce++;
        uint256 free = _freeOf(holder);
        uint256 before = eur.balanceOf(offer.seller);
        if (!_attempt(holder, abi.encodeCall(IFinancing.acceptDiscount, (offer, signed(offer))))) return;
        assertTrue(offer.units <= free, "sold what was not free");
        assertFalse(_suspended[_bankOf(offer.bank)], "a suspended bank bought");
        assertEq(eur.balanceOf(offer.seller), before + offer.priceMinor, "price");
        _sold.push(offer);
    }

    function buyBackOne(uint256 seed) external {
        if (_sold.length == 0) return;
        IFinancing.DiscountOffer memory offer = _sold[seed % _sold.length];
        uint256 seller = offer.seller == account(SUPPLIER) ? SUPPLIER : SECOND_SUPPLIER;
        uint256 payer = seed % 7 == 0 ? _someHolder(seed >> 8) : seller;
        bool wasOpen = financing.isBuyBackOpen(idOf(offer));
        Money memory before = _moneyOf(offer.bank, payer);
        // To an account of the seller without units of a lower tier.
        bytes memory call = abi.encodeCall(IFinancing.buyBack, (offer, admin(seller), 0));
        if (!_attempt(payer, call)) return;
        assertTrue(wasOpen && payer == seller && timeNow() < offer.buyBackUntil, "bought back");
        _requirePaid(before, offer.bank, payer, offer.buyBackPriceMinor);
    }

    function repayOne(uint256 seed, uint96 amount) external {
        if (loanIds.length == 0) return;
        bytes32 loanId = loanIds[seed % loanIds.length];
        IFinancing.Loan memory loan = financing.loanOf(loanId);
        uint256 payer = seed % 3 == 0 ? SECOND_SUPPLIER : SUPPLIER;
        uint256 mostMinor = seed % 4 == 0 ? type(uint256).max : bound(amount, 1, AMOUNT);
        Money memory before = _moneyOf(loan.bank, payer);
        if (!_attempt(payer, abi.encodeCall(IFinancing.repay, (loanId, mostMinor)))) return;
        uint256 owed = _owed(loan);
        _requirePaid(before, loan.bank, payer, mostMinor < owed ? mostMinor : owed);
        _bookRepaid(loanId, loan);
    }

    function repayOutOfClaim(uint256 seed) external {
        if (loanIds.length == 0) return;
        bytes32 loanId = loanIds[seed % loanIds.length];
        IFinancing.Loan memory loan = financing.loanOf(loanId);
        uint256 payer = seed % 5 == 0 ? _someHolder(seed >> 8) : _holderOf(loan.borrower);
        uint256 before = _moneyOf(loan.bank, payer).bank;
        if (!_attempt(payer, abi.encodeCall(IFinancing.repayFromClaim, (loanId)))) return;
        assertEq(account(payer), loan.borrower, "by another");
        assertEq(_moneyOf(loan.bank, payer).bank, before + _owed(loan), "what was owed");
        _bookRepaid(loanId, loan);
    }

    function enforceOne(uint256 seed) external {
        if (loanIds.length == 0) return;
        bytes32 loanId = loanIds[seed % loanIds.length];
        IFinancing.Loan memory loan = financing.loanOf(loanId);
        uint256 bank = seed % 5 == 0 ? _someBank(seed >> 8) : _bankOf(loan.bank);
        uint256 held = receivables.balanceOf(account(bank), id);
        if (!_attempt(bank, abi.encodeCall(IFinancing.enforce, (loanId, account(bank))))) return;
        assertEq(account(bank), loan.bank, "enforced by another");
        assertTrue(timeNow() >= loan.defaultsAt, "enforced before default");
        uint256 taken = receivables.balanceOf(account(bank), id) - held;
        assertTrue(taken <= loan.pledgedUnits, "took more than was pledged");
        uint256 left = _owed(financing.loanOf(loanId));
        assertTrue(left == 0 || taken == loan.pledgedUnits, "left units although money is owed");
        (_booked[loanId].pledged, _booked[loanId].enforced) = (0, true);
        _bookRepaid(loanId, loan);
    }

    function enforcePastTheContract(uint256 seed) external {
        if (loanIds.length == 0) return;
        IFinancing.Loan memory loan = financing.loanOf(loanIds[seed % loanIds.length]);
        vm.prank(loan.bank);
        (bool done, ) = address(receivables).call(
            abi.encodeCall(receivables.enforce, (id, loan.pledgeId, loan.bank))
        );
        assertFalse(done, "enforced past the contract");
    }

    function releaseSome(uint256 seed, uint96 units) external {
        if (loanIds.length == 0) return;
        bytes32 loanId = loanIds[seed % loanIds.length];
        IFinancing.Loan memory loan = financing.loanOf(loanId);
        if (loan.pledgedUnits == 0) return;
        address caller = seed % 3 == 0 ? loan.borrower : loan.bank;
        uint256 amount = bound(units, 1, loan.pledgedUnits);
        vm.prank(caller);
        (bool done, ) = address(receivables).call(
            abi.encodeCall(receivables.release, (id, loan.pledgeId, amount))
        );
        if (!done) return;
        assertEq(caller, loan.bank, "released by the borrower");
        _booked[loanId].pledged -= amount;
    }

    function payClaim(uint96 amount) external {
        uint256 amountMinor = bound(amount, 1, AMOUNT / 4);
        vm.prank(account(BUYER));
        // solhint-disable-next-line no-empty-blocks
        try receivables.pay(id, amountMinor) {} catch {}
    }

    function redeemFor(uint256 seed) external {
        address holder = account(seed % 2 == 0 ? _someHolder(seed >> 8) : _someBank(seed >> 8));
        // solhint-disable-next-line no-empty-blocks
        try receivables.redeem(id, holder) {} catch {}
    }

    function passUnits(uint256 seed, uint96 units) external {
        uint256 holder = _someHolder(seed);
        uint256 amount = _someUnits(holder, units);
        address to = account(seed % 2 == 0 ? _someBank(seed >> 8) : SECOND_SUPPLIER);
        uint256 free = _freeOf(holder);
        vm.prank(account(holder));
        (bool done, ) = address(receivables).call(abi.encodeCall(receivables.transfer, (to, id, amount)));
        if (done) assertTrue(amount <= free, "pledged units passed on");
    }

    function suspendOrReinstate(uint256 seed) external {
        uint256 organisation = seed % 2 == 0 ? _someBank(seed >> 8) : _someHolder(seed >> 8);
        if (seed % 3 != 0 && !_suspended[organisation]) return;
        _suspended[organisation] = !_suspended[organisation];
        if (_suspended[organisation]) suspend(organisation);
        else reinstate(organisation);
    }

    /// @dev JADE in the money that AURUM issues.
    function freezeOrUnfreeze(uint256 seed) external {
        if (_suspended[AURUM] || (seed % 3 != 0 && !_frozen)) return;
        _frozen = !_frozen;
        vm.prank(account(AURUM));
        if (_frozen) eur.freeze(account(JADE));
        else eur.unfreeze(account(JADE));
    }

    function wait(uint256 seed) external {
        skipSeconds(seed % 4 days);
    }

    /* Choosing and trying */

    function _attempt(uint256 caller, bytes memory call) private returns (bool done) {
        vm.prank(account(caller));
        (done, ) = address(financing).call(call);
        if (done) assertFalse(_suspended[caller], "a suspended organisation acted");
    }

    function _someHolder(uint256 seed) private pure returns (uint256) {
        return uint8(seed) % 3 == 0 ? SECOND_SUPPLIER : SUPPLIER;
    }

    function _someBank(uint256 seed) private pure returns (uint256) {
        return uint8(seed) % 2 == 0 ? AURUM : JADE;
    }

    function _bankOf(address bank) private pure returns (uint256) {
        return bank == account(AURUM) ? AURUM : JADE;
    }

    function _holderOf(address borrower) private pure returns (uint256) {
        return borrower == account(SUPPLIER) ? SUPPLIER : SECOND_SUPPLIER;
    }

    function _freeOf(uint256 holder) private view returns (uint256) {
        return
            receivables.balanceOf(account(holder), id) - receivables.holdingOf(id, account(holder)).pledged;
    }

    /// @dev Sometimes more than is free.
    function _someUnits(uint256 holder, uint96 seed) private view returns (uint96) {
        uint256 free = _freeOf(holder);
        return uint96(bound(seed, 1, 1 + free / (1 + (seed % 3))));
    }

    /* What must have been so when a call went through */

    struct Money {
        uint256 bank;
        uint256 payer;
    }

    /// @dev What a bank has, what waits for it in quarantine counted in, and a payer.
    function _moneyOf(address bank, uint256 payer) private view returns (Money memory) {
        return Money(eur.balanceOf(bank) + eur.balanceOf(address(eur)), eur.balanceOf(account(payer)));
    }

    function _requirePaid(
        Money memory before,
        address bank,
        uint256 payer,
        uint256 amountMinor
    ) private view {
        Money memory now_ = _moneyOf(bank, payer);
        assertEq(before.payer - now_.payer, amountMinor, "paid");
        assertEq(now_.bank - before.bank, amountMinor, "received");
    }

    function _owed(IFinancing.Loan memory loan) private pure returns (uint256) {
        return loan.principalMinor + loan.interestMinor + loan.overdueInterestMinor + loan.feeMinor;
    }

    function _bookRepaid(bytes32 loanId, IFinancing.Loan memory before) private {
        IFinancing.Loan memory loan = financing.loanOf(loanId);
        _booked[loanId].principalBack += before.principalMinor - loan.principalMinor;
        if (loan.status == IFinancing.LoanStatus.Settled) _booked[loanId].pledged = 0;
    }
}
