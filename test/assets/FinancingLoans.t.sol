// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IClaims} from "../../contracts/assets/IClaims.sol";
import {IFinancing} from "../../contracts/assets/IFinancing.sol";
import {IReceivables} from "../../contracts/assets/IReceivables.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {HostileToken} from "../payments/HostileToken.sol";
import {FinancingTest} from "./FinancingTest.sol";
import {GoodsDouble} from "./GoodsDouble.sol";

/// @notice A hostile token that says of everyone that it can receive.
contract HostileMoney is HostileToken {
    function holdingOf(address) external pure returns (ISettlementToken.AccountState memory) {}
}

/// @notice Loans: acceptance, interest, repayment, default and enforcement.
contract FinancingLoansTest is FinancingTest {
    GoodsDouble private goods;

    function setUp() public {
        foundFinancing();
        goods = new GoodsDouble(registry, directory, assetClasses);
        enter("warehouseReceipts", address(goods));
        vm.prank(account(SUPPLIER));
        goods.setOperator(address(financing), true);
    }

    /* acceptLoan */

    function test_unitsArePledgedAndThePrincipalPaidTogether() public {
        IFinancing.LoanOffer memory offer = loanOffer();
        bytes32 loanId = idOf(offer);
        bytes32 pledgeId = keccak256(abi.encode(id, account(SUPPLIER), 0));
        vm.expectEmit(address(financing));
        emit IFinancing.LoanOpened(loanId, org(JADE), org(BUYER), pledgeId, AMOUNT, offer);
        assertEq(accepted(offer), loanId, "id");
        assertEq(financing.loanIdOf(offer), loanId, "digest");
        IClaims.Pledge memory pledge = receivables.pledgeOf(id, pledgeId);
        IClaims.Pledge memory expected = IClaims.Pledge(
            account(SUPPLIER),
            AMOUNT,
            org(JADE),
            DUE_AT + LOAN_GRACE,
            type(uint40).max,
            address(financing)
        );
        assertEq(keccak256(abi.encode(pledge)), keccak256(abi.encode(expected)), "pledge");
        IFinancing.Loan memory loan = financing.loanOf(loanId);
        IFinancing.Loan memory expectedLoan = IFinancing.Loan({
            status: IFinancing.LoanStatus.Running,
            bank: account(JADE),
            borrower: account(SUPPLIER),
            lender: org(JADE),
            debtor: org(BUYER),
            claims: receivables,
            claimId: id,
            pledgeId: pledgeId,
            pledgedUnits: AMOUNT,
            token: eur,
            principalMinor: PRINCIPAL,
            interestMinor: 0,
            overdueInterestMinor: 0,
            feeMinor: FEE,
            dueAt: DUE_AT,
            defaultsAt: DUE_AT + LOAN_GRACE,
            defaultDeclared: false
        });
        assertEq(keccak256(abi.encode(loan)), keccak256(abi.encode(expectedLoan)), "loan");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + PRINCIPAL, "borrower");
        assertEq(eur.balanceOf(account(JADE)), FUNDS - PRINCIPAL, "bank");
        assertExposure(JADE, BUYER, PRINCIPAL);
        assertTrue(financing.isNonceUsed(account(JADE), 8), "nonce");
    }

    function test_nothingIsPledgedWhenTheBankCannotPay() public {
        vm.prank(account(JADE));
        eur.transfer(account(BUYER), FUNDS - PRINCIPAL + 1);
        IFinancing.LoanOffer memory offer = loanOffer();
        bytes memory signature = signed(offer);
        expectError(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector,
                account(JADE),
                PRINCIPAL - 1,
                PRINCIPAL
            )
        );
        _accept(offer, signature);
        assertEq(receivables.holdingOf(id, account(SUPPLIER)).pledged, 0, "pledged");
        assertExposure(JADE, BUYER, 0);
    }

    function test_theAdvanceIsMeasuredOnWhatIsUnpaid() public {
        IFinancing.LoanOffer memory offer = loanOffer();
        offer.principalMinor = PRINCIPAL + 1;
        _expectOverAdvance(offer, PRINCIPAL);
        payDebt(id, 5_000_00);
        receivables.redeem(id, account(SUPPLIER));
        _expectOverAdvance(loanOffer(), 4_000_00);
        offer = loanOffer();
        (offer.principalMinor, offer.minUnpaidMinor) = (4_000_00, 5_000_01);
        bytes memory signature = signed(offer);
        expectError(
            abi.encodeWithSelector(IFinancing.Financing_UnpaidBelow.selector, id, 5_000_00, 5_000_01)
        );
        _accept(offer, signature);
        offer.minUnpaidMinor = 5_000_00;
        accepted(offer);
    }

    function test_goodsAreLentAgainstAtTheAgreedValue() public {
        IFinancing.LoanOffer memory offer = _goodsOffer();
        offer.valueMinor = 0;
        bytes memory signature = signed(offer);
        expectError(abi.encodeWithSelector(IFinancing.Financing_NoValue.selector, uint256(77), address(eur)));
        _accept(offer, signature);
        offer = _goodsOffer();
        offer.principalMinor = 2_400_01;
        _expectOverAdvance(offer, 2_400_00);
        offer = _goodsOffer();
        offer.minUnpaidMinor = 1;
        signature = signed(offer);
        expectError(abi.encodeWithSelector(IFinancing.Financing_UnpaidBelow.selector, 77, 0, 1));
        _accept(offer, signature);
        bytes32 loanId = accepted(_goodsOffer());
        // The borrower is who owes.
        assertExposure(JADE, SUPPLIER, 2_400_00);
        expectError(abi.encodeWithSelector(IFinancing.Financing_OtherMoney.selector, loanId));
        vm.prank(account(SUPPLIER));
        financing.repayFromClaim(loanId);
        settle(loanId);
        assertEq(goods.holdingOf(77, account(SUPPLIER)).pledged, 0, "free");
    }

    function test_aReceivableInAnotherMoneyNeedsAnAgreedValue() public {
        IFinancing.LoanOffer memory offer = loanOffer();
        offer.token = kwd;
        bytes memory signature = signed(offer);
        expectError(abi.encodeWithSelector(IFinancing.Financing_NoValue.selector, id, address(kwd)));
        _accept(offer, signature);
        fund(kwd, account(JADE), FUNDS);
        allow(kwd, account(JADE), address(financing));
        (offer.valueMinor, offer.principalMinor, offer.minUnpaidMinor) = (3_300_000, 2_640_000, AMOUNT);
        accepted(offer);
        assertEq(kwd.balanceOf(account(SUPPLIER)), FUNDS + 2_640_000, "borrower");
    }

    function test_revertsForTermsThatCannotHold() public {
        IFinancing.LoanOffer memory offer = loanOffer();
        offer.principalMinor = 0;
        _expectBadOffer(offer);
        offer = loanOffer();
        offer.units = 0;
        _expectBadOffer(offer);
        offer = loanOffer();
        offer.advanceBps = 10_001;
        _expectBadOffer(offer);
        offer = loanOffer();
        offer.dueAt = timeNow();
        _expectBadOffer(offer);
        offer = loanOffer();
        offer.dueAt = type(uint40).max - LOAN_GRACE;
        _expectBadOffer(offer);
    }

    function test_theSignatureIsForEveryField() public {
        bytes memory signature = signed(loanOffer());
        for (uint256 field = 0; field < 10; ++field) {
            IFinancing.LoanOffer memory offer = loanOffer();
            if (field == 0) offer.units -= 1;
            if (field == 1) offer.principalMinor -= 1;
            if (field == 2) offer.minUnpaidMinor = 1;
            if (field == 3) offer.valueMinor = AMOUNT;
            if (field == 4) offer.advanceBps += 1;
            if (field == 5) offer.feeMinor -= 1;
            if (field == 6) offer.rateBps -= 1;
            if (field == 7) offer.overdueRateBps -= 1;
            if (field == 8) offer.dueAt += 1;
            if (field == 9) offer.graceSeconds += 1;
            expectError(abi.encodeWithSelector(IFinancing.Financing_BadSignature.selector, account(JADE)));
            _accept(offer, signature);
        }
    }

    /* setLimit */

    function test_aBankLimitsWhatItLendsOnADebtor() public {
        vm.expectEmit(address(financing));
        emit IFinancing.ExposureLimitSet(org(JADE), org(BUYER), eur, PRINCIPAL - 1);
        _limit(PRINCIPAL - 1);
        IFinancing.LoanOffer memory offer = loanOffer();
        bytes memory signature = signed(offer);
        expectError(
            abi.encodeWithSelector(
                IFinancing.Financing_OverLimit.selector,
                org(JADE),
                org(BUYER),
                PRINCIPAL,
                PRINCIPAL - 1
            )
        );
        _accept(offer, signature);
        _limit(PRINCIPAL);
        bytes32 loanId = accepted(offer);
        (, uint256 limitMinor) = financing.exposureTo(org(JADE), org(BUYER), eur);
        assertEq(limitMinor, PRINCIPAL, "limit");
        // Below what is lent: the loan goes on.
        _limit(0);
        settle(loanId);
        _limit(type(uint96).max);
        (, limitMinor) = financing.exposureTo(org(JADE), org(BUYER), eur);
        assertEq(limitMinor, type(uint96).max, "no limit");
        (offer.nonce, offer.expiresAt) = (9, timeNow() + 1);
        accepted(offer);
        expectError(abi.encodeWithSignature("Membership_UnknownAccount(address)", stranger()));
        vm.prank(stranger());
        financing.setLimit(org(BUYER), eur, 1);
    }

    /* repay */

    function test_interestRunsByTheSecondInYearsOf360Days() public {
        bytes32 loanId = accepted(loanOffer());
        vm.warp(OPENING + 30 days);
        assertOwed(loanId, FEE, 0, INTEREST / 2, PRINCIPAL);
        vm.warp(DUE_AT);
        assertLoan(loanId, IFinancing.LoanStatus.Overdue, AMOUNT);
        assertOwed(loanId, FEE, 0, INTEREST, PRINCIPAL);
        vm.warp(DUE_AT + 10 days);
        assertOwed(loanId, FEE, OVERDUE_INTEREST, INTEREST, PRINCIPAL);
        // 8,000.00 at 3.60 % are 28,800 a year: one minor unit each 1,080 seconds.
        IFinancing.LoanOffer memory offer = loanOffer();
        (offer.claimId, offer.dueAt, offer.nonce, offer.expiresAt) = (
            _another("INV2"),
            timeNow() + 1 days,
            9,
            timeNow() + 1
        );
        loanId = accepted(offer);
        skipSeconds(1_079);
        assertOwed(loanId, FEE, 0, 0, PRINCIPAL);
        skipSeconds(1);
        assertOwed(loanId, FEE, 0, 1, PRINCIPAL);
    }

    function test_moneyGoesToFeesOverdueInterestInterestAndPrincipal() public {
        bytes32 loanId = accepted(loanOffer());
        vm.warp(DUE_AT + 10 days);
        vm.expectEmit(address(financing));
        emit IFinancing.LoanRepaid(
            loanId,
            account(SECOND_SUPPLIER),
            IFinancing.Allotment(49_00, 0, 0, 0),
            PRINCIPAL,
            0
        );
        assertEq(repaid(SECOND_SUPPLIER, loanId, 49_00), 49_00, "paid");
        assertOwed(loanId, 1_00, OVERDUE_INTEREST, INTEREST, PRINCIPAL);
        repaid(SUPPLIER, loanId, 10_00);
        assertOwed(loanId, 0, OVERDUE_INTEREST - 9_00, INTEREST, PRINCIPAL);
        repaid(SUPPLIER, loanId, 8_00);
        assertOwed(loanId, 0, 0, INTEREST - 1_00, PRINCIPAL);
        repaid(SUPPLIER, loanId, 1_047_00);
        assertOwed(loanId, 0, 0, 0, 7_000_00);
        assertExposure(JADE, BUYER, 7_000_00);
        assertLoan(loanId, IFinancing.LoanStatus.Defaulted, AMOUNT);
        assertEq(eur.balanceOf(account(JADE)), FUNDS - PRINCIPAL + 1_114_00, "bank");
        // Interest is on what is left: 7,000.00 for 10 days at 7.20 %.
        skipSeconds(10 days);
        assertOwed(loanId, 0, 14_00, 0, 7_000_00);
        vm.expectEmit(address(financing));
        emit IFinancing.LoanSettled(loanId);
        assertEq(settle(loanId), 7_014_00, "the rest");
        assertLoan(loanId, IFinancing.LoanStatus.Settled, 0);
        assertEq(receivables.holdingOf(id, account(SUPPLIER)).pledged, 0, "free");
        assertExposure(JADE, BUYER, 0);
        // What is settled bears no interest.
        skipSeconds(10 days);
        assertOwed(loanId, 0, 0, 0, 0);
        _expectSettled(loanId);
        settle(loanId);
    }

    function testFuzz_interestDoesNotDependOnHowOftenItIsReckoned(uint256 seed) public {
        IFinancing.LoanOffer memory offer = loanOffer();
        offer.feeMinor = 0;
        bytes32 loanId = accepted(offer);
        uint256 paid = 0;
        for (uint256 i = 0; i < 8; ++i) {
            skipSeconds(uint256(keccak256(abi.encode(seed, i))) % 6 days);
            // At most the interest, so that the principal stays.
            uint256 interest = financing.loanOf(loanId).interestMinor;
            if (interest != 0) paid += repaid(SUPPLIER, loanId, 1 + ((seed >> i) % interest));
        }
        uint256 elapsed = timeNow() - OPENING;
        uint256 whole = (uint256(PRINCIPAL) * 360 * elapsed) / (10_000 * 360 days);
        assertEq(paid + financing.loanOf(loanId).interestMinor, whole, "interest");
        assertEq(financing.loanOf(loanId).principalMinor, PRINCIPAL, "principal");
    }

    function test_revertsForNothingNoneAndWhatIsSettled() public {
        bytes32 loanId = accepted(loanOffer());
        expectError(abi.encodeWithSelector(IFinancing.Financing_ZeroAmount.selector, loanId));
        repaid(SUPPLIER, loanId, 0);
        bytes32 unknown = keccak256("no loan");
        expectError(abi.encodeWithSelector(IFinancing.Financing_UnknownLoan.selector, unknown));
        repaid(SUPPLIER, unknown, 1);
        expectError(abi.encodeWithSelector(IFinancing.Financing_UnknownLoan.selector, unknown));
        financing.loanOf(unknown);
        settle(loanId);
        vm.warp(DUE_AT + LOAN_GRACE);
        _expectSettled(loanId);
        enforce(JADE, loanId);
        _expectSettled(loanId);
        financing.declareDefault(loanId);
        _expectSettled(loanId);
        vm.prank(account(SUPPLIER));
        financing.repayFromClaim(loanId);
    }

    function test_aBankThatIsStoppedDoesNotKeepTheBorrowerFromItsUnits() public {
        bytes32 loanId = accepted(loanOffer());
        suspend(JADE);
        assertEq(settle(loanId), PRINCIPAL + FEE, "paid");
        assertEq(receivables.holdingOf(id, account(SUPPLIER)).pledged, 0, "free");
        ISettlementToken.QuarantinedPayment memory waiting = eur.inQuarantine(1);
        assertEq(waiting.payee, account(JADE), "payee");
        assertEq(waiting.amountMinor, PRINCIPAL + FEE, "waits");
        reinstate(JADE);
        vm.prank(account(JADE));
        eur.claim(1, account(JADE));
        assertEq(eur.balanceOf(account(JADE)), FUNDS + FEE, "bank");
        assertEq(eur.balanceOf(address(financing)), 0, "nothing stays");
    }

    function test_revertsWhereTheContractMayNotHoldMoney() public {
        bytes32 loanId = accepted(loanOffer());
        vm.prank(issuerOf(eur));
        eur.removeCustodian(address(financing));
        vm.prank(issuerOf(eur));
        eur.freeze(account(JADE));
        expectError(abi.encodeWithSelector(IFinancing.Financing_BankCannotBePaid.selector, account(JADE)));
        settle(loanId);
    }

    function test_aTokenThatCallsBackFindsNothingToTakeTwice() public {
        HostileMoney hostile = new HostileMoney();
        IFinancing.LoanOffer memory offer = loanOffer();
        (offer.token, offer.valueMinor) = (ISettlementToken(address(hostile)), AMOUNT);
        bytes32 loanId = accepted(offer);
        hostile.plan(address(financing), abi.encodeCall(financing.repay, (loanId, type(uint256).max)));
        settle(loanId);
        assertFalse(hostile.outcomes(hostile.outcomeCount() - 1), "settled already");
        assertLoan(loanId, IFinancing.LoanStatus.Settled, 0);
    }

    /* release by the bank */

    function test_theBankReleasesCollateralEarly() public {
        IFinancing.LoanOffer memory offer = loanOffer();
        bytes32 loanId = accepted(offer);
        bytes32 pledgeId = financing.loanOf(loanId).pledgeId;
        vm.prank(account(JADE));
        receivables.release(id, pledgeId, 4_000_00);
        assertLoan(loanId, IFinancing.LoanStatus.Running, 6_000_00);
        vm.prank(account(JADE));
        receivables.release(id, pledgeId, 6_000_00);
        assertLoan(loanId, IFinancing.LoanStatus.Running, 0);
        expectError(abi.encodeWithSelector(IFinancing.Financing_NoCollateral.selector, loanId));
        vm.prank(account(SUPPLIER));
        financing.repayFromClaim(loanId);
        vm.warp(DUE_AT + LOAN_GRACE);
        expectError(abi.encodeWithSelector(IFinancing.Financing_NoCollateral.selector, loanId));
        enforce(JADE, loanId);
        settle(loanId);
        assertLoan(loanId, IFinancing.LoanStatus.Settled, 0);
    }

    /* repayFromClaim */

    function test_theDebtorsPaymentRepaysTheLoan() public {
        bytes32 loanId = accepted(loanOffer());
        uint256 balance = eur.balanceOf(account(SUPPLIER));
        vm.prank(account(SUPPLIER));
        eur.transfer(account(BUYER), balance);
        vm.warp(DUE_AT);
        payDebt(id, AMOUNT);
        vm.prank(account(SUPPLIER));
        assertEq(financing.repayFromClaim(loanId), PRINCIPAL + FEE + INTEREST, "paid");
        assertEq(eur.balanceOf(account(SUPPLIER)), AMOUNT - PRINCIPAL - FEE - INTEREST, "the rest");
        assertEq(eur.balanceOf(account(JADE)), FUNDS + FEE + INTEREST, "bank");
        assertLoan(loanId, IFinancing.LoanStatus.Settled, 0);
        assertExposure(JADE, BUYER, 0);
    }

    function test_unitsDoNotComeFreeWhenTheDebtorsPaymentIsTooLittle() public {
        bytes32 loanId = accepted(loanOffer());
        uint256 balance = eur.balanceOf(account(SUPPLIER));
        vm.prank(account(SUPPLIER));
        eur.transfer(account(BUYER), balance);
        expectError(
            abi.encodeWithSelector(IReceivables.Receivables_NothingDue.selector, id, account(SUPPLIER))
        );
        vm.prank(account(SUPPLIER));
        financing.repayFromClaim(loanId);
        payDebt(id, 8_000_00);
        expectError(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector,
                account(SUPPLIER),
                8_000_00,
                8_050_00
            )
        );
        vm.prank(account(SUPPLIER));
        financing.repayFromClaim(loanId);
        assertLoan(loanId, IFinancing.LoanStatus.Running, AMOUNT);
        expectError(
            abi.encodeWithSelector(
                IFinancing.Financing_NotBorrower.selector,
                loanId,
                account(SECOND_SUPPLIER),
                account(SUPPLIER)
            )
        );
        vm.prank(account(SECOND_SUPPLIER));
        financing.repayFromClaim(loanId);
    }

    /* declareDefault */

    /// @dev Case A03.
    function test_defaultIsPossibleOnceGraceIsOverEvenIfInterestIsPaid() public {
        bytes32 loanId = accepted(loanOffer());
        vm.warp(DUE_AT);
        repaid(SUPPLIER, loanId, FEE + INTEREST);
        vm.warp(DUE_AT + LOAN_GRACE - 1);
        _expectNotInDefault(loanId);
        financing.declareDefault(loanId);
        _expectNotInDefault(loanId);
        enforce(JADE, loanId);
        vm.warp(DUE_AT + LOAN_GRACE);
        assertLoan(loanId, IFinancing.LoanStatus.Defaulted, AMOUNT);
        vm.expectEmit(address(financing));
        emit IFinancing.LoanDefaultDeclared(loanId, stranger(), PRINCIPAL + OVERDUE_INTEREST);
        vm.prank(stranger());
        financing.declareDefault(loanId);
        assertTrue(financing.loanOf(loanId).defaultDeclared, "on record");
        expectError(abi.encodeWithSelector(IFinancing.Financing_AlreadyDeclared.selector, loanId));
        financing.declareDefault(loanId);
        settle(loanId);
        assertTrue(financing.loanOf(loanId).defaultDeclared, "stays on record");
    }

    /* enforce */

    function test_theBankTakesWhatIsOwedAndTheRestComesFree() public {
        bytes32 loanId = accepted(loanOffer());
        vm.warp(DUE_AT + LOAN_GRACE);
        uint96 owed = FEE + OVERDUE_INTEREST + INTEREST + PRINCIPAL;
        vm.expectEmit(address(financing));
        emit IFinancing.LoanEnforced(
            loanId,
            account(JADE),
            owed,
            AMOUNT - owed,
            IFinancing.Allotment(FEE, OVERDUE_INTEREST, INTEREST, PRINCIPAL),
            0
        );
        enforce(JADE, loanId);
        assertEq(receivables.balanceOf(account(JADE), id), owed, "bank");
        assertEq(receivables.balanceOf(account(SUPPLIER), id), AMOUNT - owed, "borrower");
        assertEq(receivables.holdingOf(id, account(SUPPLIER)).pledged, 0, "free");
        assertLoan(loanId, IFinancing.LoanStatus.Settled, 0);
        assertExposure(JADE, BUYER, 0);
    }

    function test_enforcementCountsWhatIsUnpaidOnTheUnits() public {
        payDebt(id, 2_000_00);
        receivables.redeem(id, account(SUPPLIER));
        IFinancing.LoanOffer memory offer = loanOffer();
        (offer.principalMinor, offer.feeMinor, offer.rateBps, offer.overdueRateBps) = (6_000_00, 0, 0, 0);
        bytes32 loanId = accepted(offer);
        vm.warp(DUE_AT + LOAN_GRACE);
        enforce(JADE, loanId);
        // 7,500.00 units with 80 % unpaid.
        assertEq(receivables.balanceOf(account(JADE), id), 7_500_00, "units");
        assertEq(receivables.unpaidOf(id, account(JADE)), 6_000_00, "unpaid");
        assertLoan(loanId, IFinancing.LoanStatus.Settled, 0);
    }

    function test_moreThanThePledgeIsWorthGoesOnBeingOwed() public {
        bytes32 loanId = accepted(loanOffer());
        bytes32 pledgeId = financing.loanOf(loanId).pledgeId;
        vm.prank(account(JADE));
        receivables.release(id, pledgeId, 9_000_00);
        vm.warp(DUE_AT + LOAN_GRACE);
        enforce(JADE, loanId);
        uint256 left = PRINCIPAL + FEE + OVERDUE_INTEREST + INTEREST - 1_000_00;
        assertOwed(loanId, 0, 0, 0, left);
        assertExposure(JADE, BUYER, left);
        assertLoan(loanId, IFinancing.LoanStatus.Defaulted, 0);
        assertEq(settle(loanId), left, "repaid later");
    }

    function test_goodsAreTakenInWholeUnitsNeverTooMany() public {
        // 3 units at 1,000.00, 2,400.00 lent: two are taken, and 400.00 go on being owed.
        bytes32 loanId = accepted(_goodsOffer());
        vm.warp(DUE_AT + LOAN_GRACE);
        enforce(JADE, loanId);
        assertEq(goods.balanceOf(account(JADE), 77), 2, "taken");
        assertEq(goods.balanceOf(account(SUPPLIER), 77), 1, "left");
        assertOwed(loanId, 0, 0, 0, 400_00);
    }

    function test_lessThanOneUnitIsNotTaken() public {
        bytes32 loanId = accepted(_goodsOffer());
        repaid(SUPPLIER, loanId, 1_400_01);
        vm.warp(DUE_AT + LOAN_GRACE);
        expectError(abi.encodeWithSelector(IFinancing.Financing_LessThanOneUnit.selector, loanId, 999_99));
        enforce(JADE, loanId);
    }

    function test_onlyTheBankEnforcesAndToItsOwnAccounts() public {
        bytes32 loanId = accepted(loanOffer());
        vm.warp(DUE_AT + LOAN_GRACE);
        expectError(
            abi.encodeWithSelector(IFinancing.Financing_NotLender.selector, loanId, org(AURUM), org(JADE))
        );
        enforce(AURUM, loanId);
        expectError(
            abi.encodeWithSelector(
                IClaims.Claims_WrongOrganisation.selector,
                account(AURUM),
                org(AURUM),
                org(JADE)
            )
        );
        vm.prank(account(JADE));
        financing.enforce(loanId, account(AURUM));
        // Not past this contract, which knows what is owed.
        bytes32 pledgeId = financing.loanOf(loanId).pledgeId;
        expectError(abi.encodeWithSelector(IClaims.Claims_NotAgent.selector, pledgeId, account(JADE)));
        vm.prank(account(JADE));
        receivables.enforce(id, pledgeId, account(JADE));
        suspend(SUPPLIER);
        enforce(JADE, loanId);
    }

    function testFuzz_enforcementTakesTheDebtAndNoMore(uint96 principal, uint96 paid) public {
        IFinancing.LoanOffer memory offer = loanOffer();
        offer.principalMinor = uint96(bound(principal, 1, PRINCIPAL));
        payDebt(id, bound(paid, 1, 1_000_00));
        receivables.redeem(id, account(SUPPLIER));
        (offer.advanceBps, offer.valueMinor) = (10_000, 0);
        bytes32 loanId = accepted(offer);
        vm.warp(DUE_AT + LOAN_GRACE);
        IFinancing.Loan memory loan = financing.loanOf(loanId);
        uint256 owed = loan.feeMinor + loan.interestMinor + loan.overdueInterestMinor + loan.principalMinor;
        enforce(JADE, loanId);
        uint256 taken = receivables.unpaidOf(id, account(JADE));
        assertTrue(taken <= owed && taken + 2 >= owed, "what is owed, to a unit's rounding");
        assertLoan(loanId, IFinancing.LoanStatus.Settled, 0);
    }

    function _goodsOffer() private returns (IFinancing.LoanOffer memory offer) {
        if (goods.balanceOf(account(SUPPLIER), 77) == 0) goods.store(account(SUPPLIER), 77, 3);
        offer = loanOffer();
        (offer.room, offer.claimId, offer.units) = ("warehouseReceipts", 77, 3);
        (offer.valueMinor, offer.principalMinor) = (3_000_00, 2_400_00);
        (offer.feeMinor, offer.rateBps, offer.overdueRateBps) = (0, 0, 0);
    }

    function _another(string memory number) private returns (uint256) {
        IReceivables.Terms memory terms = termsOf(number);
        terms.dueAt = timeNow() + 60 days;
        return issued(terms);
    }

    function _accept(IFinancing.LoanOffer memory offer, bytes memory signature) private {
        vm.prank(offer.borrower);
        financing.acceptLoan(offer, signature);
    }

    function _limit(uint96 limitMinor) private {
        OrgId debtor = org(BUYER);
        vm.prank(account(JADE));
        financing.setLimit(debtor, eur, limitMinor);
    }

    function _expectOverAdvance(IFinancing.LoanOffer memory offer, uint256 mostMinor) private {
        bytes memory signature = signed(offer);
        expectError(
            abi.encodeWithSelector(IFinancing.Financing_OverAdvance.selector, offer.principalMinor, mostMinor)
        );
        _accept(offer, signature);
    }

    function _expectBadOffer(IFinancing.LoanOffer memory offer) private {
        bytes memory signature = signed(offer);
        expectError(abi.encodeWithSelector(IFinancing.Financing_BadOffer.selector, idOf(offer)));
        _accept(offer, signature);
    }

    function _expectSettled(bytes32 loanId) private {
        expectError(abi.encodeWithSelector(IFinancing.Financing_Settled.selector, loanId));
    }

    function _expectNotInDefault(bytes32 loanId) private {
        expectError(
            abi.encodeWithSelector(IFinancing.Financing_NotInDefault.selector, loanId, DUE_AT + LOAN_GRACE)
        );
    }
}
