// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {IMembership} from "./IMembership.sol";
import {ISessionJournal} from "./ISessionJournal.sol";

/// @title SessionJournal
/// @notice The audit trail of sign-ins, see `ISessionJournal`.
contract SessionJournal is ISessionJournal, MemberGated {
    uint40 private constant LONGEST = 30 days;

    mapping(bytes32 session => Session record) private _sessions;
    mapping(OrgId orgId => bytes32 head) private _heads;

    constructor(IMembership membership_) MemberGated(membership_) {}

    /// @inheritdoc ISessionJournal
    function open(bytes32 session, uint40 expiresAt) external {
        OrgId orgId = _callingMember();
        if (_sessions[session].account != address(0)) revert Sessions_AlreadyOpened(session);
        uint40 openedAt = uint40(block.timestamp);
        uint40 latest = openedAt + LONGEST;
        if (expiresAt <= openedAt || expiresAt > latest) revert Sessions_BadExpiry(expiresAt, latest);
        _sessions[session] = Session(msg.sender, openedAt, expiresAt, false);
        bytes32 head = _link(
            orgId,
            keccak256(abi.encode(_heads[orgId], session, msg.sender, openedAt, expiresAt))
        );
        emit SessionOpened(orgId, msg.sender, session, expiresAt, head);
    }

    /// @inheritdoc ISessionJournal
    function close(bytes32 session) external {
        OrgId orgId = _callingMember();
        Session storage record = _sessions[session];
        if (record.account == address(0) || record.closed) revert Sessions_NotOpen(session);
        if (membership.accountOf(record.account).orgId != orgId)
            revert Sessions_NotYours(session, msg.sender);
        record.closed = true;
        bytes32 head = _link(
            orgId,
            keccak256(abi.encode(_heads[orgId], session, msg.sender, block.timestamp))
        );
        emit SessionClosed(orgId, msg.sender, session, head);
    }

    /// @inheritdoc ISessionJournal
    function isOpen(bytes32 session) external view returns (bool) {
        Session memory record = _sessions[session];
        return !record.closed && block.timestamp < record.expiresAt && membership.isMember(record.account);
    }

    /// @inheritdoc ISessionJournal
    function sessionOf(bytes32 session) external view returns (Session memory) {
        return _sessions[session];
    }

    /// @inheritdoc ISessionJournal
    function headOf(OrgId orgId) external view returns (bytes32) {
        return _heads[orgId];
    }

    function _link(OrgId orgId, bytes32 head) private returns (bytes32) {
        _heads[orgId] = head;
        return head;
    }
}
