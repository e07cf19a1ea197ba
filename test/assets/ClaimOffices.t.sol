// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IClaims} from "../../contracts/assets/IClaims.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IReceivables} from "../../contracts/assets/IReceivables.sol";
import {AssetsTest} from "./AssetsTest.sol";

/// @notice Recovery of lost accounts, and the powers of offices: freezing units and forced transfers.
contract ClaimOfficesTest is AssetsTest {
    uint256 private id;

    function setUp() public {
        foundAssets();
        id = issued("INV1");
    }

    /* recover */

    function test_recoveryMovesHoldingsPledgesAndFreezes() public {
        bytes32 first = pledged(id, account(SUPPLIER), 1_000_00, AURUM);
        bytes32 second = pledged(id, account(SUPPLIER), 2_000_00, JADE);
        _freezeUnits(account(SUPPLIER), 500_00);
        pass(id, account(SUPPLIER), admin(SUPPLIER), 100_00);
        _freezeUnits(admin(SUPPLIER), 50_00);
        freezeInRegister(account(SUPPLIER), SUPPLIER);
        bytes32[] memory pledges = new bytes32[](1);
        pledges[0] = first;
        vm.expectEmit(address(receivables));
        emit IERC6909.Transfer(admin(SUPPLIER), account(SUPPLIER), admin(SUPPLIER), id, 6_900_00);
        vm.expectEmit(address(receivables));
        emit IClaims.Frozen(account(SUPPLIER), id, 0);
        vm.expectEmit(address(receivables));
        emit IClaims.Frozen(admin(SUPPLIER), id, 550_00);
        vm.expectEmit(address(receivables));
        emit IClaims.PledgeMoved(id, first, admin(SUPPLIER));
        vm.expectEmit(address(receivables));
        emit IERC6909.Transfer(admin(SUPPLIER), account(SUPPLIER), admin(SUPPLIER), id, 1_000_00);
        vm.expectEmit(address(receivables));
        emit IClaims.HoldingRecovered(id, account(SUPPLIER), admin(SUPPLIER), 7_900_00, admin(SUPPLIER));
        _recover(SUPPLIER, account(SUPPLIER), admin(SUPPLIER), pledges);
        _assertHolding(account(SUPPLIER), 2_000_00, 2_000_00, 0);
        _assertHolding(admin(SUPPLIER), 8_000_00, 1_000_00, 550_00);
        // The rest in another call.
        pledges[0] = second;
        _recover(SUPPLIER, account(SUPPLIER), admin(SUPPLIER), pledges);
        _assertHolding(account(SUPPLIER), 0, 0, 0);
        _assertHolding(admin(SUPPLIER), AMOUNT, 3_000_00, 550_00);
        // The liens stand as before.
        vm.warp(DUE_AT);
        vm.prank(account(JADE));
        receivables.enforce(id, second, account(JADE));
        _assertHolding(admin(SUPPLIER), 8_000_00, 1_000_00, 550_00);
    }

    function test_recoversFromARemovedAccountAtItsTier() public {
        pass(id, account(SUPPLIER), account(SECOND_SUPPLIER), 100);
        removeFromRegister(account(SECOND_SUPPLIER), SECOND_SUPPLIER);
        _recover(SECOND_SUPPLIER, account(SECOND_SUPPLIER), admin(SECOND_SUPPLIER), new bytes32[](0));
        assertEq(receivables.holdingOf(id, admin(SECOND_SUPPLIER)).tier, 1, "tier");
    }

    function test_revertsUnlessTheAccountIsLost() public {
        _expectNotLost();
        _recover(SUPPLIER, account(SUPPLIER), admin(SUPPLIER), new bytes32[](0));
        // What the compliance office froze stays where it is.
        vm.prank(complianceOfficer());
        registry.complianceFreeze(account(SUPPLIER));
        _expectNotLost();
        _recover(SUPPLIER, account(SUPPLIER), admin(SUPPLIER), new bytes32[](0));
        removeFromRegister(account(SUPPLIER), SUPPLIER);
        _expectNotLost();
        _recover(SUPPLIER, account(SUPPLIER), admin(SUPPLIER), new bytes32[](0));
    }

    function test_revertsWhenItIsNotTheOrganisationsOwnAdmin() public {
        freezeInRegister(account(SUPPLIER), SUPPLIER);
        expectError(
            abi.encodeWithSelector(
                IClaims.Claims_WrongOrganisation.selector,
                account(SUPPLIER),
                org(SUPPLIER),
                org(AURUM)
            )
        );
        _recover(AURUM, account(SUPPLIER), admin(AURUM), new bytes32[](0));
        expectError(
            abi.encodeWithSelector(
                IClaims.Claims_WrongOrganisation.selector,
                admin(AURUM),
                org(AURUM),
                org(SUPPLIER)
            )
        );
        _recover(SUPPLIER, account(SUPPLIER), admin(AURUM), new bytes32[](0));
    }

    function test_revertsWhenTheCallerIsNoAdmin() public {
        pass(id, account(SUPPLIER), deputy(AURUM), 100);
        freezeInRegister(deputy(AURUM), AURUM);
        expectError(abi.encodeWithSelector(IClaims.Claims_OnlyAdmin.selector, account(AURUM), org(AURUM)));
        vm.prank(account(AURUM));
        receivables.recover(id, deputy(AURUM), account(AURUM), new bytes32[](0));
        suspend(AURUM);
        expectError(
            abi.encodeWithSelector(IMembership.Membership_NotInStanding.selector, admin(AURUM), org(AURUM))
        );
        _recover(AURUM, deputy(AURUM), admin(AURUM), new bytes32[](0));
    }

    function test_revertsForNothingOrAPledgeElsewhere() public {
        bytes32[] memory pledges = new bytes32[](1);
        pass(id, account(SUPPLIER), admin(SUPPLIER), 100_00);
        pledges[0] = pledged(id, admin(SUPPLIER), 100_00, AURUM);
        freezeInRegister(account(SUPPLIER), SUPPLIER);
        expectError(
            abi.encodeWithSelector(
                IClaims.Claims_PledgeElsewhere.selector,
                pledges[0],
                admin(SUPPLIER),
                account(SUPPLIER)
            )
        );
        _recover(SUPPLIER, account(SUPPLIER), admin(SUPPLIER), pledges);
        _recover(SUPPLIER, account(SUPPLIER), admin(SUPPLIER), new bytes32[](0));
        expectError(abi.encodeWithSelector(IClaims.Claims_ZeroAmount.selector, id));
        _recover(SUPPLIER, account(SUPPLIER), admin(SUPPLIER), new bytes32[](0));
        pledges[0] = AGREEMENT;
        expectError(abi.encodeWithSelector(IClaims.Claims_UnknownPledge.selector, id, AGREEMENT));
        _recover(SUPPLIER, account(SUPPLIER), admin(SUPPLIER), pledges);
    }

    /* setFrozenTokens */

    function test_frozenUnitsNeitherMoveNorArePledgedNorRedeemed() public {
        vm.expectEmit(address(receivables));
        emit IClaims.Frozen(account(SUPPLIER), id, 9_000_00);
        _freezeUnits(account(SUPPLIER), 9_000_00);
        assertEq(receivables.getFrozenTokens(account(SUPPLIER), id), 9_000_00, "frozen");
        _expectNotFree(1_000_00, 1_000_01);
        pass(id, account(SUPPLIER), account(AURUM), 1_000_01);
        _expectNotFree(1_000_00, 1_000_01);
        pledged(id, account(SUPPLIER), 1_000_01, AURUM);
        payDebt(id, AMOUNT);
        receivables.redeem(id, account(SUPPLIER));
        _assertHolding(account(SUPPLIER), 9_000_00, 0, 9_000_00);
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 1_000_00, "money of the rest");
        _freezeUnits(account(SUPPLIER), 0);
        receivables.redeem(id, account(SUPPLIER));
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + AMOUNT, "all money");
    }

    function test_revertsWhenMoreIsFrozenThanIsNotPledged() public {
        pledged(id, account(SUPPLIER), 4_000_00, AURUM);
        expectError(
            abi.encodeWithSelector(
                IClaims.Claims_FreezesTooMuch.selector,
                id,
                account(SUPPLIER),
                6_000_00,
                6_000_01
            )
        );
        _freezeUnits(account(SUPPLIER), 6_000_01);
        _freezeUnits(account(SUPPLIER), 6_000_00);
    }

    /* forcedTransfer */

    function test_aForcedTransferTakesFrozenUnitsButNoPledgedOnes() public {
        pledged(id, account(SUPPLIER), 4_000_00, AURUM);
        _freezeUnits(account(SUPPLIER), 5_000_00);
        suspend(SUPPLIER);
        _expectNotFree(6_000_00, 6_000_01);
        _force(account(SUPPLIER), account(JADE), 6_000_01);
        vm.expectEmit(address(receivables));
        emit IClaims.Frozen(account(SUPPLIER), id, 3_500_00);
        vm.expectEmit(address(receivables));
        emit IClaims.ForcedTransfer(account(SUPPLIER), account(JADE), id, 2_500_00);
        _force(account(SUPPLIER), account(JADE), 2_500_00);
        _assertHolding(account(SUPPLIER), 7_500_00, 4_000_00, 3_500_00);
        _assertHolding(account(JADE), 2_500_00, 0, 0);
        assertEq(receivables.holdingOf(id, account(JADE)).tier, 1, "tier");
        _force(account(SUPPLIER), account(JADE), 3_500_00);
        _assertHolding(account(SUPPLIER), 4_000_00, 4_000_00, 0);
    }

    function test_aForcedTransferLeavesFrozenUnitsWhereItCan() public {
        _freezeUnits(account(SUPPLIER), 5_000_00);
        _force(account(SUPPLIER), account(JADE), 5_000_00);
        _assertHolding(account(SUPPLIER), 5_000_00, 0, 5_000_00);
    }

    function test_revertsToTheSameAccountTheDebtorAStrangerOrForNothing() public {
        _freezeUnits(account(SUPPLIER), 5_000_00);
        expectError(abi.encodeWithSelector(IClaims.Claims_ToItself.selector, id, account(SUPPLIER)));
        _force(account(SUPPLIER), account(SUPPLIER), 1);
        _assertHolding(account(SUPPLIER), AMOUNT, 0, 5_000_00);
        expectError(
            abi.encodeWithSelector(IReceivables.Receivables_DebtorCannotHold.selector, id, org(BUYER))
        );
        _force(account(SUPPLIER), account(BUYER), 1);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        _force(account(SUPPLIER), stranger(), 1);
        expectError(abi.encodeWithSelector(IClaims.Claims_ZeroAmount.selector, id));
        _force(account(SUPPLIER), account(JADE), 0);
        expectError(abi.encodeWithSelector(IClaims.Claims_Unknown.selector, 7));
        vm.prank(address(timelock));
        receivables.forcedTransfer(account(SUPPLIER), account(JADE), 7, 1);
    }

    function test_onlyTheAllianceOrTheOfficeItAppoints() public {
        bytes memory unauthorised = abi.encodeWithSelector(
            IAccessManaged.AccessManagedUnauthorized.selector,
            complianceOfficer()
        );
        expectError(unauthorised);
        vm.prank(complianceOfficer());
        receivables.setFrozenTokens(account(SUPPLIER), id, 1);
        expectError(unauthorised);
        vm.prank(complianceOfficer());
        receivables.forcedTransfer(account(SUPPLIER), account(JADE), id, 1);
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = IClaims.setFrozenTokens.selector;
        vm.prank(address(timelock));
        AccessManager(address(offices)).setTargetFunctionRole(address(receivables), selectors, COMPLIANCE);
        vm.prank(complianceOfficer());
        receivables.setFrozenTokens(account(SUPPLIER), id, 1);
        assertEq(receivables.getFrozenTokens(account(SUPPLIER), id), 1, "frozen");
    }

    function _recover(uint256 organisation, address from, address to, bytes32[] memory pledges) private {
        vm.prank(admin(organisation));
        receivables.recover(id, from, to, pledges);
    }

    function _freezeUnits(address holder, uint256 amount) private {
        vm.prank(address(timelock));
        receivables.setFrozenTokens(holder, id, amount);
    }

    function _force(address from, address to, uint256 amount) private {
        vm.prank(address(timelock));
        receivables.forcedTransfer(from, to, id, amount);
    }

    function _assertHolding(address holder, uint256 amount, uint256 pledge, uint256 frozen) private view {
        IClaims.Holding memory holding = receivables.holdingOf(id, holder);
        assertEq(holding.amount, amount, "amount");
        assertEq(holding.pledged, pledge, "pledged");
        assertEq(holding.frozen, frozen, "frozen");
    }

    function _expectNotFree(uint256 free, uint256 needed) private {
        expectError(
            abi.encodeWithSelector(IClaims.Claims_NotFree.selector, id, account(SUPPLIER), free, needed)
        );
    }

    function _expectNotLost() private {
        expectError(abi.encodeWithSelector(IClaims.Claims_NotLost.selector, account(SUPPLIER)));
    }
}
