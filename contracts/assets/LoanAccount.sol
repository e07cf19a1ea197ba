// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {OrgId} from "../common/OrgId.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";
import {IClaims} from "./IClaims.sol";
import {IFinancing} from "./IFinancing.sol";

/// @dev A loan in storage. Interest is kept in minor units × basis points × seconds, so that nothing is lost or won by how
/// often it is reckoned; see `ONE_MINOR`.
struct LoanAccount {
    address bank;
    uint96 principalMinor;
    address borrower;
    uint96 feeMinor;
    ISettlementToken token;
    uint96 valueMinor;
    IClaims claims;
    uint96 units;
    uint256 claimId;
    bytes32 pledgeId;
    OrgId lender;
    OrgId debtor;
    uint40 accruedAt;
    uint40 dueAt;
    uint40 defaultsAt;
    uint16 rateBps;
    uint16 overdueRateBps;
    bool isPaidInToken;
    bool defaultDeclared;
    uint256 interest;
    uint256 overdueInterest;
}

using {
    accrue,
    interestMinor,
    overdueInterestMinor,
    owedMinor,
    allot,
    unitsWorth,
    worthOf
} for LoanAccount global;

/// @dev Interest that makes one minor unit: a whole of 10,000 for a year of 360 days.
uint256 constant ONE_MINOR = 10_000 * 360 days;

/// @dev Adds the interest of the time since it was last added.
function accrue(LoanAccount memory loan) view {
    uint256 from = loan.accruedAt;
    uint256 dueFrom = Math.max(from, loan.dueAt);
    uint256 dueUntil = Math.min(block.timestamp, loan.dueAt);
    if (dueUntil > from) loan.interest += loan.principalMinor * (dueUntil - from) * loan.rateBps;
    if (block.timestamp > dueFrom)
        loan.overdueInterest += loan.principalMinor * (block.timestamp - dueFrom) * loan.overdueRateBps;
    loan.accruedAt = uint40(block.timestamp);
}

function interestMinor(LoanAccount memory loan) pure returns (uint256) {
    return loan.interest / ONE_MINOR;
}

function overdueInterestMinor(LoanAccount memory loan) pure returns (uint256) {
    return loan.overdueInterest / ONE_MINOR;
}

function owedMinor(LoanAccount memory loan) pure returns (uint256) {
    return loan.feeMinor + overdueInterestMinor(loan) + interestMinor(loan) + loan.principalMinor;
}

/// @dev Takes money, at most what is owed, off fees, overdue interest, interest and principal, in this order. Once nothing
/// is owed, what is left of a minor unit of interest is none; not to store it spares two words.
function allot(
    LoanAccount memory loan,
    uint256 amountMinor
) pure returns (IFinancing.Allotment memory allotment) {
    allotment.feeMinor = Math.min(amountMinor, loan.feeMinor);
    amountMinor -= allotment.feeMinor;
    allotment.overdueInterestMinor = Math.min(amountMinor, overdueInterestMinor(loan));
    amountMinor -= allotment.overdueInterestMinor;
    allotment.interestMinor = Math.min(amountMinor, interestMinor(loan));
    allotment.principalMinor = amountMinor - allotment.interestMinor;

    loan.feeMinor -= uint96(allotment.feeMinor);
    loan.overdueInterest -= allotment.overdueInterestMinor * ONE_MINOR;
    loan.interest -= allotment.interestMinor * ONE_MINOR;
    loan.principalMinor -= uint96(allotment.principalMinor);
    if (owedMinor(loan) == 0) (loan.interest, loan.overdueInterest) = (0, 0);
}

/// @dev How many units are worth no more than so much.
function unitsWorth(LoanAccount memory loan, uint256 amountMinor) pure returns (uint256) {
    return (amountMinor * loan.units) / loan.valueMinor;
}

/// @dev What so many units are worth, rounded up; of `unitsWorth` of an amount, no more than that.
function worthOf(LoanAccount memory loan, uint256 units) pure returns (uint256) {
    return Math.ceilDiv(units * loan.valueMinor, loan.units);
}
