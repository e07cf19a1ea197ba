// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {IConsortiumRegistry} from "../../contracts/consortium/IConsortiumRegistry.sol";
import {Secp256k1} from "../lib/Secp256k1.sol";
import {Signing} from "./Signing.sol";

/// @notice Nodes enter the register and leave it.
contract NodesTest is Signing {
    string private constant ENDPOINT = "192.0.2.1:30303";
    bytes private publicKey;
    address private node;

    function setUp() public {
        found(4, 1);
        publicKey = Secp256k1.publicKeyOf(keyNamed("fresh node"));
        node = addressNamed("fresh node");
    }

    function test_addsANode() public {
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.NodeAdded(org(1), node, publicKey, ENDPOINT);
        expectEntry(IConsortiumRegistry.NodeAdded.selector, abi.encode(org(1), node, publicKey, ENDPOINT));
        vm.prank(admin(1));
        assertEq(registry.addNode(publicKey, ENDPOINT), node, "address of the key");
        assertEq(OrgId.unwrap(registry.organisationOfNode(node)), 1, "organisation");
        assertEq(registry.organisationOf(org(1)).nodeCount, 4, "nodes");
    }

    function testFuzz_revertsUnlessTheKeyHas64Bytes(uint8 length) public {
        if (length != 64) {
            expectError(
                abi.encodeWithSelector(IConsortiumRegistry.Registry_BadPublicKey.selector, uint256(length))
            );
        }
        _add(admin(1), new bytes(length), ENDPOINT);
    }

    function testFuzz_revertsUnlessTheEndpointHas1To64Bytes(uint8 length) public {
        if (length == 0 || length > 64) {
            expectError(
                abi.encodeWithSelector(IConsortiumRegistry.Registry_BadEndpoint.selector, uint256(length))
            );
        }
        _add(admin(1), publicKey, string(new bytes(length)));
    }

    function test_revertsWhenTheNodeIsTakenUntilItIsRemoved() public {
        _add(admin(1), publicKey, ENDPOINT);
        bytes memory taken = abi.encodeWithSelector(
            IConsortiumRegistry.Registry_NodeTaken.selector,
            node,
            org(1)
        );
        expectError(taken);
        _add(admin(2), publicKey, ENDPOINT);
        expectError(taken);
        _add(admin(1), publicKey, "192.0.2.2:30303");
        _remove(admin(1), node);
        _add(admin(2), publicKey, ENDPOINT);
    }

    function test_revertsAtTheMostNodes() public {
        for (uint256 i = 3; i < 64; ++i) {
            _add(admin(1), abi.encode(i, keccak256(bytes(Strings.toString(i)))), ENDPOINT);
        }
        expectError(abi.encodeWithSelector(IConsortiumRegistry.Registry_TooMany.selector, org(1), 64));
        _add(admin(1), publicKey, ENDPOINT);
    }

    function test_revertsWhenTheCallerIsNoActiveAdmin() public {
        _expectNotAdmin(operator(1), 1);
        _add(operator(1), publicKey, ENDPOINT);
        _expectNotAdmin(stranger(), 0);
        _add(stranger(), publicKey, ENDPOINT);
        vm.prank(address(timelock));
        registry.suspend(org(1), REASON);
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_WrongStatus.selector,
                org(1),
                IConsortiumRegistry.Status.Suspended
            )
        );
        _add(admin(1), publicKey, ENDPOINT);
        _remove(admin(1), spareNode(1));
        assertEq(registry.organisationOf(org(1)).nodeCount, 2, "nodes leave also while suspended");
    }

    function test_removesANode() public {
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.NodeRemoved(org(1), spareNode(1));
        expectEntry(IConsortiumRegistry.NodeRemoved.selector, abi.encode(org(1), spareNode(1)));
        _remove(admin(1), spareNode(1));
        assertEq(OrgId.unwrap(registry.organisationOfNode(spareNode(1))), 0, "organisation");
        assertEq(registry.organisationOf(org(1)).nodeCount, 2, "nodes");
    }

    function test_revertsWhenTheNodeSealsOrStandsBy() public {
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_NodeIsValidator.selector,
                validatorNode(1),
                address(validators)
            )
        );
        _remove(admin(1), validatorNode(1));
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_NodeIsValidator.selector,
                standbyNode(1),
                address(rescue)
            )
        );
        _remove(admin(1), standbyNode(1));
    }

    function test_revertsWhenRemovingAnothersNode() public {
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_NotNodeOf.selector, spareNode(1), org(2))
        );
        _remove(admin(2), spareNode(1));
        expectError(abi.encodeWithSelector(IConsortiumRegistry.Registry_NotNodeOf.selector, node, org(1)));
        _remove(admin(1), node);
        _expectNotAdmin(operator(1), 1);
        _remove(operator(1), spareNode(1));
        _expectNotAdmin(stranger(), 0);
        _remove(stranger(), node);
    }

    function _add(address caller, bytes memory key, string memory endpoint) private {
        vm.prank(caller);
        registry.addNode(key, endpoint);
    }

    function _remove(address caller, address target) private {
        vm.prank(caller);
        registry.removeNode(target);
    }

    function _expectNotAdmin(address caller, uint256 organisation) private {
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_NotAdminOf.selector,
                caller,
                org(organisation)
            )
        );
    }
}
