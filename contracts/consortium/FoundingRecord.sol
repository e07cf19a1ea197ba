// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title FoundingRecord
/// @notice Holds what the alliance was founded with as its own code, behind a STOP opcode: block 0 has no events to read
/// it from.
contract FoundingRecord {
    constructor(bytes memory record) {
        bytes memory code = bytes.concat(hex"00", record);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            return(add(code, 0x20), mload(code))
        }
    }
}
