// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {OrgId} from "../common/OrgId.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";
import {FinancingMoney} from "./FinancingMoney.sol";
import {IClaims} from "./IClaims.sol";
import {IFinancing} from "./IFinancing.sol";
import {IReceivables} from "./IReceivables.sol";
import {LoanAccount} from "./LoanAccount.sol";

/// @title FinancingLoans
/// @notice Loans against pledged units, from acceptance to the last repayment, see `IFinancing`.
/// @dev What is owed is written before any token is called, so a token that calls back finds nothing to take twice. The
/// rooms of claims that are called before are the alliance's own.
abstract contract FinancingLoans is FinancingMoney {
    using SafeERC20 for ISettlementToken;

    uint256 private constant WHOLE_BPS = 10_000;

    mapping(bytes32 loanId => LoanAccount loan) private _loans;

    // The offer is used up before the room is called, which is the alliance's own, and no loan is there to be repaid.
    // slither-disable-start reentrancy-no-eth

    /// @inheritdoc IFinancing
    function acceptLoan(
        LoanOffer calldata offer,
        bytes calldata signature
    ) external returns (bytes32 loanId) {
        loanId = loanIdOf(offer);
        LoanAccount memory loan = _sound(loanId, offer);
        OrgId holder;
        (loan.lender, holder) = _take(
            loanId,
            offer.bank,
            offer.borrower,
            offer.nonce,
            offer.expiresAt,
            signature
        );
        loan.debtor = holder;
        _pledge(loanId, loan, offer);
        uint256 mostMinor = (uint256(loan.valueMinor) * offer.advanceBps) / WHOLE_BPS;
        if (offer.principalMinor > mostMinor) revert Financing_OverAdvance(offer.principalMinor, mostMinor);
        _loans[loanId] = loan;
        _lend(loan.lender, loan.debtor, offer.token, offer.principalMinor);
        emit LoanOpened(loanId, loan.lender, loan.debtor, loan.pledgeId, loan.valueMinor, offer);
        // The bank signed the offer.
        // slither-disable-next-line arbitrary-send-erc20
        offer.token.safeTransferFrom(offer.bank, offer.borrower, offer.principalMinor);
    }
    // slither-disable-end reentrancy-no-eth

    /// @inheritdoc IFinancing
    function repay(bytes32 loanId, uint256 mostMinor) external returns (uint256 paidMinor) {
        LoanAccount memory loan = _accrued(loanId);
        if (mostMinor == 0) revert Financing_ZeroAmount(loanId);
        paidMinor = Math.min(mostMinor, loan.owedMinor());
        Allotment memory allotment = _book(loanId, loan, paidMinor);
        _collect(loanId, loan, paidMinor, allotment);
        if (loan.owedMinor() != 0) return paidMinor;
        uint256 pledged = loan.claims.pledgeOf(loan.claimId, loan.pledgeId).amount;
        if (pledged != 0) loan.claims.release(loan.claimId, loan.pledgeId, pledged);
    }

    /// @inheritdoc IFinancing
    function repayFromClaim(bytes32 loanId) external returns (uint256 paidMinor) {
        LoanAccount memory loan = _accrued(loanId);
        IClaims.Pledge memory pledged = _requireCollateral(loanId, loan);
        if (msg.sender != pledged.holder) revert Financing_NotBorrower(loanId, msg.sender, pledged.holder);
        if (!loan.isPaidInToken) revert Financing_OtherMoney(loanId);
        paidMinor = loan.owedMinor();
        Allotment memory allotment = _book(loanId, loan, paidMinor);
        loan.claims.release(loan.claimId, loan.pledgeId, pledged.amount);
        IReceivables(address(loan.claims)).redeem(loan.claimId, msg.sender);
        _collect(loanId, loan, paidMinor, allotment);
    }

    /// @inheritdoc IFinancing
    function enforce(bytes32 loanId, address receiver) external {
        LoanAccount memory loan = _accrued(loanId);
        OrgId caller = _callingMember();
        if (caller != loan.lender) revert Financing_NotLender(loanId, caller, loan.lender);
        if (block.timestamp < loan.defaultsAt) revert Financing_NotInDefault(loanId, loan.defaultsAt);
        uint256 pledged = _requireCollateral(loanId, loan).amount;
        uint256 owed = loan.owedMinor();
        uint256 taken = Math.min(pledged, loan.unitsWorth(owed));
        if (taken == 0) revert Financing_LessThanOneUnit(loanId, owed);
        Allotment memory allotment = _book(loanId, loan, loan.worthOf(taken));
        emit LoanEnforced(loanId, receiver, taken, pledged - taken, allotment, loan.principalMinor);
        if (taken != pledged) loan.claims.release(loan.claimId, loan.pledgeId, pledged - taken);
        loan.claims.enforce(loan.claimId, loan.pledgeId, receiver);
    }

    /// @inheritdoc IFinancing
    function declareDefault(bytes32 loanId) external {
        LoanAccount memory loan = _accrued(loanId);
        if (block.timestamp < loan.defaultsAt) revert Financing_NotInDefault(loanId, loan.defaultsAt);
        if (loan.defaultDeclared) revert Financing_AlreadyDeclared(loanId);
        _loans[loanId].defaultDeclared = true;
        emit LoanDefaultDeclared(loanId, msg.sender, loan.owedMinor());
    }

    /// @inheritdoc IFinancing
    function loanOf(bytes32 loanId) external view returns (Loan memory) {
        LoanAccount memory loan = _requireLoan(loanId);
        loan.accrue();
        return
            Loan({
                status: _statusOf(loan),
                bank: loan.bank,
                borrower: loan.borrower,
                lender: loan.lender,
                debtor: loan.debtor,
                claims: loan.claims,
                claimId: loan.claimId,
                pledgeId: loan.pledgeId,
                pledgedUnits: loan.claims.pledgeOf(loan.claimId, loan.pledgeId).amount,
                token: loan.token,
                principalMinor: loan.principalMinor,
                interestMinor: loan.interestMinor(),
                overdueInterestMinor: loan.overdueInterestMinor(),
                feeMinor: loan.feeMinor,
                dueAt: loan.dueAt,
                defaultsAt: loan.defaultsAt,
                defaultDeclared: loan.defaultDeclared
            });
    }

    /* Within */

    /// @dev The account of a loan on these terms, unless they cannot hold.
    function _sound(bytes32 loanId, LoanOffer calldata offer) private view returns (LoanAccount memory loan) {
        uint256 defaultsAt = uint256(offer.dueAt) + offer.graceSeconds;
        if (
            offer.principalMinor == 0 ||
            offer.units == 0 ||
            offer.advanceBps > WHOLE_BPS ||
            offer.dueAt <= block.timestamp ||
            defaultsAt >= type(uint40).max
        ) revert Financing_BadOffer(loanId);
        loan.bank = offer.bank;
        loan.principalMinor = offer.principalMinor;
        loan.borrower = offer.borrower;
        loan.feeMinor = offer.feeMinor;
        loan.token = offer.token;
        loan.units = offer.units;
        loan.claimId = offer.claimId;
        loan.accruedAt = uint40(block.timestamp);
        loan.dueAt = offer.dueAt;
        loan.defaultsAt = uint40(defaultsAt);
        loan.rateBps = offer.rateBps;
        loan.overdueRateBps = offer.overdueRateBps;
    }

    /// @dev Pledges the units for as long as anything is owed, with this contract as agent, and values them.
    function _pledge(bytes32 loanId, LoanAccount memory loan, LoanOffer calldata offer) private {
        IClaims claims = _claimsOf(offer.room);
        loan.claims = claims;
        uint256 unpaidBefore = _unpaidOf(offer.room, claims, offer.claimId, offer.borrower);
        loan.pledgeId = claims.pledge(
            offer.claimId,
            offer.units,
            offer.borrower,
            IClaims.PledgeTerms(loan.lender, loan.defaultsAt, type(uint40).max, loanId, address(this))
        );
        uint256 unpaid = unpaidBefore - _unpaidOf(offer.room, claims, offer.claimId, offer.borrower);
        _requireUnpaid(offer.claimId, unpaid, offer.minUnpaidMinor);
        if (_areReceivables(offer.room)) {
            IReceivables.Receivable memory receivable = IReceivables(address(claims)).receivableOf(
                offer.claimId
            );
            loan.debtor = receivable.debtor;
            loan.isPaidInToken = receivable.token == address(offer.token);
        }
        if (offer.valueMinor == 0 && !loan.isPaidInToken)
            revert Financing_NoValue(offer.claimId, offer.token);
        loan.valueMinor = offer.valueMinor == 0 ? uint96(unpaid) : offer.valueMinor;
    }

    /// @dev The caller pays what was taken off the debt.
    function _collect(
        bytes32 loanId,
        LoanAccount memory loan,
        uint256 amountMinor,
        Allotment memory allotment
    ) private {
        uint256 quarantineId = _payBank(loan.token, loan.bank, amountMinor, loanId);
        emit LoanRepaid(loanId, msg.sender, allotment, loan.principalMinor, quarantineId);
    }

    /// @dev Takes so much off the debt.
    function _book(
        bytes32 loanId,
        LoanAccount memory loan,
        uint256 amountMinor
    ) private returns (Allotment memory allotment) {
        allotment = loan.allot(amountMinor);
        _loans[loanId] = loan;
        _unlend(loan.lender, loan.debtor, loan.token, allotment.principalMinor);
        if (loan.owedMinor() == 0) emit LoanSettled(loanId);
    }

    /// @dev A loan on which something is owed, with its interest up to now.
    function _accrued(bytes32 loanId) private view returns (LoanAccount memory loan) {
        loan = _requireLoan(loanId);
        loan.accrue();
        if (loan.owedMinor() == 0) revert Financing_Settled(loanId);
    }

    function _requireLoan(bytes32 loanId) private view returns (LoanAccount memory loan) {
        loan = _loans[loanId];
        if (loan.bank == address(0)) revert Financing_UnknownLoan(loanId);
    }

    function _requireCollateral(
        bytes32 loanId,
        LoanAccount memory loan
    ) private view returns (IClaims.Pledge memory pledged) {
        pledged = loan.claims.pledgeOf(loan.claimId, loan.pledgeId);
        if (pledged.amount == 0) revert Financing_NoCollateral(loanId);
    }

    function _statusOf(LoanAccount memory loan) private view returns (LoanStatus) {
        if (loan.owedMinor() == 0) return LoanStatus.Settled;
        if (block.timestamp < loan.dueAt) return LoanStatus.Running;
        return block.timestamp < loan.defaultsAt ? LoanStatus.Overdue : LoanStatus.Defaulted;
    }
}
