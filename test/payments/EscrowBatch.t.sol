// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../contracts/common/OrgId.sol";
import {IPaymentEscrow} from "../../contracts/payments/IPaymentEscrow.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {HostileToken} from "./HostileToken.sol";

/// @notice Many captures at once: what cannot be captured is skipped and reported.
contract EscrowBatchTest is EscrowTest {
    function setUp() public {
        foundEscrow();
    }

    /// @dev P09: one payee of fifty is suspended between authorising and capturing.
    function test_oneSuspendedPayeeOfFiftyStopsNobody() public {
        IPaymentEscrow.CaptureItem[] memory items = new IPaymentEscrow.CaptureItem[](50);
        for (uint256 i = 0; i < 50; ++i) {
            string memory name = string(abi.encodePacked("supplier ", bytes1(uint8(65 + i))));
            admitted(name);
            items[i].terms = plainTerms();
            items[i].terms.payee = addressNamed(name);
            items[i].capture = capturing(0, AMOUNT);
            authorised(items[i].terms);
        }
        address blocked = items[16].terms.payee;
        OrgId blockedOrg = registry.organisationOfAccount(blocked);
        vm.prank(address(timelock));
        registry.suspend(blockedOrg, REASON);

        bytes32 blockedId = idOf(items[16].terms);
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.PayoutQuarantined(blockedId, blocked, 1, AMOUNT);
        vm.prank(account(BUYER));
        assertEq(escrow.captureBatch(items), 50, "captured");
        for (uint256 i = 0; i < 50; ++i) {
            uint256 paid = eur.balanceOf(items[i].terms.payee);
            assertEq(paid, i == 16 ? 0 : AMOUNT, "paid");
            assertStands(idOf(items[i].terms), 0, AMOUNT, "captured");
        }
        assertEq(eur.balanceOf(address(escrow)), 0, "held");

        vm.prank(account(BUYER));
        assertEq(escrow.captureBatch(items), 0, "captured again");
        assertEq(eur.balanceOf(items[0].terms.payee), AMOUNT, "nobody is paid twice");
        assertEq(eur.quarantineCount(), 1, "quarantined once");

        vm.prank(address(timelock));
        registry.reinstate(blockedOrg);
        vm.prank(blocked);
        eur.claim(1, blocked);
        assertEq(eur.balanceOf(blocked), AMOUNT, "claimed");
    }

    function test_skipsAndReportsWhatCannotBeCaptured() public {
        IPaymentEscrow.CaptureItem[] memory items = _three();
        items[1].capture.amountMinor = AMOUNT + 1;
        bytes32 paymentId = idOf(items[1].terms);
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.CaptureSkipped(
            paymentId,
            abi.encodeWithSelector(IPaymentEscrow.Escrow_NotAvailable.selector, paymentId, AMOUNT + 1, AMOUNT)
        );
        vm.prank(account(SUPPLIER));
        assertEq(escrow.captureBatch(items), 2, "captured");
        assertStands(paymentId, AMOUNT, 0, "skipped");
        assertEq(gained(eur, account(SUPPLIER)), 2 * AMOUNT, "payee");
    }

    function test_capturesItemsWithSharesAndMilestones() public {
        IPaymentEscrow.CaptureItem[] memory items = new IPaymentEscrow.CaptureItem[](2);
        items[0].terms = sharedTerms();
        items[0].terms.milestones = milestoneTerms().milestones;
        items[0].capture = IPaymentEscrow.Capture(0, 200_00, 100, address(0));
        items[1].terms = milestoneTerms();
        items[1].capture = capturing(0, 200_00);
        for (uint256 i = 0; i < 2; ++i) {
            authorised(items[i].terms);
            vm.prank(account(BUYER));
            escrow.release(items[i].terms, 0, 0);
        }
        vm.prank(account(SUPPLIER));
        assertEq(escrow.captureBatch(items), 2, "captured");
        assertEq(gained(eur, account(SUPPLIER)), 99_00 + 200_00, "payee");
    }

    /// @dev Sent twice, a part is captured once.
    function test_aPartIsCapturedOnceThoughTheBatchCameTwice() public {
        IPaymentEscrow.CaptureItem[] memory items = _three();
        for (uint256 i = 0; i < 3; ++i) items[i].capture.amountMinor = 100;
        vm.prank(account(SUPPLIER));
        assertEq(escrow.captureBatch(items), 3, "first");
        vm.prank(account(SUPPLIER));
        assertEq(escrow.captureBatch(items), 0, "second");
        assertEq(gained(eur, account(SUPPLIER)), 300, "payee");
    }

    function test_nobodyCapturesInABatchWhatItMayNotCaptureAlone() public {
        IPaymentEscrow.CaptureItem[] memory items = _three();
        vm.prank(stranger());
        assertEq(escrow.captureBatch(items), 0, "captured by a stranger");
        vm.prank(account(SECOND_SUPPLIER));
        assertEq(escrow.captureBatch(items), 0, "captured by another");
        assertEq(eur.balanceOf(address(escrow)), 3 * AMOUNT, "held");
    }

    function test_aTokenThatRefusesToPayStopsItsOwnCaptureAlone() public {
        IPaymentEscrow.CaptureItem[] memory items = _three();
        HostileToken token = new HostileToken();
        items[1].terms.token = ISettlementToken(address(token));
        bytes32 paymentId = authorised(items[1].terms);
        token.refuseToPay(true);
        vm.prank(account(SUPPLIER));
        assertEq(escrow.captureBatch(items), 2, "captured");
        assertStands(paymentId, AMOUNT, 0, "unchanged");
    }

    /// @dev With too little gas for the last one, it is not skipped for want of gas: the whole call fails.
    function test_revertsWhenGasMayNotSuffice() public {
        IPaymentEscrow.CaptureItem[] memory items = _three();
        vm.prank(account(SUPPLIER));
        (bool done, bytes memory result) = address(escrow).call{gas: 260_000}(
            abi.encodeCall(escrow.captureBatch, (items))
        );
        assertFalse(done, "went through");
        assertTrue(bytes4(result) == IPaymentEscrow.Escrow_TooLittleGas.selector, "reason");
        items[0].terms = sharedTerms();
        vm.prank(account(SUPPLIER));
        (done, result) = address(escrow).call{gas: 480_000}(abi.encodeCall(escrow.captureBatch, (items)));
        assertFalse(done, "three shares need more");
    }

    function _three() private returns (IPaymentEscrow.CaptureItem[] memory items) {
        items = new IPaymentEscrow.CaptureItem[](3);
        for (uint256 i = 0; i < 3; ++i) {
            items[i].terms = plainTerms();
            items[i].terms.orderId = bytes32(i + 1);
            items[i].capture = capturing(0, AMOUNT);
            authorised(items[i].terms);
        }
    }
}
