// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {IConsortiumRegistry} from "../../contracts/consortium/IConsortiumRegistry.sol";
import {Founding} from "./Founding.sol";

/// @notice The entries hang together from the founding record on; the tests of each act check its own entry.
contract ChangeLogTest is Founding {
    bytes32 private head;
    uint64 private sequence;

    function setUp() public {
        found(4, 1);
        (, , head) = registry.logTip();
    }

    function test_eachEntrySealsTheOneBefore() public {
        vm.prank(address(timelock));
        registry.suspend(org(1), REASON);
        _assertSealed(IConsortiumRegistry.OrganisationSuspended.selector, abi.encode(1, REASON));
        skipBlocks(7);
        skipSeconds(14);
        vm.prank(address(timelock));
        registry.setCapabilities(org(2), Capabilities.BANK);
        uint16 previous = Capabilities.OPERATOR | Capabilities.BUYER;
        _assertSealed(
            IConsortiumRegistry.CapabilitiesChanged.selector,
            abi.encode(2, Capabilities.BANK, previous)
        );
        skipBlocks(1);
        vm.prank(admin(2));
        registry.removeAccount(viewer(2));
        _assertSealed(IConsortiumRegistry.AccountRemoved.selector, abi.encode(2, viewer(2)));
        vm.prank(address(timelock));
        registry.reinstate(org(1));
        _assertSealed(IConsortiumRegistry.OrganisationReinstated.selector, abi.encode(1));
    }

    function test_whatIsRefusedOrOnlyCopiedLeavesNoEntry() public {
        address[] memory accounts = new address[](1);
        accounts[0] = operator(1);
        registry.syncAccounts(accounts);
        vm.prank(stranger());
        (bool done, ) = address(registry).call(abi.encodeCall(IConsortiumRegistry.suspend, (org(1), REASON)));
        assertFalse(done, "suspended by a stranger");
        (uint64 last, , bytes32 tip) = registry.logTip();
        assertEq(last, 0, "sequence");
        assertEq(tip, head, "head");
    }

    function _assertSealed(bytes32 topic0, bytes memory arguments) private {
        head = nextHead(head, ++sequence, topic0, arguments);
        (uint64 last, uint64 blockNumber, bytes32 tip) = registry.logTip();
        assertEq(last, sequence, "sequence");
        assertEq(blockNumber, blockNow(), "block");
        assertEq(tip, head, "head");
    }
}
