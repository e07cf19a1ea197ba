// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {DirectoryNames} from "../../contracts/consortium/DirectoryNames.sol";
import {IDirectory} from "../../contracts/consortium/IDirectory.sol";
import {Founding} from "./Founding.sol";

contract DirectoryTest is Founding {
    bytes32 private constant ESCROW = "payments.escrow";

    function setUp() public {
        found(4, 1);
    }

    function test_foundingEntriesAreThere() public view {
        assertEq(directory.timelock(), address(timelock), "timelock");
        assertEq(directory.entries().length, 6, "entries");
        assertEq(directory.addressOf(DirectoryNames.REGISTRY), address(registry), "registry");
        assertEq(directory.addressOf(DirectoryNames.GOVERNOR), address(governor), "governor");
        assertEq(directory.addressOf(DirectoryNames.TIMELOCK), address(timelock), "timelock entry");
        assertEq(directory.addressOf(DirectoryNames.ACCESS_MANAGER), address(offices), "offices");
        assertEq(directory.addressOf(DirectoryNames.VALIDATOR_SET), address(validators), "validators");
        assertEq(directory.addressOf(DirectoryNames.RESCUE_VALIDATOR_SET), address(rescue), "rescue");
    }

    function testFuzz_revertsWhenCallerIsNotTheTimelock(address caller) public {
        vm.assume(caller != address(timelock));
        expectError(
            abi.encodeWithSelector(IDirectory.Directory_OnlyTimelock.selector, caller, address(timelock))
        );
        vm.prank(caller);
        directory.set(ESCROW, address(registry));
    }

    function test_setsANewName() public {
        vm.expectEmit(address(directory));
        emit IDirectory.EntrySet(ESCROW, address(registry), address(0));
        _set(ESCROW, address(registry));
        assertEq(directory.addressOf(ESCROW), address(registry), "target");
        assertEq(directory.entries().length, 7, "entries");
        assertEq(directory.entries()[6].name, ESCROW, "last name");
        assertEq(directory.entries()[6].target, address(registry), "last target");
    }

    function test_replacesATarget() public {
        _set(ESCROW, address(registry));
        vm.expectEmit(address(directory));
        emit IDirectory.EntrySet(ESCROW, address(governor), address(registry));
        _set(ESCROW, address(governor));
        assertEq(directory.addressOf(ESCROW), address(governor), "target");
        assertEq(directory.entries().length, 7, "entries");
    }

    function test_withdrawsANameAndKeepsTheOthers() public {
        _set(ESCROW, address(registry));
        vm.expectEmit(address(directory));
        emit IDirectory.EntrySet(DirectoryNames.GOVERNOR, address(0), address(governor));
        _set(DirectoryNames.GOVERNOR, address(0));
        IDirectory.Entry[] memory entries = directory.entries();
        assertEq(entries.length, 6, "entries");
        for (uint256 i = 0; i < entries.length; ++i) {
            assertTrue(entries[i].name != DirectoryNames.GOVERNOR, "withdrawn name listed");
            assertEq(directory.addressOf(entries[i].name), entries[i].target, "target of a kept name");
        }
        _set(ESCROW, address(0));
        assertEq(directory.entries().length, 5, "entries after withdrawing the last");
    }

    function test_aWithdrawnNameMayComeBack() public {
        _set(DirectoryNames.GOVERNOR, address(0));
        _set(DirectoryNames.GOVERNOR, address(governor));
        assertEq(directory.entries().length, 6, "entries");
    }

    function test_revertsWhenTheNameIsUnknown() public {
        expectError(abi.encodeWithSelector(IDirectory.Directory_UnknownName.selector, ESCROW));
        directory.addressOf(ESCROW);
        expectError(abi.encodeWithSelector(IDirectory.Directory_UnknownName.selector, ESCROW));
        _set(ESCROW, address(0));
        _set(DirectoryNames.GOVERNOR, address(0));
        expectError(
            abi.encodeWithSelector(IDirectory.Directory_UnknownName.selector, DirectoryNames.GOVERNOR)
        );
        directory.addressOf(DirectoryNames.GOVERNOR);
    }

    function test_revertsWhenTheTargetHasNoCode() public {
        expectError(abi.encodeWithSelector(IDirectory.Directory_NotAContract.selector, ESCROW, stranger()));
        _set(ESCROW, stranger());
    }

    function test_revertsWhenTheRegistryWouldBeWithdrawn() public {
        expectError(
            abi.encodeWithSelector(IDirectory.Directory_Indispensable.selector, DirectoryNames.REGISTRY)
        );
        _set(DirectoryNames.REGISTRY, address(0));
    }

    function test_revertsWhenTheNameIsEmpty() public {
        expectError(abi.encodeWithSelector(IDirectory.Directory_EmptyName.selector));
        _set(bytes32(0), address(registry));
    }

    function _set(bytes32 name, address target) private {
        vm.prank(address(timelock));
        directory.set(name, target);
    }
}
