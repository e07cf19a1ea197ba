// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Vm} from "./Vm.sol";

/// @notice The base of every Solidity test: cheatcodes, assertions, keys by name, bounded inputs.
abstract contract Test {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @dev Order of the secp256k1 group.
    uint256 internal constant CURVE_ORDER =
        0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    error AssertionFailed(string what, bytes32 actual, bytes32 expected);

    function assertEq(uint256 actual, uint256 expected, string memory what) internal pure {
        _assertSame(bytes32(actual), bytes32(expected), what);
    }

    function assertEq(address actual, address expected, string memory what) internal pure {
        _assertSame(bytes32(uint256(uint160(actual))), bytes32(uint256(uint160(expected))), what);
    }

    function assertEq(bytes32 actual, bytes32 expected, string memory what) internal pure {
        _assertSame(actual, expected, what);
    }

    function assertEq(string memory actual, string memory expected, string memory what) internal pure {
        _assertSame(keccak256(bytes(actual)), keccak256(bytes(expected)), what);
    }

    function assertTrue(bool actual, string memory what) internal pure {
        if (!actual) revert AssertionFailed(what, bytes32(0), bytes32(uint256(1)));
    }

    function assertFalse(bool actual, string memory what) internal pure {
        if (actual) revert AssertionFailed(what, bytes32(uint256(1)), bytes32(0));
    }

    /// @dev Deploys a contract of the product. Its code comes from the build: a test that used `new` would carry that code
    /// within its own, and all tests together would be more than the compiler can write down.
    function deployed(string memory name, bytes memory arguments) internal returns (address target) {
        bytes memory creation = bytes.concat(codeOf(name), arguments);
        assembly ("memory-safe") {
            target := create(0, add(creation, 0x20), mload(creation))
            if iszero(target) {
                let reason := mload(0x40)
                returndatacopy(reason, 0, returndatasize())
                revert(reason, returndatasize())
            }
        }
    }

    /// @dev The creation code of the contract `name`, which stands in a file of that name.
    function codeOf(string memory name) internal view returns (bytes memory) {
        return vm.getCode(string.concat(name, ".sol:", name));
    }

    /// @dev Folds a fuzzed number into `least` … `most`, leaving numbers that lie there as they are.
    function bound(uint256 number, uint256 least, uint256 most) internal pure returns (uint256) {
        if (number >= least && number <= most) return number;
        uint256 size = most - least + 1;
        return size == 0 ? number : least + (number % size);
    }

    /// @dev The private key that stands behind `name`.
    function keyNamed(string memory name) internal pure returns (uint256) {
        return (uint256(keccak256(bytes(name))) % (CURVE_ORDER - 1)) + 1;
    }

    function addressNamed(string memory name) internal pure returns (address) {
        return vm.addr(keyNamed(name));
    }

    function signatureOf(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev The other signature that fits the same message and key: s in the upper half of the group.
    function malleated(bytes memory signature) internal pure returns (bytes memory) {
        bytes32 r;
        uint256 s;
        uint8 v;
        assembly ("memory-safe") {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
            v := byte(0, mload(add(signature, 0x60)))
        }
        return abi.encodePacked(r, bytes32(CURVE_ORDER - s), v == 27 ? uint8(28) : uint8(27));
    }

    // The compiler may take time and number of a block for constant within a call; the runner moves both.
    function timeNow() internal view returns (uint40) {
        return uint40(vm.getBlockTimestamp());
    }

    function blockNow() internal view returns (uint64) {
        return uint64(vm.getBlockNumber());
    }

    function skipSeconds(uint256 duration) internal {
        vm.warp(timeNow() + duration);
    }

    function skipBlocks(uint256 blocks) internal {
        vm.roll(blockNow() + blocks);
    }

    function _assertSame(bytes32 actual, bytes32 expected, string memory what) private pure {
        if (actual != expected) revert AssertionFailed(what, actual, expected);
    }
}
