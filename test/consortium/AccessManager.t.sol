// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {ConsortiumAccessManager} from "../../contracts/consortium/ConsortiumAccessManager.sol";
import {IConsortiumRegistry} from "../../contracts/consortium/IConsortiumRegistry.sol";
import {Founding} from "./Founding.sol";

/// @notice The offices: who holds them, what they may call, and that the alliance alone fills them.
contract AccessManagerTest is Founding {
    ConsortiumAccessManager private constant SLOW = ConsortiumAccessManager(address(0x8888));
    uint32 private constant DELAY = 2 days;

    function setUp() public {
        found(4, 1);
    }

    function test_officesAreFilledAtFounding() public view {
        (bool held, uint32 delay) = offices.hasRole(REGISTRAR, registrar());
        assertTrue(held, "registrar");
        assertEq(delay, 0, "delay of the registrar");
        (held, ) = offices.hasRole(COMPLIANCE, complianceOfficer());
        assertTrue(held, "compliance officer");
        (held, ) = offices.hasRole(COMPLIANCE, registrar());
        assertFalse(held, "offices are apart");
        _assertRole(IConsortiumRegistry.renewKyc.selector, REGISTRAR);
        _assertRole(IConsortiumRegistry.complianceFreeze.selector, COMPLIANCE);
        _assertRole(IConsortiumRegistry.complianceUnfreeze.selector, COMPLIANCE);
    }

    function testFuzz_nobodyButTheAllianceFillsAnOffice(address caller) public {
        vm.assume(caller != address(timelock) && caller != address(offices));
        expectError(
            abi.encodeWithSelector(
                IAccessManager.AccessManagerUnauthorizedAccount.selector,
                caller,
                offices.ADMIN_ROLE()
            )
        );
        vm.prank(caller);
        offices.grantRole(REGISTRAR, caller, 0);
    }

    function test_theAllianceFillsAndEmptiesAnOffice() public {
        vm.prank(address(timelock));
        offices.grantRole(REGISTRAR, stranger(), 0);
        vm.prank(stranger());
        registry.renewKyc(org(1), KYC_UNTIL + 1);
        vm.prank(address(timelock));
        offices.revokeRole(REGISTRAR, stranger());
        vm.prank(stranger());
        (bool done, ) = address(registry).call(
            abi.encodeCall(IConsortiumRegistry.renewKyc, (org(1), KYC_UNTIL + 2))
        );
        assertFalse(done, "the former registrar renews");
    }

    function test_anOfficeWithADelayWaitsInViewOfAll() public {
        ConsortiumAccessManager.Office[] memory list = new ConsortiumAccessManager.Office[](1);
        list[0].roleId = REGISTRAR;
        list[0].executionDelay = DELAY;
        list[0].holders = new address[](2);
        (list[0].holders[0], list[0].holders[1]) = (registrar(), stranger());
        list[0].target = address(registry);
        list[0].selectors = new bytes4[](1);
        list[0].selectors[0] = IConsortiumRegistry.renewKyc.selector;
        deployTo(address(SLOW), codeOf("ConsortiumAccessManager"), abi.encode(timelock, list));
        for (uint256 i = 0; i < 2; ++i) {
            (bool immediate, uint32 delay) = SLOW.canCall(
                list[0].holders[i],
                address(registry),
                IConsortiumRegistry.renewKyc.selector
            );
            assertFalse(immediate, "immediate");
            assertEq(delay, DELAY, "delay");
        }
        vm.prank(address(offices));
        registry.setAuthority(address(SLOW));
        bytes memory call = abi.encodeCall(IConsortiumRegistry.renewKyc, (org(1), KYC_UNTIL + 1));
        vm.prank(registrar());
        SLOW.schedule(address(registry), call, 0);
        _renewal(false);
        skipSeconds(DELAY - 1);
        _renewal(false);
        skipSeconds(1);
        _renewal(true);
        _renewal(false);
    }

    function _renewal(bool expected) private {
        bytes memory call = abi.encodeCall(IConsortiumRegistry.renewKyc, (org(1), KYC_UNTIL + 1));
        vm.prank(registrar());
        (bool done, ) = address(registry).call(call);
        assertTrue(done == expected, "renewed");
    }

    function _assertRole(bytes4 selector, uint64 roleId) private view {
        assertEq(offices.getTargetFunctionRole(address(registry), selector), roleId, "role of the function");
    }
}
