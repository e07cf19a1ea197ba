// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../contracts/common/OrgId.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IPaymentEscrow} from "../../contracts/payments/IPaymentEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";

/// @notice Capturing: by whom, how much, at which fee, and how it is divided.
contract EscrowCaptureTest is EscrowTest {
    function setUp() public {
        foundEscrow();
    }

    function test_capturesInPartsAndWhole() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        bytes32 paymentId = authorised(terms);
        assertEq(escrow.availableOf(terms), AMOUNT, "available");
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.PaymentCaptured(paymentId, org(SUPPLIER), 400_00, 0);
        capture(terms, 0, 400_00);
        assertStands(paymentId, 600_00, 400_00, "part");
        assertEq(gained(eur, account(SUPPLIER)), 400_00, "payee");
        assertStatus(terms, IPaymentEscrow.Status.Open, "part");
        capture(terms, 400_00, 600_00);
        assertStands(paymentId, 0, AMOUNT, "whole");
        assertEq(gained(eur, account(SUPPLIER)), AMOUNT, "payee of all");
        assertEq(eur.balanceOf(address(escrow)), 0, "held");
        assertStatus(terms, IPaymentEscrow.Status.Captured, "whole");
    }

    function test_payeesOrganisationAgentAndPayersOrganisationCapture() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        terms.agent = org(OPERATOR);
        authorised(terms);
        address[4] memory callers = [account(SUPPLIER), deputy(SUPPLIER), account(OPERATOR), deputy(BUYER)];
        for (uint96 i = 0; i < callers.length; ++i) {
            vm.prank(callers[i]);
            escrow.capture(terms, capturing(i * 100, 100));
        }
        assertEq(gained(eur, account(SUPPLIER)), 400, "payee");
    }

    function test_organisationsKeepTheirSayWhenTheirAccountsAreGone() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        authorised(terms);
        removeFromRegister(account(SUPPLIER), SUPPLIER);
        removeFromRegister(account(BUYER), BUYER);
        vm.prank(deputy(SUPPLIER));
        escrow.capture(terms, capturing(0, 100));
        vm.prank(deputy(BUYER));
        escrow.capture(terms, capturing(100, 100));
        assertEq(gained(eur, account(SUPPLIER)), 0, "a removed account");
        assertEq(eur.inQuarantine(2).amountMinor, 100, "quarantined");
        vm.prank(deputy(SUPPLIER));
        eur.claim(2, deputy(SUPPLIER));
        assertEq(eur.balanceOf(deputy(SUPPLIER)), 100, "claimed by its organisation");
    }

    function test_revertsWhenOthersCapture() public {
        IPaymentEscrow.PaymentTerms memory terms = disputableTerms();
        bytes32 paymentId = authorised(terms);
        uint256[3] memory others = [SECOND_SUPPLIER, ARBITER, AURUM];
        for (uint256 i = 0; i < others.length; ++i) {
            expectError(
                abi.encodeWithSelector(IPaymentEscrow.Escrow_NotYours.selector, paymentId, org(others[i]))
            );
            vm.prank(account(others[i]));
            escrow.capture(terms, capturing(0, 1));
        }
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        escrow.capture(terms, capturing(0, 1));
        suspend(SUPPLIER);
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_NotInStanding.selector,
                account(SUPPLIER),
                org(SUPPLIER)
            )
        );
        capture(terms, 0, 1);
    }

    function test_revertsWhenNoSuchPaymentWasAuthorised() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        authorised(terms);
        terms.payee = account(SECOND_SUPPLIER);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_UnknownPayment.selector, idOf(terms)));
        vm.prank(account(SECOND_SUPPLIER));
        escrow.capture(terms, capturing(0, 1));
    }

    function test_revertsWhenMoreIsCapturedThanIsHeldOrNothing() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        bytes32 paymentId = authorised(terms);
        _refuseAmount(terms, paymentId, 0, AMOUNT + 1, AMOUNT);
        _refuseAmount(terms, paymentId, 0, 0, AMOUNT);
        capture(terms, 0, AMOUNT);
        _refuseAmount(terms, paymentId, 0, 1, 0);
        _refuseAmount(terms, paymentId, AMOUNT, AMOUNT, 0);
    }

    /// @dev A capture that was sent a second time pays nobody twice.
    function test_revertsWhenTheSameCaptureComesTwice() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        bytes32 paymentId = authorised(terms);
        capture(terms, 0, 100);
        expectError(
            abi.encodeWithSelector(
                IPaymentEscrow.Escrow_CapturedOtherwise.selector,
                paymentId,
                100,
                uint96(0)
            )
        );
        capture(terms, 0, 100);
    }

    function test_revertsFromTheSecondThatCaptureEnds() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        bytes32 paymentId = authorised(terms);
        vm.warp(CAPTURE_BEFORE - 1);
        capture(terms, 0, 1);
        vm.warp(CAPTURE_BEFORE);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_Lapsed.selector, paymentId, CAPTURE_BEFORE));
        capture(terms, 1, 1);
        assertEq(escrow.availableOf(terms), 0, "available");
    }

    function test_takesTheChosenFeeWithinTheAgreedBounds() public {
        IPaymentEscrow.PaymentTerms memory terms = sharedTerms();
        bytes32 paymentId = authorised(terms);
        _captureAt(terms, 0, 100_01, 250, address(0));
        assertEq(eur.balanceOf(account(OPERATOR)), 2_50, "fee, rounded down");
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.PaymentCaptured(paymentId, org(SUPPLIER), 100_00, 3_00);
        _captureAt(terms, 100_01, 100_00, 300, address(0));
        assertEq(eur.balanceOf(account(OPERATOR)), 5_50, "both fees");
        _refuseFee(terms, 99, 100, 300);
        _refuseFee(terms, 301, 100, 300);
    }

    function test_revertsWhenThePayerTakesMoreThanTheLeastFee() public {
        IPaymentEscrow.PaymentTerms memory terms = sharedTerms();
        authorised(terms);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_BadFee.selector, 101, 100, 100));
        vm.prank(account(BUYER));
        escrow.capture(terms, IPaymentEscrow.Capture(0, 100_00, 101, address(0)));
        vm.prank(account(BUYER));
        escrow.capture(terms, IPaymentEscrow.Capture(0, 100_00, 100, address(0)));
        assertEq(eur.balanceOf(account(OPERATOR)), 1_00, "fee");
    }

    function test_payeesSideNamesTheReceiverOfTheFeeWhereTheTermsLeaveItOpen() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        terms.maxFeeBps = 500;
        authorised(terms);
        _captureAt(terms, 0, 100_00, 500, account(OPERATOR));
        assertEq(eur.balanceOf(account(OPERATOR)), 5_00, "fee");
        assertEq(gained(eur, account(SUPPLIER)), 95_00, "payee");
        _refuseReceiver(terms, 500, address(0), address(0));
        _refuseReceiver(terms, 0, account(OPERATOR), address(0));
        terms = sharedTerms();
        authorised(terms);
        _refuseReceiver(terms, 100, account(SUPPLIER), account(OPERATOR));
        _refuseReceiver(terms, 100, account(OPERATOR), account(OPERATOR));
    }

    /// @dev The whole may be fee; then nobody else is paid.
    function test_aFeeOfTheWholeLeavesNothingForThePayee() public {
        IPaymentEscrow.PaymentTerms memory terms = sharedTerms();
        terms.maxFeeBps = 10_000;
        authorised(terms);
        _captureAt(terms, 0, AMOUNT, 10_000, address(0));
        assertEq(eur.balanceOf(account(OPERATOR)), AMOUNT, "fee");
        assertEq(gained(eur, account(SUPPLIER)), 0, "payee");
    }

    function test_dividesACaptureAmongTheShares() public {
        IPaymentEscrow.PaymentTerms memory terms = sharedTerms();
        authorised(terms);
        (uint256[] memory payouts, uint256 fee) = escrow.payoutsOf(terms, 0, 999_99, 100);
        assertEq(fee, 9_99, "fee foretold");
        _captureAt(terms, 0, 999_99, 100, address(0));
        assertEq(gained(eur, account(SUPPLIER)), payouts[0], "first as foretold");
        assertEq(payouts[0], 495_00, "half of 999.99 is 499.99, less 4.99");
        assertEq(gained(eur, account(SECOND_SUPPLIER)), payouts[1], "second as foretold");
        assertEq(payouts[1], 296_99 + 1, "eight tenths are 799.99, less 7.99, less what the first has");
        assertEq(eur.balanceOf(deputy(OPERATOR)), payouts[2], "third as foretold");
        assertEq(payouts[0] + payouts[1] + payouts[2] + fee, 999_99, "sum");
    }

    function test_payoutsOfThePayeeAloneAreWhatIsLeftAfterTheFee() public view {
        (uint256[] memory payouts, uint256 fee) = escrow.payoutsOf(plainTerms(), 0, 1_000_01, 50);
        assertEq(payouts.length, 1, "the payee alone");
        assertEq(payouts[0], 995_01, "payee");
        assertEq(fee, 5_00, "fee");
    }

    /// @dev Shares that name the very amounts get them exactly.
    function test_sharesInAmountsGetTheseAmounts() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        terms.shares = new IPaymentEscrow.Share[](2);
        terms.shares[0] = IPaymentEscrow.Share(account(SUPPLIER), 987_65);
        terms.shares[1] = IPaymentEscrow.Share(account(SECOND_SUPPLIER), 12_35);
        authorised(terms);
        capture(terms, 0, 333_33);
        capture(terms, 333_33, 333_33);
        capture(terms, 666_66, 333_34);
        assertEq(gained(eur, account(SUPPLIER)), 987_65, "first");
        assertEq(gained(eur, account(SECOND_SUPPLIER)), 12_35, "second");
    }

    /// @dev One cent at a time is worth less than a cent to each share; then a difference of floors may fall from a share to
    /// the next, which must not be taken for a debt.
    function test_capturesOfSingleUnitsLoseAndMakeNothing() public view {
        IPaymentEscrow.PaymentTerms memory terms = sharedTerms();
        (terms.shares[1].parts, terms.shares[2].parts) = (1_000, 4_000);
        uint256[3] memory sums = [uint256(0), 0, 0];
        for (uint96 before = 0; before < 60; ++before) {
            (uint256[] memory payouts, ) = escrow.payoutsOf(terms, before, 1, 0);
            assertEq(payouts[0] + payouts[1] + payouts[2], 1, "one cent");
            for (uint256 i = 0; i < 3; ++i) sums[i] += payouts[i];
        }
        assertEq(sums[0] + sums[1] + sums[2], 60, "sixty cents");
        assertEq(sums[0], 30, "the first");
    }

    /// @dev Nothing is lost or made. Without a fee, captures worth a minor unit to every share divide like one of the whole.
    function testFuzz_severalCapturesDivideLikeOne(
        uint96 amount,
        uint96[3] memory parts,
        uint96 first,
        uint96 second,
        uint16 feeBps
    ) public view {
        IPaymentEscrow.PaymentTerms memory terms = sharedTerms();
        for (uint256 i = 0; i < 3; ++i) terms.shares[i].parts = uint96(bound(parts[i], 1, 1 << 94));
        amount = uint96(bound(amount, 3, type(uint96).max));
        first = uint96(bound(first, 1, amount - 2));
        second = uint96(bound(second, 1, amount - first - 1));
        uint96[3] memory captures = [first, second, amount - first - second];
        _checkParts(terms, amount, captures, 0);
        _checkParts(terms, amount, captures, uint16(bound(feeBps, 0, 10_000)));
    }

    function _checkParts(
        IPaymentEscrow.PaymentTerms memory terms,
        uint96 amount,
        uint96[3] memory captures,
        uint16 feeBps
    ) private view {
        (uint256[] memory whole, ) = escrow.payoutsOf(terms, 0, amount, feeBps);
        uint256[] memory sums = new uint256[](3);
        bool exact = feeBps == 0;
        uint96 before = 0;
        for (uint256 i = 0; i < 3; ++i) {
            (uint256[] memory payouts, uint256 fee) = escrow.payoutsOf(terms, before, captures[i], feeBps);
            assertEq(fee, (uint256(captures[i]) * feeBps) / 10_000, "fee");
            assertEq(payouts[0] + payouts[1] + payouts[2] + fee, captures[i], "sum of a capture");
            for (uint256 j = 0; j < 3; ++j) sums[j] += payouts[j];
            exact = exact && _isWorthAUnitToAll(terms.shares, captures[i]);
            before += captures[i];
        }
        for (uint256 j = 0; j < 3; ++j) {
            if (exact) assertEq(sums[j], whole[j], "as of the whole");
            assertTrue(
                sums[j] + 6 >= whole[j] && sums[j] <= whole[j] + 6,
                "within two minor units a capture"
            );
        }
    }

    function _isWorthAUnitToAll(
        IPaymentEscrow.Share[] memory shares,
        uint256 amount
    ) private pure returns (bool) {
        uint256 total = uint256(shares[0].parts) + shares[1].parts + shares[2].parts;
        for (uint256 i = 0; i < 3; ++i) if (amount * shares[i].parts < total) return false;
        return true;
    }

    function _captureAt(
        IPaymentEscrow.PaymentTerms memory terms,
        uint96 before,
        uint96 amount,
        uint16 feeBps,
        address receiver
    ) private {
        vm.prank(account(SUPPLIER));
        escrow.capture(terms, IPaymentEscrow.Capture(before, amount, feeBps, receiver));
    }

    function _refuseAmount(
        IPaymentEscrow.PaymentTerms memory terms,
        bytes32 paymentId,
        uint96 before,
        uint96 amount,
        uint256 available
    ) private {
        expectError(
            abi.encodeWithSelector(IPaymentEscrow.Escrow_NotAvailable.selector, paymentId, amount, available)
        );
        capture(terms, before, amount);
    }

    function _refuseFee(
        IPaymentEscrow.PaymentTerms memory terms,
        uint16 feeBps,
        uint16 least,
        uint16 most
    ) private {
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_BadFee.selector, feeBps, least, most));
        _captureAt(terms, 200_01, 1, feeBps, address(0));
    }

    function _refuseReceiver(
        IPaymentEscrow.PaymentTerms memory terms,
        uint16 feeBps,
        address receiver,
        address agreed
    ) private {
        uint96 before = terms.amountMinor - escrow.paymentOf(idOf(terms)).capturableMinor;
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_BadFeeReceiver.selector, receiver, agreed));
        _captureAt(terms, before, 1, feeBps, receiver);
    }
}
