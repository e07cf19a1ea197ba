// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Bits
/// @notice Small sums over bitmaps.
library Bits {
    /// @notice Number of bits set in `bits`.
    function countOnes(uint256 bits) internal pure returns (uint256 ones) {
        for (; bits != 0; bits &= bits - 1) ++ones;
    }

    /// @notice Bits 0 to `last` of word `word` of a bitmap that spans words of 256 bits.
    function upTo(uint256 last, uint256 word) internal pure returns (uint256 mask) {
        uint256 first = word << 8;
        if (last < first) return 0;
        uint256 length = last - first + 1;
        return length >= 256 ? type(uint256).max : (1 << length) - 1;
    }
}
