// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Financing} from "../../contracts/assets/Financing.sol";
import {IFinancing} from "../../contracts/assets/IFinancing.sol";
import {Receivables} from "../../contracts/assets/Receivables.sol";
import {SettlementToken} from "../../contracts/payments/SettlementToken.sol";
import {FinancingTest} from "../assets/FinancingTest.sol";
import {FinancingActs} from "./handlers/FinancingActs.sol";

/// @notice Everything that anyone may try about the financing of a receivable.
/// @dev Stands here because the runner fuzzes only contracts of files that it was asked to run.
contract FinancingHandler is FinancingActs {
    constructor(
        Financing financing_,
        Receivables receivables_,
        SettlementToken eur_,
        uint256 id_
    ) FinancingActs(financing_, receivables_, eur_, id_) {}
}

/// @notice The invariants of financing, see README.md; those on money, powers and offers are checked by the handler.
contract FinancingInvariants is FinancingTest {
    FinancingHandler private handler;

    function setUp() public {
        foundFinancing();
        allow(eur, account(BUYER), address(receivables));
        pass(id, account(SUPPLIER), account(SECOND_SUPPLIER), 3_000_00);
        handler = new FinancingHandler(financing, receivables, eur, id);
        // A loan is there from the start, so that every act has something to act on.
        handler.borrow(0x0101, 2_000_00, 1_000_00);
        assertEq(handler.loansBooked(), 1, "loans");
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_Principal() public view {
        for (uint256 i = 0; i < handler.loansBooked(); ++i) {
            bytes32 loanId = handler.loanIds(i);
            FinancingActs.Booked memory booked = handler.booked(loanId);
            uint256 owed = financing.loanOf(loanId).principalMinor;
            assertEq(booked.lent, booked.principalBack + owed, "principal");
        }
    }

    function invariant_Exposure() public view {
        uint256[2] memory banks = [AURUM, JADE];
        for (uint256 b = 0; b < 2; ++b) {
            uint256 sum = 0;
            for (uint256 i = 0; i < handler.loansBooked(); ++i) {
                IFinancing.Loan memory loan = financing.loanOf(handler.loanIds(i));
                if (loan.lender == org(banks[b])) sum += loan.principalMinor;
            }
            assertExposure(banks[b], BUYER, sum);
        }
    }

    function invariant_Collateral() public view {
        uint256[2] memory pledged;
        for (uint256 i = 0; i < handler.loansBooked(); ++i) {
            bytes32 loanId = handler.loanIds(i);
            IFinancing.Loan memory loan = financing.loanOf(loanId);
            assertEq(loan.pledgedUnits, handler.booked(loanId).pledged, "what was pledged and not freed");
            bool settled = loan.status == IFinancing.LoanStatus.Settled;
            if (settled) assertEq(loan.pledgedUnits, 0, "nothing is owed and units are pledged");
            pledged[loan.borrower == account(SUPPLIER) ? 0 : 1] += loan.pledgedUnits;
        }
        assertEq(receivables.holdingOf(id, account(SUPPLIER)).pledged, pledged[0], "one loan a unit");
        assertEq(receivables.holdingOf(id, account(SECOND_SUPPLIER)).pledged, pledged[1], "one loan a unit");
    }

    function invariant_NothingStays() public view {
        assertEq(eur.balanceOf(address(financing)), 0, "money");
        assertEq(receivables.balanceOf(address(financing), id), 0, "units");
    }
}
