// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {PaymentsTest} from "./PaymentsTest.sol";

/// @notice Holding and paying.
contract TokenTest is PaymentsTest {
    function setUp() public {
        foundPayments();
    }

    function test_paysAndSaysWhatFor() public {
        vm.expectEmit(address(eur));
        emit ISettlementToken.PaymentMade(account(BUYER), account(SUPPLIER), 125, REFERENCE);
        vm.prank(account(BUYER));
        eur.pay(account(SUPPLIER), 125, REFERENCE);
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - 125, "payer");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 125, "payee");
    }

    function test_revertsWhenThePayeeIsAStranger() public {
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(account(BUYER));
        eur.transfer(stranger(), 1);
    }
}
