// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IClaimRegistry} from "../../contracts/assets/IClaimRegistry.sol";
import {IClaims} from "../../contracts/assets/IClaims.sol";
import {IFinancing} from "../../contracts/assets/IFinancing.sol";
import {IReceivables} from "../../contracts/assets/IReceivables.sol";
import {FinancingTest} from "./FinancingTest.sol";

/// @notice What was financed once is not financed again, whatever it is disguised as. JADE has lent against the whole of
/// invoice INV1.
contract SecondFinancingTest is FinancingTest {
    bytes32 private loanId;
    bytes32 private pledgeId;

    function setUp() public {
        foundFinancing();
        loanId = accepted(loanOffer());
        pledgeId = financing.loanOf(loanId).pledgeId;
    }

    /* The same document again */

    function test_theSameInvoiceInAnotherSpelling() public {
        IReceivables.Terms memory terms = termsOf("INV1");
        terms.amountMinor = AMOUNT - 1;
        _expectAlreadyClaimed();
        register(terms);
        // Spellings that would read the same are no numbers at all.
        string[3] memory spellings = ["INV-1", "inv1", "INV01"];
        for (uint256 i = 0; i < spellings.length; ++i) {
            expectError(
                abi.encodeWithSelector(IClaimRegistry.ClaimRegistry_BadNumber.selector, spellings[i])
            );
            register(termsOf(spellings[i]));
        }
    }

    function test_theSameInvoiceInAnotherRoom() public {
        string[3] memory rooms = ["bills", "warehouseReceipts", "titles"];
        for (uint256 i = 0; i < rooms.length; ++i) {
            bytes32 room = bytes32(bytes(rooms[i]));
            enter(room, address(this));
            _expectAlreadyClaimed();
            claimRegistry.record(room, _invoice(), 1);
        }
    }

    /* The same units again */

    function test_theSameUnitsByASecondBank() public {
        IFinancing.LoanOffer memory loan = loanOffer();
        (loan.bank, loan.units, loan.principalMinor) = (account(AURUM), 1, 1);
        loan.advanceBps = 10_000;
        bytes memory signature = signed(loan);
        expectNotFree(0, 1, account(SUPPLIER));
        _acceptLoan(loan, signature);
        IFinancing.DiscountOffer memory offer = discountOffer();
        (offer.bank, offer.units, offer.minUnpaidMinor) = (account(AURUM), 1, 0);
        signature = signed(offer);
        expectNotFree(0, 1, account(SUPPLIER));
        _acceptDiscount(offer, signature);
    }

    function test_theSameUnitsByTheSameBank() public {
        IFinancing.LoanOffer memory loan = loanOffer();
        loan.nonce = 9;
        bytes memory signature = signed(loan);
        expectNotFree(0, AMOUNT, account(SUPPLIER));
        _acceptLoan(loan, signature);
    }

    function test_theSameUnitsByTransferOrAnotherSpender() public {
        expectNotFree(0, 1, account(SUPPLIER));
        pass(id, account(SUPPLIER), account(SECOND_SUPPLIER), 1);
        vm.prank(account(SUPPLIER));
        receivables.approve(account(SECOND_SUPPLIER), id, AMOUNT);
        expectNotFree(0, 1, account(SUPPLIER));
        vm.prank(account(SECOND_SUPPLIER));
        receivables.transferFrom(account(SUPPLIER), account(AURUM), id, 1);
        IClaims.PledgeTerms memory terms = pledgeTerms(AURUM);
        expectNotFree(0, 1, account(SUPPLIER));
        vm.prank(account(SECOND_SUPPLIER));
        receivables.pledge(id, 1, account(SUPPLIER), terms);
    }

    function test_noMoreThanIsLeft() public {
        IReceivables.Terms memory terms = termsOf("INV2");
        id = issued(terms);
        IFinancing.LoanOffer memory loan = loanOffer();
        (loan.nonce, loan.units, loan.principalMinor) = (9, 6_000_00, 1);
        accepted(loan);
        IFinancing.DiscountOffer memory offer = discountOffer();
        (offer.units, offer.minUnpaidMinor) = (4_000_01, 0);
        bytes memory signature = signed(offer);
        expectNotFree(4_000_00, 4_000_01, account(SUPPLIER));
        _acceptDiscount(offer, signature);
        offer.units = 4_000_00;
        accepted(offer);
        // What was discounted is the bank's.
        (offer.units, offer.nonce, offer.bank) = (1, 10, account(AURUM));
        signature = signed(offer);
        expectNotFree(0, 1, account(SUPPLIER));
        _acceptDiscount(offer, signature);
    }

    function test_theBorrowerCannotFreeThem() public {
        expectError(
            abi.encodeWithSelector(IClaims.Claims_NotPledgee.selector, pledgeId, account(SUPPLIER), org(JADE))
        );
        vm.prank(account(SUPPLIER));
        receivables.release(id, pledgeId, 1);
        vm.warp(KYC_UNTIL - 1);
        expectError(
            abi.encodeWithSelector(IClaims.Claims_NotPledgee.selector, pledgeId, account(SUPPLIER), org(JADE))
        );
        vm.prank(account(SUPPLIER));
        receivables.release(id, pledgeId, 1);
    }

    /* The same units elsewhere */

    function test_recoveryTakesThePledgeAlong() public {
        freezeInRegister(account(SUPPLIER), SUPPLIER);
        bytes32[] memory pledges = new bytes32[](1);
        pledges[0] = pledgeId;
        vm.prank(admin(SUPPLIER));
        receivables.recover(id, account(SUPPLIER), admin(SUPPLIER), pledges);
        vm.prank(admin(SUPPLIER));
        receivables.setOperator(address(financing), true);
        IFinancing.LoanOffer memory loan = loanOffer();
        (loan.borrower, loan.nonce) = (admin(SUPPLIER), 9);
        bytes memory signature = signed(loan);
        expectNotFree(0, AMOUNT, admin(SUPPLIER));
        _acceptLoan(loan, signature);
        // The loan goes on from there: repaid, they come free on the new account.
        allow(eur, admin(SUPPLIER), address(financing));
        fund(eur, admin(SUPPLIER), FUNDS);
        vm.prank(admin(SUPPLIER));
        financing.repay(loanId, type(uint256).max);
        assertEq(receivables.holdingOf(id, admin(SUPPLIER)).pledged, 0, "free");
    }

    function test_aSisterAccountAndTheNextTierHaveOnlyWhatIsFree() public {
        IReceivables.Terms memory terms = termsOf("INV2");
        id = issued(terms);
        IFinancing.LoanOffer memory loan = loanOffer();
        (loan.nonce, loan.units, loan.principalMinor) = (9, 9_000_00, 1);
        accepted(loan);
        expectNotFree(1_000_00, 1_000_01, account(SUPPLIER));
        pass(id, account(SUPPLIER), admin(SUPPLIER), 1_000_01);
        pass(id, account(SUPPLIER), admin(SUPPLIER), 400_00);
        pass(id, account(SUPPLIER), account(SECOND_SUPPLIER), 600_00);
        IFinancing.DiscountOffer memory offer = discountOffer();
        (offer.seller, offer.units, offer.minUnpaidMinor) = (account(SECOND_SUPPLIER), 600_01, 0);
        bytes memory signature = signed(offer);
        expectNotFree(600_00, 600_01, account(SECOND_SUPPLIER));
        _acceptDiscount(offer, signature);
    }

    /* The same offer again */

    function test_anAcceptedOfferIsNotAcceptedAgain() public {
        IFinancing.LoanOffer memory loan = loanOffer();
        bytes memory signature = signed(loan);
        _expectNonceUsed(8);
        _acceptLoan(loan, signature);
        // Nor once it is repaid, when its units are free.
        settle(loanId);
        _expectNonceUsed(8);
        _acceptLoan(loan, signature);
        // Nor another offer of that number, of the other kind either.
        IFinancing.DiscountOffer memory offer = discountOffer();
        offer.nonce = 8;
        signature = signed(offer);
        _expectNonceUsed(8);
        _acceptDiscount(offer, signature);
    }

    function test_oneOfferTwiceInABatch() public {
        settle(loanId);
        IFinancing.LoanOffer memory loan = loanOffer();
        (loan.nonce, loan.units, loan.principalMinor) = (9, 10_00, 1);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(financing.acceptLoan, (loan, signed(loan)));
        calls[1] = calls[0];
        _expectNonceUsed(9);
        vm.prank(account(SUPPLIER));
        financing.multicall(calls);
    }

    function _acceptLoan(IFinancing.LoanOffer memory offer, bytes memory signature) private {
        vm.prank(offer.borrower);
        financing.acceptLoan(offer, signature);
    }

    function _acceptDiscount(IFinancing.DiscountOffer memory offer, bytes memory signature) private {
        vm.prank(offer.seller);
        financing.acceptDiscount(offer, signature);
    }

    function _expectNonceUsed(uint256 nonce) private {
        expectError(abi.encodeWithSelector(IFinancing.Financing_NonceUsed.selector, account(JADE), nonce));
    }

    function _expectAlreadyClaimed() private {
        expectError(
            abi.encodeWithSelector(
                IClaimRegistry.ClaimRegistry_AlreadyClaimed.selector,
                claimRegistry.keyOf(_invoice()),
                address(receivables),
                OPENING
            )
        );
    }

    function _invoice() private pure returns (IClaimRegistry.Document memory) {
        return
            IClaimRegistry.Document(IClaimRegistry.DocumentKind.Invoice, org(SUPPLIER), org(BUYER), "INV1");
    }
}
