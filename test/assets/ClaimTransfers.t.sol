// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {IClaims} from "../../contracts/assets/IClaims.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IReceivables} from "../../contracts/assets/IReceivables.sol";
import {AssetsTest} from "./AssetsTest.sol";

/// @notice Units pass on: in parts, in batches, by operators and spenders, down the tiers, and between members only.
contract ClaimTransfersTest is AssetsTest {
    uint256 private id;

    function setUp() public {
        foundAssets();
        id = issued("INV1");
    }

    function test_partOfAClaimPassesOn() public {
        vm.expectEmit(address(receivables));
        emit IERC6909.Transfer(account(SUPPLIER), account(SUPPLIER), account(AURUM), id, 4_000_00);
        vm.prank(account(SUPPLIER));
        assertTrue(receivables.transfer(account(AURUM), id, 4_000_00), "answer");
        _assertHolding(account(SUPPLIER), 6_000_00, 0);
        _assertHolding(account(AURUM), 4_000_00, 1);
        assertTrue(receivables.supportsInterface(type(IERC6909).interfaceId), "interface");
    }

    function test_aBatchPassesAllOrNothing() public {
        IClaims.TransferItem[] memory items = new IClaims.TransferItem[](2);
        items[0] = IClaims.TransferItem(account(AURUM), id, 1_00);
        items[1] = IClaims.TransferItem(account(JADE), id, AMOUNT);
        expectError(
            abi.encodeWithSelector(
                IClaims.Claims_NotFree.selector,
                id,
                account(SUPPLIER),
                AMOUNT - 1_00,
                AMOUNT
            )
        );
        vm.prank(account(SUPPLIER));
        receivables.transferBatch(items);
        items[1].amount = 2_00;
        vm.prank(account(SUPPLIER));
        receivables.transferBatch(items);
        assertEq(receivables.balanceOf(account(AURUM), id), 1_00, "first");
        assertEq(receivables.balanceOf(account(JADE), id), 2_00, "second");
    }

    function test_operatorsAndSpendersPassOn() public {
        // Those who move them for the holder need not be members: rooms are none.
        vm.prank(account(SUPPLIER));
        receivables.approve(stranger(), id, 3_00);
        vm.prank(stranger());
        receivables.transferFrom(account(SUPPLIER), account(AURUM), id, 2_00);
        assertEq(receivables.allowance(account(SUPPLIER), stranger(), id), 1_00, "allowance left");
        expectError(
            abi.encodeWithSelector(ERC6909.ERC6909InsufficientAllowance.selector, stranger(), 1_00, 2_00, id)
        );
        vm.prank(stranger());
        receivables.transferFrom(account(SUPPLIER), account(AURUM), id, 2_00);
        vm.prank(account(SUPPLIER));
        receivables.setOperator(stranger(), true);
        vm.prank(stranger());
        receivables.transferFrom(account(SUPPLIER), account(AURUM), id, 2_00);
        vm.prank(account(SUPPLIER));
        receivables.transferFrom(account(SUPPLIER), account(AURUM), id, 2_00);
        assertEq(receivables.balanceOf(account(AURUM), id), 6_00, "passed on");
    }

    function test_tiersCountOrganisations() public {
        pass(id, account(SUPPLIER), admin(SUPPLIER), 100);
        _assertHolding(admin(SUPPLIER), 100, 0);
        pass(id, account(SUPPLIER), account(SECOND_SUPPLIER), 100);
        pass(id, account(SECOND_SUPPLIER), account(AURUM), 100);
        pass(id, account(AURUM), account(JADE), 100);
        _assertHolding(account(JADE), 100, 3);
        expectError(abi.encodeWithSelector(IClaims.Claims_TierLimit.selector, id, 4, 3));
        pass(id, account(JADE), account(ARBITER), 1);
        // Within the organisation they may still move.
        pass(id, account(JADE), admin(JADE), 100);
        _assertHolding(admin(JADE), 100, 3);
        // What comes later from nearer the creditor joins the holding at its tier.
        pass(id, account(SUPPLIER), admin(JADE), 100);
        _assertHolding(admin(JADE), 200, 3);
    }

    function test_revertsWhenDustWouldRaiseTheTierOfAHolding() public {
        pass(id, account(SUPPLIER), account(AURUM), 1_000_00);
        pass(id, account(SUPPLIER), account(SECOND_SUPPLIER), 100);
        pass(id, account(SECOND_SUPPLIER), account(JADE), 100);
        expectError(abi.encodeWithSelector(IClaims.Claims_WouldRaiseTier.selector, id, account(AURUM), 1, 3));
        pass(id, account(JADE), account(AURUM), 1);
        // An empty holding has no tier to defend.
        pass(id, account(AURUM), account(ARBITER), 1_000_00);
        pass(id, account(JADE), account(AURUM), 1);
        _assertHolding(account(AURUM), 1, 3);
    }

    function test_aClaimThatMayNotPassStaysWithItsCreditor() public {
        IReceivables.Terms memory terms = termsOf("INV2");
        terms.tierLimit = 0;
        uint256 bound = issued(terms);
        expectError(abi.encodeWithSelector(IClaims.Claims_TierLimit.selector, bound, 1, 0));
        pass(bound, account(SUPPLIER), account(AURUM), 1);
        pass(bound, account(SUPPLIER), admin(SUPPLIER), 1);
        // Pledging and enforcing pass by the limit: a lien that cannot be taken is none.
        bytes32 pledgeId = pledged(bound, account(SUPPLIER), 1, AURUM);
        vm.warp(DUE_AT);
        vm.prank(account(AURUM));
        receivables.enforce(bound, pledgeId, account(AURUM));
    }

    function test_revertsWithNothingToItselfOrTooMuch() public {
        expectError(abi.encodeWithSelector(IClaims.Claims_ZeroAmount.selector, id));
        pass(id, account(SUPPLIER), account(AURUM), 0);
        expectError(abi.encodeWithSelector(IClaims.Claims_ToItself.selector, id, account(SUPPLIER)));
        pass(id, account(SUPPLIER), account(SUPPLIER), 1);
        _expectNotFree(account(SUPPLIER), AMOUNT, uint256(AMOUNT) + 1);
        pass(id, account(SUPPLIER), account(AURUM), uint256(AMOUNT) + 1);
        _expectNotFree(account(SUPPLIER), AMOUNT, type(uint256).max);
        pass(id, account(SUPPLIER), account(AURUM), type(uint256).max);
        expectError(abi.encodeWithSelector(IClaims.Claims_Unknown.selector, 7));
        pass(7, account(SUPPLIER), account(AURUM), 1);
    }

    function test_revertsTowardsTheDebtor() public {
        expectError(
            abi.encodeWithSelector(IReceivables.Receivables_DebtorCannotHold.selector, id, org(BUYER))
        );
        pass(id, account(SUPPLIER), account(BUYER), 1);
    }

    function test_revertsWhenEitherSideMayNotActNow() public {
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        pass(id, account(SUPPLIER), stranger(), 1);
        suspend(AURUM);
        expectError(
            abi.encodeWithSelector(IMembership.Membership_NotInStanding.selector, account(AURUM), org(AURUM))
        );
        pass(id, account(SUPPLIER), account(AURUM), 1);
        reinstate(AURUM);
        pass(id, account(SUPPLIER), account(AURUM), 1);
        freezeInRegister(account(SUPPLIER), SUPPLIER);
        expectError(abi.encodeWithSelector(IMembership.Membership_AccountFrozen.selector, account(SUPPLIER)));
        pass(id, account(SUPPLIER), account(AURUM), 1);
    }

    function test_revertsWhenTheIdentityCheckHasLapsed() public {
        vm.warp(KYC_UNTIL);
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_KycLapsed.selector,
                account(SUPPLIER),
                org(SUPPLIER),
                KYC_UNTIL
            )
        );
        pass(id, account(SUPPLIER), account(AURUM), 1);
    }

    function test_tellsBeforehandWhetherUnitsMayPass() public {
        assertTrue(receivables.canTransfer(account(SUPPLIER), account(AURUM), id, AMOUNT), "may");
        receivables.requireTransferable(account(SUPPLIER), account(AURUM), id, AMOUNT);
        assertFalse(receivables.canTransfer(account(SUPPLIER), account(BUYER), id, 1), "debtor");
        assertFalse(receivables.canTransfer(account(SUPPLIER), account(AURUM), id, 0), "nothing");
        _expectNotFree(account(AURUM), 0, 1);
        receivables.requireTransferable(account(AURUM), account(JADE), id, 1);
    }

    function _assertHolding(address holder, uint256 amount, uint256 tier) private view {
        IClaims.Holding memory holding = receivables.holdingOf(id, holder);
        assertEq(holding.amount, amount, "amount");
        assertEq(holding.tier, tier, "tier");
        assertEq(receivables.balanceOf(holder, id), amount, "balance");
    }

    function _expectNotFree(address holder, uint256 free, uint256 needed) private {
        expectError(abi.encodeWithSelector(IClaims.Claims_NotFree.selector, id, holder, free, needed));
    }
}
