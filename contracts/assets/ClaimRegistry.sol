// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId} from "../common/OrgId.sol";
import {IDirectory} from "../consortium/IDirectory.sol";
import {IClaimRegistry} from "./IClaimRegistry.sol";

/// @title ClaimRegistry
/// @notice Keeps documents from becoming claims twice, see `IClaimRegistry`.
contract ClaimRegistry is IClaimRegistry {
    uint256 private constant LONGEST_NUMBER = 64;

    /// @notice Names the rooms that may write; fixed at deployment.
    IDirectory public immutable directory;

    mapping(bytes32 key => Record entry) private _records;

    constructor(IDirectory directory_) {
        directory = directory_;
    }

    /// @inheritdoc IClaimRegistry
    function record(
        bytes32 room,
        Document calldata document,
        uint256 claimId
    ) external returns (bytes32 key) {
        if (!_isForClaims(room) || directory.addressOf(room) != msg.sender)
            revert ClaimRegistry_OnlyRooms(msg.sender, room);
        key = keyOf(document);
        Record memory earlier = _records[key];
        if (earlier.recordedAt != 0)
            revert ClaimRegistry_AlreadyClaimed(key, earlier.claims, earlier.recordedAt);
        _records[key] = Record(msg.sender, uint40(block.timestamp));
        emit DocumentClaimed(
            key,
            msg.sender,
            claimId,
            document.kind,
            document.issuer,
            document.counterparty,
            document.number
        );
    }

    /// @inheritdoc IClaimRegistry
    function recordOf(bytes32 key) external view returns (Record memory) {
        return _records[key];
    }

    /// @inheritdoc IClaimRegistry
    function keyOf(Document calldata document) public pure returns (bytes32) {
        (DocumentKind kind, OrgId issuer, OrgId counterparty) = (
            document.kind,
            document.issuer,
            document.counterparty
        );
        if (kind == DocumentKind.None || issuer.isNone() || counterparty.isNone() || issuer == counterparty)
            revert ClaimRegistry_BadDocument(kind, issuer, counterparty);
        if (!_isNormal(bytes(document.number))) revert ClaimRegistry_BadNumber(document.number);
        return keccak256(abi.encode(kind, issuer, counterparty, keccak256(bytes(document.number))));
    }

    /// @dev Names are compared here, so that a vote for some other contract never lets it write.
    function _isForClaims(bytes32 room) private pure returns (bool) {
        return room == "receivables" || room == "warehouseReceipts" || room == "bills" || room == "titles";
    }

    function _isNormal(bytes calldata number) private pure returns (bool) {
        uint256 length = number.length;
        if (length == 0 || length > LONGEST_NUMBER) return false;
        bool zeroLeads = false;
        bool inDigits = false;
        for (uint256 i = 0; i < length; ++i) {
            uint8 letter = uint8(number[i]);
            if (letter >= 0x30 && letter <= 0x39) {
                if (zeroLeads) return false;
                zeroLeads = !inDigits && letter == 0x30;
                inDigits = true;
            } else if (letter >= 0x41 && letter <= 0x5a) {
                zeroLeads = false;
                inDigits = false;
            } else {
                return false;
            }
        }
        return true;
    }
}
