// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../../contracts/common/OrgId.sol";
import {IConsortiumRegistry} from "../../../contracts/consortium/IConsortiumRegistry.sol";
import {IValidatorSet} from "../../../contracts/consortium/IValidatorSet.sol";
import {Secp256k1} from "../../lib/Secp256k1.sol";
import {AccountActs} from "./AccountActs.sol";

/// @notice Nodes and validators.
abstract contract NodeActs is AccountActs {
    uint256 private constant MOST_NODES = 60;
    string private constant ENDPOINT = "192.0.2.1:30303";

    function addNode(uint256 which, uint256 seed) external {
        if (nodes.length > MOST_NODES) return;
        uint256 i = _someOrganisation(which);
        uint256 key = _freshKey();
        bytes memory publicKey = Secp256k1.publicKeyOf(key);
        address caller = _someAdmin(i, seed);
        if (!_attempt(caller, abi.encodeCall(IConsortiumRegistry.addNode, (publicKey, ENDPOINT)))) return;
        i = _accounts[caller].organisation;
        assertTrue(_isAdminOf(caller, i), "an admin's own act");
        _bookNode(i, key);
        _bookEntry(IConsortiumRegistry.NodeAdded.selector, abi.encode(i, vm.addr(key), publicKey, ENDPOINT));
    }

    function removeNode(uint256 which, uint256 seed) external {
        address node = _someNode(which);
        uint256 i = _nodes[node].organisation;
        address caller = _someAdmin(i, seed);
        if (!_attempt(caller, abi.encodeCall(IConsortiumRegistry.removeNode, (node)))) return;
        assertTrue(_isAdminOf(caller, i), "an admin's own act");
        _nodes[node].organisation = 0;
        _bookEntry(IConsortiumRegistry.NodeRemoved.selector, abi.encode(i, node));
    }

    function appointValidator(uint256 which, bool toRescue, uint256 seed) external {
        address node = _someNode(which);
        uint256 i = _nodes[node].organisation;
        IValidatorSet set = toRescue ? rescue : validators;
        bytes memory proof = proofOf(_nodes[node].key, org(i), set, timeNow());
        bytes memory call = abi.encodeCall(
            IConsortiumRegistry.appointValidator,
            (set, org(i), node, timeNow(), proof)
        );
        if (!_attemptAsAlliance(seed, call)) return;
        _bookEntry(IConsortiumRegistry.ValidatorAppointed.selector, abi.encode(i, node, set));
    }

    function retireValidator(uint256 which, bool fromRescue, uint256 seed) external {
        IValidatorSet set = fromRescue ? rescue : validators;
        address validator = _someValidator(set, which);
        uint256 i = _nodes[validator].organisation;
        address caller = seed % 2 == 0 ? address(timelock) : _someAdmin(i, seed >> 1);
        if (!_attempt(caller, abi.encodeCall(IConsortiumRegistry.retireValidator, (set, validator)))) return;
        bool everyones =
            caller == address(timelock) || statusBooked(i) == IConsortiumRegistry.Status.Expelled;
        assertTrue(everyones || _isAdminOf(caller, i), "the alliance's or an admin's own act");
        _bookEntry(IConsortiumRegistry.ValidatorRetired.selector, abi.encode(i, validator, set, false));
    }

    function swapValidator(uint256 which, uint256 with, bool inRescue, uint256 seed) external {
        IValidatorSet set = inRescue ? rescue : validators;
        address validator = _someValidator(set, which);
        uint256 i = _nodes[validator].organisation;
        address replacement = _someNodeOf(i, with);
        bytes memory proof = proofOf(_nodes[replacement].key, org(i), set, timeNow());
        bytes memory call = abi.encodeCall(
            IConsortiumRegistry.swapValidator,
            (set, validator, replacement, timeNow(), proof)
        );
        address caller = _someAdmin(i, seed);
        if (!_attempt(caller, call)) return;
        assertTrue(_isAdminOf(caller, i), "an admin's own act");
        _bookEntry(IConsortiumRegistry.ValidatorSwapped.selector, abi.encode(i, validator, replacement, set));
    }

    function ejectValidator(uint256 which, bool fromRescue, uint256 seed) external {
        IValidatorSet set = fromRescue ? rescue : validators;
        address validator = _someValidator(set, which);
        uint256 i = _nodes[validator].organisation;
        bytes memory call = abi.encodeCall(IConsortiumRegistry.ejectValidator, (set, validator));
        if (!_attempt(_someone(seed), call)) return;
        _bookEntry(IConsortiumRegistry.ValidatorRetired.selector, abi.encode(i, validator, set, true));
    }

    /// @dev Writing past the register must fail.
    function writePastTheRegister(uint256 which, uint256 seed) external {
        bytes memory call = abi.encodeCall(IValidatorSet.remove, (_someValidator(validators, which)));
        assertFalse(_attempt(_someone(seed), address(validators), call), "written past the register");
        assertFalse(_attempt(address(timelock), address(validators), call), "written past the register");
    }

    /* Consensus goes on */

    /// @dev Blocks pass; validators propose in turn, of either list or none, and someone may record it.
    function produceBlocks(uint256 howMany, uint256 proposer, bool inRescue, bool everyone) external {
        skipBlocks(bound(howMany, 1, 40));
        skipSeconds(2);
        IValidatorSet set = inRescue ? rescue : validators;
        if (everyone) wake(set);
        vm.coinbase(proposer % 5 == 0 ? stranger() : _someValidator(set, proposer));
        set.poke();
    }

    function _someValidator(IValidatorSet set, uint256 seed) private view returns (address) {
        address[] memory list = set.getValidators();
        return list[seed % list.length];
    }

    function _someNodeOf(uint256 organisation, uint256 seed) private view returns (address) {
        for (uint256 i = 0; i < nodes.length; ++i) {
            address node = nodes[(i + (seed % nodes.length)) % nodes.length];
            if (_nodes[node].organisation == organisation && !validators.isValidator(node)) return node;
        }
        return _someNode(seed);
    }
}
