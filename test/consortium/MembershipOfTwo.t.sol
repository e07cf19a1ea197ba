// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {Signing} from "./Signing.sol";

/// @notice The quick check of two accounts says exactly what the close look at each says.
contract MembershipOfTwoTest is Signing {
    function setUp() public {
        found(4, 1);
    }

    function testFuzz_agreesWithTheCheckOfEach(uint8 conditionOfA, uint8 conditionOfB, uint8 pair) public {
        (uint256 a, uint256 b) = pair % 2 == 0 ? (uint256(1), uint256(3)) : (uint256(2), uint256(2));
        address accountA = _inCondition(a, conditionOfA % 8);
        address accountB = _inCondition(b, conditionOfB % 8);
        _assertAgrees(accountA, accountB);
        _assertAgrees(accountB, accountA);
    }

    function test_organisationsOfDifferentWordsOfTheBitmap() public {
        OrgId last;
        for (uint256 number = 5; number <= 257; ++number) last = admitted(Strings.toString(number));
        assertEq(OrgId.unwrap(last), 257, "two words of the bitmap");
        address far = application("257").admin;
        address farther = application("256").admin;
        _assertActs(operator(1), far, 1, 257);
        _assertActs(far, operator(1), 257, 1);
        _assertActs(farther, far, 256, 257);

        // 257 has the place in its word that 1 has in the first: each must be judged by its own.
        vm.prank(address(timelock));
        registry.suspend(last, REASON);
        _assertAgrees(operator(2), far);
        _assertAgrees(far, operator(2));
        _assertActs(operator(1), farther, 1, 256);
        vm.prank(address(timelock));
        registry.reinstate(last);
        vm.prank(address(timelock));
        registry.suspend(org(1), REASON);
        _assertActs(operator(2), far, 2, 257);
        _assertAgrees(operator(1), far);
        _assertAgrees(far, operator(1));
    }

    function test_theIdentityCheckOfEachCounts() public {
        vm.prank(registrar());
        registry.renewKyc(org(1), KYC_UNTIL + 1);
        address[] memory renewed = new address[](1);
        renewed[0] = operator(1);
        registry.syncAccounts(renewed);
        vm.warp(KYC_UNTIL);
        assertTrue(registry.isMember(operator(1)), "renewed");
        assertFalse(registry.isMember(operator(2)), "lapsed");
        _assertAgrees(operator(1), operator(2));
        _assertAgrees(operator(2), operator(1));
    }

    /// @dev An account of `organisation` in one of eight conditions; only the first may act.
    function _inCondition(uint256 organisation, uint256 condition) private returns (address account) {
        account = operator(organisation);
        if (condition == 1) return stranger();
        if (condition == 2) return viewer(organisation);
        if (registry.accountOf(account).rights == 0) return account;
        if (condition == 3 && !registry.accountOf(account).frozenByOrganisation) {
            vm.prank(admin(organisation));
            registry.freezeAccount(account);
        } else if (condition == 4 && !registry.accountOf(account).frozenByCompliance) {
            vm.prank(complianceOfficer());
            registry.complianceFreeze(account);
        } else if (condition == 5) {
            vm.warp(KYC_UNTIL);
        } else if (condition == 6 && registry.organisationOf(org(organisation)).suspendedAt == 0) {
            vm.prank(address(timelock));
            registry.suspend(org(organisation), REASON);
        } else if (condition == 7) {
            vm.prank(admin(organisation));
            registry.removeAccount(account);
        }
    }

    function _assertAgrees(address a, address b) private view {
        bool bothAct = registry.isMember(a) && registry.isMember(b);
        try registry.requireCanAct(a, b) returns (OrgId orgA, OrgId orgB) {
            assertTrue(bothAct, "acts though the close look refuses");
            assertEq(OrgId.unwrap(orgA), OrgId.unwrap(registry.requireMember(a)), "first");
            assertEq(OrgId.unwrap(orgB), OrgId.unwrap(registry.requireMember(b)), "second");
        } catch {
            assertFalse(bothAct, "refused though the close look agrees");
        }
    }

    function _assertActs(address a, address b, uint256 orgA, uint256 orgB) private view {
        (OrgId first, OrgId second) = registry.requireCanAct(a, b);
        assertEq(OrgId.unwrap(first), orgA, "first");
        assertEq(OrgId.unwrap(second), orgB, "second");
    }
}
