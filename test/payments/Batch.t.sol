// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {PaymentReference} from "../../contracts/common/PaymentReference.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {PaymentsTest} from "./PaymentsTest.sol";

/// @notice Paying many: nobody stops the others, and nobody is paid twice.
contract BatchTest is PaymentsTest {
    uint8 private constant ALREADY_PAID = uint8(ISettlementToken.Outcome.AlreadyPaid);
    uint8 private constant PAID = uint8(ISettlementToken.Outcome.Paid);
    uint8 private constant QUARANTINED = uint8(ISettlementToken.Outcome.Quarantined);

    function setUp() public {
        foundPayments();
    }

    function test_paysEachAndReportsIt() public {
        ISettlementToken.PaymentItem[] memory items = _items(3);
        PaymentReference[] memory references = new PaymentReference[](3);
        for (uint256 i = 0; i < 3; ++i) {
            references[i] = items[i].paymentReference;
            vm.expectEmit(address(eur));
            emit IERC20.Transfer(account(BUYER), items[i].payee, items[i].amountMinor);
        }
        vm.expectEmit(address(eur));
        emit ISettlementToken.BatchPaid(account(BUYER), 0, references, hex"010101");
        bytes memory outcomes = _pay(0, items);
        assertEq(keccak256(outcomes), keccak256(hex"010101"), "outcomes");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 102, "first and third");
        assertEq(eur.balanceOf(account(SECOND_SUPPLIER)), FUNDS + 51, "second");
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - 153, "payer");
        assertEq(eur.holdingOf(account(BUYER)).nextNonce, 3, "next nonce");
        assertEq(eur.holdingOf(account(BUYER)).paidTodayMinor, 153, "paid");
    }

    /// @dev Case P09: one blocked payee of fifty stops nobody, and a second run pays nobody twice.
    function test_oneBlockedPayeeOfFiftyStopsNobody() public {
        ISettlementToken.PaymentItem[] memory items = _items(50);
        items[17].payee = account(ARBITER);
        suspend(ARBITER);
        bytes memory outcomes = _pay(0, items);
        for (uint256 i = 0; i < 50; ++i) {
            assertEq(uint8(outcomes[i]), i == 17 ? QUARANTINED : PAID, "outcome");
        }
        assertEq(eur.inQuarantine(1).payee, account(ARBITER), "payee");
        assertEq(eur.inQuarantine(1).returnTo, account(BUYER), "return to");
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - 50 * 51, "payer");
        outcomes = _pay(0, items);
        for (uint256 i = 0; i < 50; ++i) assertEq(uint8(outcomes[i]), ALREADY_PAID, "second run");
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - 50 * 51, "payer after the second run");
        reinstate(ARBITER);
        vm.prank(account(ARBITER));
        eur.claim(1, account(ARBITER));
        assertEq(eur.balanceOf(account(ARBITER)), 51, "claimed");
    }

    function test_whatIsOverALimitWaitsForTheNextRun() public {
        _setLimits(100, 160);
        ISettlementToken.PaymentItem[] memory items = _items(4);
        items[1].amountMinor = 101;
        assertEq(keccak256(_pay(0, items)), keccak256(hex"01030101"), "first run");
        _setLimits(200, 200);
        assertEq(keccak256(_pay(0, items)), keccak256(hex"00030000"), "same day");
        skipSeconds(1 days);
        assertEq(keccak256(_pay(0, items)), keccak256(hex"00010000"), "next day");
        assertEq(keccak256(_pay(0, items)), keccak256(hex"00000000"), "all done");
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - 51 * 3 - 101, "payer");
    }

    function test_noLimitBindsACustodian() public {
        admitCustodian(eur, address(this));
        vm.prank(account(BUYER));
        eur.transfer(address(this), 300);
        _setLimits(50, 60);
        assertEq(keccak256(eur.payBatch(0, _items(3))), keccak256(hex"010101"), "outcomes");
        assertEq(eur.balanceOf(address(this)), 300 - 153, "custodian");
    }

    function test_whatTheBalanceDoesNotCoverWaits() public {
        ISettlementToken.PaymentItem[] memory items = _items(3);
        items[0].amountMinor = uint96(FUNDS - 60);
        items[1].amountMinor = 61;
        assertEq(keccak256(_pay(0, items)), keccak256(hex"010401"), "outcomes");
        fund(eur, account(BUYER), 100);
        assertEq(keccak256(_pay(0, items)), keccak256(hex"000100"), "second run");
    }

    function test_itemsMayPayThePayerOrOnePayeeTwice() public {
        ISettlementToken.PaymentItem[] memory items = _items(4);
        items[0].payee = account(BUYER);
        items[1].payee = account(SUPPLIER);
        items[3].payee = account(BUYER);
        assertEq(keccak256(_pay(0, items)), keccak256(hex"01010101"), "outcomes");
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - 102, "payer");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 102, "payee");
    }

    function test_frozenPayeesAreFoundOutEachByItself() public {
        vm.prank(account(AURUM));
        eur.freeze(account(SUPPLIER));
        assertEq(keccak256(_pay(0, _items(5))), keccak256(hex"0201020102"), "outcomes");
        assertEq(eur.balanceOf(address(eur)), 3 * 51, "in quarantine");
    }

    function test_anyNoncesWillDo() public {
        _pay(5, _items(3));
        assertEq(keccak256(_pay(0, _items(7))), keccak256(hex"01010101010000"), "around them");
        assertEq(keccak256(_pay(type(uint256).max - 1, _items(2))), keccak256(hex"0101"), "the last");
        assertEq(keccak256(_pay(type(uint256).max - 1, _items(2))), keccak256(hex"0000"), "again");
    }

    function test_payingNothingPutsNothingAside() public {
        ISettlementToken.PaymentItem[] memory items = _items(2);
        items[0] = ISettlementToken.PaymentItem(stranger(), 0, REFERENCE);
        assertEq(keccak256(_pay(0, items)), keccak256(hex"0101"), "outcomes");
        assertEq(eur.quarantineCount(), 0, "quarantined");
    }

    function test_anEmptyBatchIsDone() public {
        assertEq(_pay(0, _items(0)).length, 0, "outcomes");
    }

    function test_revertsWhenThePayerMayNotPay() public {
        ISettlementToken.PaymentItem[] memory items = _items(1);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        eur.payBatch(0, items);
        vm.prank(account(AURUM));
        eur.freeze(account(BUYER));
        expectError(abi.encodeWithSelector(ISettlementToken.Token_AccountFrozen.selector, account(BUYER)));
        _pay(0, items);
    }

    function test_theRegisterIsAskedAboutTheLastOfAnOddNumberToo() public {
        ISettlementToken.PaymentItem[] memory items = _items(3);
        items[2].payee = stranger();
        assertEq(keccak256(_pay(0, items)), keccak256(hex"010102"), "outcomes");
    }

    /// @dev Whatever the nonces used before, each item is paid once and the state says so.
    function testFuzz_nobodyIsPaidTwice(uint256 first, uint256 second, uint8 length) public {
        first = bound(first, 0, 20);
        second = bound(second, 0, 20);
        uint256 count = bound(length, 1, 8);
        _pay(first, _items(count));
        uint256 before = eur.balanceOf(account(BUYER));
        bytes memory outcomes = _pay(second, _items(count));
        uint256 paid = 0;
        for (uint256 i = 0; i < count; ++i) {
            uint256 nonce = second + i;
            bool wasUsed = nonce >= first && nonce < first + count;
            assertEq(uint8(outcomes[i]), wasUsed ? ALREADY_PAID : PAID, "outcome");
            if (!wasUsed) paid += 51;
            assertTrue(eur.authorizationState(account(BUYER), bytes32(nonce)), "used");
        }
        assertEq(eur.balanceOf(account(BUYER)), before - paid, "payer");
    }

    function _items(uint256 count) private pure returns (ISettlementToken.PaymentItem[] memory items) {
        items = new ISettlementToken.PaymentItem[](count);
        for (uint256 i = 0; i < count; ++i) {
            items[i] = ISettlementToken.PaymentItem(
                account(i % 2 == 0 ? SUPPLIER : SECOND_SUPPLIER),
                51,
                PaymentReference.wrap(keccak256(abi.encode("item", i)))
            );
        }
    }

    function _pay(
        uint256 firstNonce,
        ISettlementToken.PaymentItem[] memory items
    ) private returns (bytes memory) {
        vm.prank(account(BUYER));
        return eur.payBatch(firstNonce, items);
    }

    function _setLimits(uint96 perPayment, uint96 perDay) private {
        vm.prank(account(AURUM));
        eur.setLimits(0, ISettlementToken.Limits(perPayment, perDay));
    }
}
