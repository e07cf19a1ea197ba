// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice Public keys of private keys: the runner signs, but does not tell the public key.
library Secp256k1 {
    uint256 private constant P = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f;
    uint256 private constant GX = 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798;
    uint256 private constant GY = 0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8;

    /// @return key x and y, 32 bytes each.
    function publicKeyOf(uint256 privateKey) internal view returns (bytes memory key) {
        (uint256 x, uint256 y, uint256 z) = (0, 1, 0);
        for (uint256 bit = 1 << 255; bit != 0; bit >>= 1) {
            (x, y, z) = _double(x, y, z);
            if (privateKey & bit != 0) (x, y, z) = _addGenerator(x, y, z);
        }
        uint256 inverse = _inverse(z);
        uint256 square = mulmod(inverse, inverse, P);
        return abi.encode(mulmod(x, square, P), mulmod(y, mulmod(square, inverse, P), P));
    }

    /// @dev Jacobian coordinates; z is zero at infinity.
    function _double(
        uint256 x,
        uint256 y,
        uint256 z
    ) private pure returns (uint256 x3, uint256 y3, uint256 z3) {
        if (z == 0) return (0, 1, 0);
        uint256 yy = mulmod(y, y, P);
        uint256 s = mulmod(4, mulmod(x, yy, P), P);
        uint256 m = mulmod(3, mulmod(x, x, P), P);
        x3 = addmod(mulmod(m, m, P), P - mulmod(2, s, P), P);
        y3 = addmod(mulmod(m, addmod(s, P - x3, P), P), P - mulmod(8, mulmod(yy, yy, P), P), P);
        z3 = mulmod(2, mulmod(y, z, P), P);
    }

    function _addGenerator(
        uint256 x,
        uint256 y,
        uint256 z
    ) private pure returns (uint256 x3, uint256 y3, uint256 z3) {
        if (z == 0) return (GX, GY, 1);
        uint256 zz = mulmod(z, z, P);
        uint256 h = addmod(mulmod(GX, zz, P), P - x, P);
        uint256 r = addmod(mulmod(GY, mulmod(zz, z, P), P), P - y, P);
        uint256 hh = mulmod(h, h, P);
        uint256 v = mulmod(x, hh, P);
        uint256 hhh = mulmod(h, hh, P);
        x3 = addmod(addmod(mulmod(r, r, P), P - hhh, P), P - mulmod(2, v, P), P);
        y3 = addmod(mulmod(r, addmod(v, P - x3, P), P), P - mulmod(y, hhh, P), P);
        z3 = mulmod(h, z, P);
    }

    function _inverse(uint256 z) private view returns (uint256) {
        (, bytes memory result) = address(5).staticcall(
            abi.encode(uint256(32), uint256(32), uint256(32), z, P - 2, P)
        );
        return abi.decode(result, (uint256));
    }
}
