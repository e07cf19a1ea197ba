// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IReceivables} from "../../contracts/assets/IReceivables.sol";
import {AssetsTest} from "./AssetsTest.sol";

/// @notice From invoice to claim to money.
contract ReceivablesTest is AssetsTest {
    function setUp() public {
        foundAssets();
    }

    function test_aClaimLivesFromInvoiceToMoney() public {
        uint256 id = issued("INV1");
        assertEq(receivables.balanceOf(account(SUPPLIER), id), AMOUNT, "creditor's units");
        pass(id, account(SUPPLIER), account(SECOND_SUPPLIER), 4_000_00);
        pledged(id, account(SECOND_SUPPLIER), 1_000_00, AURUM);
        payDebt(id, AMOUNT / 2);
        assertEq(receivables.dueTo(id, account(SECOND_SUPPLIER)), 1_500_00, "due to the second");
        receivables.redeem(id, account(SECOND_SUPPLIER));
        payDebt(id, AMOUNT / 2);
        assertEq(uint256(receivables.statusOf(id)), uint256(IReceivables.Status.Paid), "status");
        address[] memory holders = new address[](2);
        holders[0] = account(SUPPLIER);
        holders[1] = account(SECOND_SUPPLIER);
        receivables.payOut(id, holders);
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 6_000_00, "creditor's money");
        assertEq(eur.balanceOf(account(SECOND_SUPPLIER)), FUNDS + 3_000_00, "second's money");
        assertEq(eur.balanceOf(address(receivables)), 1_000_00, "money of pledged units");
        assertEq(receivables.balanceOf(account(SECOND_SUPPLIER), id), 1_000_00, "pledged units");
    }
}
