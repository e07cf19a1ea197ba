// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";

/// @title One document becomes a claim once
/// @notice The memory of the whole consortium: which invoice, goods, bill or title has been made a claim, by which room
/// and when. A document is known by its kind, the organisation that issued it, the counterparty it is made out to, and
/// its number. Nothing is ever forgotten, so a claim that was paid, withdrawn or burned cannot be made anew.
/// @dev The number must come in its normal form, so that no other spelling gives another key: letters in upper case and
/// digits only, and no zero at the start of a run of digits that goes on ("Inv. 2027/001" is INV2027001, "inv-007" is
/// INV7). Whoever writes normalises off chain; the registry refuses what is not normal. The number stands in the event,
/// so anyone can compute the key again.
interface IClaimRegistry {
    /// @notice What a claim is made of. The kind is that of the document, not of the room: an invoice that became a
    /// receivable cannot become a bill.
    enum DocumentKind {
        None,
        Invoice,
        Goods,
        Bill,
        Title
    }

    /// @notice What makes a document this one and no other.
    /// @param kind What it is; not `None`.
    /// @param issuer The organisation that wrote it: seller, warehouse, drawer.
    /// @param counterparty The organisation it is made out to: buyer, depositor, drawee.
    /// @param number Its number in normal form, 1 to 64 characters.
    struct Document {
        DocumentKind kind;
        OrgId issuer;
        OrgId counterparty;
        string number;
    }

    /// @notice Who made a claim of a document.
    /// @param claims The contract; zero if nobody did.
    /// @param recordedAt When, seconds UTC.
    struct Record {
        address claims;
        uint40 recordedAt;
    }

    /// @notice A document became claim `claimId` of the contract `claims`.
    event DocumentClaimed(
        bytes32 indexed key,
        address indexed claims,
        uint256 indexed claimId,
        DocumentKind kind,
        OrgId issuer,
        OrgId counterparty,
        string number
    );

    /// @notice Only the contracts that the alliance has voted into the directory as rooms for claims may write.
    /// @custom:remedy `deployments list` shows them; have the contract voted in (`deploy`).
    error ClaimRegistry_OnlyRooms(address caller, bytes32 room);
    /// @notice This document became a claim before; no document becomes a claim twice.
    /// @custom:remedy `asset list`, `bill list`, `receipt list` or `title list` shows the first claim.
    error ClaimRegistry_AlreadyClaimed(bytes32 key, address claims, uint40 recordedAt);
    /// @notice The number of the document is empty, longer than 64 characters, or not in normal form.
    /// @custom:remedy Normalise it: upper-case letters and digits only, no leading zeros of a run of digits.
    error ClaimRegistry_BadNumber(string number);
    /// @notice A document has a kind, an issuer and a counterparty that is another organisation.
    /// @custom:remedy Name both parties as they stand on the document.
    error ClaimRegistry_BadDocument(DocumentKind kind, OrgId issuer, OrgId counterparty);

    /// @notice Records that `document` became claim `claimId` of the caller. Only the contract that the directory names
    /// `room`, which is one of the rooms for claims.
    /// @param room Name of the calling contract in the directory.
    /// @return key Names the document for ever.
    function record(bytes32 room, Document calldata document, uint256 claimId) external returns (bytes32 key);

    /// @notice The key of a document; reverts when it has none.
    function keyOf(Document calldata document) external pure returns (bytes32 key);

    /// @notice Who made a claim of the document with this key.
    function recordOf(bytes32 key) external view returns (Record memory);
}
