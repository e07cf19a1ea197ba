// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Bits} from "../../contracts/common/Bits.sol";
import {Test} from "../lib/Test.sol";

contract BitsTest is Test {
    function testFuzz_countsBits(uint256 bits) public pure {
        uint256 ones = 0;
        for (uint256 i = 0; i < 256; ++i) ones += (bits >> i) & 1;
        assertEq(Bits.countOnes(bits), ones, "ones");
    }

    function testFuzz_masksUpToTheLast(uint16 last, uint8 word) public pure {
        uint256 mask = Bits.upTo(last, word);
        for (uint256 i = 0; i < 256; ++i) {
            bool expected = (uint256(word) << 8) + i <= last;
            assertTrue(((mask >> i) & 1 == 1) == expected, "bit");
        }
    }

    function test_masksAtTheBordersOfAWord() public pure {
        assertEq(Bits.upTo(0, 0), 1, "bit 0");
        assertEq(Bits.upTo(255, 0), type(uint256).max, "the whole word");
        assertEq(Bits.upTo(255, 1), 0, "the next word");
        assertEq(Bits.upTo(256, 1), 1, "its first bit");
    }
}
