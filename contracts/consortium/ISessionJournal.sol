// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";

/// @title Who signed in, when, and for how long
/// @notice Each sign-in of a member's account is put on the ledger with the digest of its session, so that the member can
/// audit what was opened in its name and a gateway can tell whether a session still stands. Entries of one organisation
/// are hash-linked: a gateway that hides one breaks the chain.
interface ISessionJournal {
    /// @notice A session that an account opened.
    /// @param account The account that signed in.
    /// @param openedAt When, seconds UTC.
    /// @param expiresAt When it ends by itself, seconds UTC.
    /// @param closed Whether it was closed before.
    struct Session {
        address account;
        uint40 openedAt;
        uint40 expiresAt;
        bool closed;
    }

    /// @notice An account signed in. head = keccak256(abi.encode(previous head of the organisation, session, account,
    /// openedAt, expiresAt)).
    event SessionOpened(
        OrgId indexed orgId,
        address indexed account,
        bytes32 indexed session,
        uint40 expiresAt,
        bytes32 head
    );
    /// @notice A session was closed before its end. head = keccak256(abi.encode(previous head of the organisation, session,
    /// closedBy, time)).
    event SessionClosed(OrgId indexed orgId, address indexed closedBy, bytes32 indexed session, bytes32 head);

    /// @notice A session of this digest exists; digests are never used twice.
    /// @custom:remedy Draw a new random session secret.
    error Sessions_AlreadyOpened(bytes32 session);
    /// @notice A session ends after it begins and within 30 days.
    /// @custom:remedy Give an end between now and `latest`.
    error Sessions_BadExpiry(uint40 expiresAt, uint40 latest);
    /// @notice There is no such session, or it is closed.
    /// @custom:remedy `session list` shows the open ones.
    error Sessions_NotOpen(bytes32 session);
    /// @notice Only accounts of the organisation that opened a session may close it.
    /// @custom:remedy Sign with an account of that organisation.
    error Sessions_NotYours(bytes32 session, address caller);

    /// @notice Records that the caller signs in. Any account that may act.
    /// @param session Digest of the session secret, never used before.
    /// @param expiresAt End of the session, within 30 days.
    function open(bytes32 session, uint40 expiresAt) external;

    /// @notice Ends a session early. Any account that may act for the organisation that opened it.
    function close(bytes32 session) external;

    /// @notice Whether the session stands: open, not expired, and its account may still act.
    function isOpen(bytes32 session) external view returns (bool);

    /// @notice The record of a session; all zero if there is none.
    function sessionOf(bytes32 session) external view returns (Session memory);

    /// @notice Head of an organisation's chain of entries.
    function headOf(OrgId orgId) external view returns (bytes32);
}
